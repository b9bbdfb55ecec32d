"""A place that sends, a courier, an envelope on the way."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from cuamo.delivery.models import Parcel, Run
from cuamo.delivery.services.add_to_manifest import add_to_manifest, open_run
from cuamo.delivery.services.hand_over import hand_over, scan_in
from cuamo.delivery.services.prepare_parcel import prepare_parcel
from cuamo.delivery.services.seal import seal
from cuamo.delivery.services.start_out import start_out
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.clock import local
from cuamo.organisation.models import Unit
from cuamo.organisation.types import Role, UnitKind

NOON = local("2026-09-11 12:00")
CLERK = Actor(ActorKind.STAFF, str(uuid4()), "Lê Thị Bình", "P001", frozenset({Role.RECEIVER.value}))
COURIER = Actor(ActorKind.STAFF, str(uuid4()), "Trần Văn Tài", "VNP", frozenset({Role.COURIER.value}))
OTHER = Actor(ActorKind.STAFF, str(uuid4()), "Vũ Văn Kha", "VNP", frozenset({Role.COURIER.value}))


@pytest.fixture
def point(db: None) -> Unit:
    Unit.objects.create(code="VNP", kind=UnitKind.OPERATOR, name_vi="Bưu điện", name_en="Post")
    return Unit.objects.create(
        code="P001", kind=UnitKind.POINT, name_vi="Điểm Kim Liên", name_en="Kim Liên point", phone="0241022"
    )


def sealed(number: int = 1) -> Parcel:
    parcel = prepare_parcel(
        subject_id=uuid4(),
        subject_code=f"H26.1-260911-{number:04d}",
        recipient="Nguyễn Thị Thanh Hương",
        phone="0912345678",
        address="Số 5 ngõ 12 phố Lương Định Của",
        ward_code="00229",
        origin_unit="P001",
        contents=["Trích lục khai sinh"],
        actor=CLERK,
        at=NOON,
    )
    return seal(parcel_id=parcel.id, seal_number=f"NP-{number:06d}", clerk=CLERK, at=NOON)


def run_of(courier: Actor, *parcels: Parcel) -> Run:
    run = open_run(
        origin_unit="P001",
        courier_id=courier.id,
        courier_name=courier.name,
        operator_code=courier.unit_code,
        clerk=CLERK,
        at=NOON,
    )
    return add_to_manifest(run_id=run.id, parcel_ids=[parcel.id for parcel in parcels], clerk=CLERK, at=NOON)


@pytest.fixture
def taken(point: Unit) -> Callable[[], Parcel]:
    made = 0

    def make() -> Parcel:
        nonlocal made
        made += 1
        parcel = sealed(made)
        run_of(COURIER, parcel)
        hand_over(label=parcel.label, clerk=CLERK, at=NOON)
        scan_in(label=parcel.label, courier=COURIER, at=NOON)
        return fresh(parcel)

    return make


@pytest.fixture
def out(taken: Callable[[], Parcel]) -> Parcel:
    return start_out(parcel_id=taken().id, window="13:00–15:00", courier=COURIER, at=NOON)


def fresh(parcel: Parcel) -> Parcel:
    return Parcel.objects.get(id=parcel.id)


@pytest.fixture
def places(point: Unit) -> None:
    Unit.objects.create(
        code="PX1", kind=UnitKind.AUTHORITY, name_vi="Phường Kim Liên", name_en="Kim Lien ward", phone="024"
    )
    Unit.objects.create(code="P002", kind=UnitKind.POINT, name_vi="Điểm Văn Miếu", name_en="Van Mieu point")
    Unit.objects.create(code="TT", kind=UnitKind.CENTRE, name_vi="Trung tâm", name_en="Centre")
