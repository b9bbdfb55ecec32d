"""An operator's day: a courier's run, a carrier's run, and things that went wrong."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from cuamo.delivery.models import CarrierOrder, Parcel, Run
from cuamo.delivery.services.accept_order import note_accepted
from cuamo.delivery.services.hand_over import hand_over, scan_in
from cuamo.delivery.services.load_carriers import load_carriers
from cuamo.delivery.services.load_run import load_run
from cuamo.delivery.services.order_carriage import order_carriage
from cuamo.delivery.services.prepare_parcel import prepare_parcel
from cuamo.delivery.services.raise_alarm import raise_alarm
from cuamo.delivery.services.seal import seal
from cuamo.delivery.services.take_news import take_news
from cuamo.delivery.types import News
from tests.support.city import staff

CITIZEN = "Nguyễn Thị Đặng Thẳng"
STREET = "Số 12 phố Hàng Bông"


def envelope(number: int) -> Parcel:
    """Return a sealed envelope at the point of Hoàn Kiếm."""
    clerk, now = staff("tiepnhan.hoankiem"), timezone.now()
    parcel = prepare_parcel(
        subject_id=uuid4(),
        subject_code=f"H26.99-261127-{number:04d}",
        recipient=CITIZEN,
        phone="0912345678",
        address=STREET,
        ward_code="00070",
        origin_unit="DIEM-00070",
        contents=["Trích lục khai sinh"],
        actor=clerk,
        at=now,
    )
    return seal(parcel_id=parcel.id, seal_number=f"DP-{number:06d}", clerk=clerk, at=now)


def own_run(*numbers: int, taken: bool = True) -> Run:
    """Return a run of Vietnam Post's own courier with envelopes handed over to them."""
    clerk, courier, now = staff("tiepnhan.hoankiem"), staff("buuta.hoankiem"), timezone.now()
    parcels = [envelope(number) for number in numbers]
    run = load_run(parcel_ids=[parcel.id for parcel in parcels], courier=courier, clerk=clerk, at=now)
    for parcel in parcels if taken else []:
        hand_over(label=parcel.label, clerk=clerk, at=now)
        scan_in(label=parcel.label, courier=courier, at=now)
    return run


def carried(number: int, *, carrier: str = "VNPOST", state: str = "ACCEPTED") -> CarrierOrder:
    """Return an order at a carrier."""
    clerk, now = staff("tiepnhan.hoankiem"), timezone.now()
    order = order_carriage(parcel_id=envelope(number).id, carrier=carrier, clerk=clerk, at=now)
    if state == "ACCEPTED":
        return note_accepted(order_id=order.id, carrier_number=f"{carrier[:2]}{number:09d}", at=now)
    CarrierOrder.objects.filter(id=order.id).update(
        state=state, last_fault="ReadTimeout", asked=2, ask_again_at=now + timedelta(minutes=10)
    )
    return CarrierOrder.objects.get(id=order.id)


def strange_news(order: CarrierOrder, code: str = "777") -> str:
    """Let the carrier say something nobody understands."""
    load_carriers(folder=settings.REFERENCE / "carriers", at=timezone.now())
    said = News(
        key=f"{order.number}|{code}",
        number=order.number,
        carrier_number=order.carrier_number,
        code=code,
        ordinal=1,
        occurred_at=None,
        body="{}",
    )
    return take_news(carrier=order.carrier, said=said, source="ASKED", at=timezone.now())


def alarm(parcel: Parcel, *, unit: str = "VNPOST", kind: str = "GAP"):
    """Raise an alarm that the operator has to answer."""
    return raise_alarm(kind=kind, parcel=parcel, owner_unit=unit, owner_role="COORDINATOR", at=timezone.now())
