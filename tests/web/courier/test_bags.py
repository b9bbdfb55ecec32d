"""G2: a bag is scanned as a whole, in and out; a run ends with words about what is left."""

import pytest
from django.utils import timezone

from cuamo.delivery.models import Alarm, Bag, Parcel, Run
from cuamo.delivery.services.fill_bag import open_bag, put_in_bag, seal_bag
from cuamo.delivery.services.hand_over_bag import hand_over_bag
from cuamo.delivery.services.load_bag import load_bag
from cuamo.delivery.states import BagState, ParcelState
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.staff import actor_of
from cuamo.organisation.types import UnitKind
from tests.delivery.conftest import CLERK, NOON
from tests.delivery.places import AUTHORITY, originals


@pytest.fixture
def bag(courier, round_) -> Bag:
    """A bag with papers on the courier's run."""
    Unit.objects.create(code=AUTHORITY, kind=UnitKind.AUTHORITY, name_vi="Phường", name_en="Ward")
    made = open_bag(origin_unit="P001", destination_unit=AUTHORITY, clerk=CLERK, at=NOON)
    put_in_bag(bag_id=made.id, label=originals(9).label, clerk=CLERK, at=NOON)
    seal_bag(bag_id=made.id, seal_number="TS-0001", clerk=CLERK, at=NOON)
    load_bag(bag_id=made.id, courier=actor_of(round_.account, at=timezone.now()), clerk=CLERK, at=NOON)
    return Bag.objects.get()


def scan(courier, text: str, way: str = "nhan"):
    return courier.post("/giao/quet", {"label": text, "chieu": way, "device_key": f"k-{way}"})


def test_a_bag_is_taken_and_given_by_its_own_label(courier, round_, bag):
    page = scan(courier, bag.number.lower()).content.decode()
    assert f"Đã quét túi {bag.number}, 1 phong bì, niêm phong TS-0001. Chờ bên giao quét." in page
    hand_over_bag(number=bag.number, clerk=CLERK, at=NOON)
    assert Bag.objects.get().state == BagState.HANDED
    assert Parcel.objects.get(bag=bag).state == ParcelState.PICKED_UP
    assert bag.number in courier.get(f"/giao/chuyen/{bag.run_id}").content.decode()

    page = scan(courier, bag.number, "tra").content.decode()

    assert "Chờ điểm quét nhận." in page
    assert bag.hand_overs.count() == 2


def test_an_envelope_in_the_bag_and_a_bag_of_nobody_are_refused_on_the_page(courier, round_, bag):
    inside = Parcel.objects.get(bag=bag)

    answer = scan(courier, inside.label)
    assert answer.status_code == 422
    assert bag.number in answer.content.decode()
    assert scan(courier, "TU-260101-0099").status_code == 422
    assert not bag.hand_overs.exists()


def test_setting_out_takes_results_and_leaves_papers_and_bags(courier, round_, bag):
    hand_over_bag(number=bag.number, clerk=CLERK, at=NOON)
    scan(courier, bag.number)
    scan(courier, round_.parcels[0].label)

    courier.post(f"/giao/chuyen/{bag.run_id}/di-giao", {"window": "08:00–10:00"})

    states = dict(Parcel.objects.values_list("label", "state"))
    assert states[round_.parcels[0].label] == ParcelState.OUT_FOR_DELIVERY
    assert Parcel.objects.get(bag=bag).state == ParcelState.PICKED_UP


def test_a_run_ends_with_words_and_what_is_left_becomes_alarms(courier, round_, bag):
    end = f"/giao/chuyen/{bag.run_id}/ket-thuc"
    courier.post(end, {})
    assert Run.objects.get().closed_at is None
    assert not Alarm.objects.exists()

    courier.post(end, {"words": "Xe hỏng, tất cả còn ở bưu cục"})

    assert Run.objects.get().closed_at is not None
    assert Alarm.objects.filter(kind="UNACCOUNTED").count() == 4
