"""A centre with two accountants, two operators, and what they carried in October."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings

from cuamo.delivery.models import Attempt, HandOver, Parcel
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.clock import local
from cuamo.kernel.ids import uuid7
from cuamo.organisation.models import Unit
from cuamo.organisation.types import Role, UnitKind
from cuamo.settlement.models import Instrument
from cuamo.settlement.services.instruments import decide_instrument, load_instruments
from cuamo.settlement.services.note_items import note_items

JANUARY = local("2026-01-05 09:00")
NOVEMBER = local("2026-11-03 09:00")


def person(unit: str, *roles: Role, name: str = "Lê Thị Bình") -> Actor:
    return Actor(ActorKind.STAFF, str(uuid4()), name, unit, frozenset(role.value for role in roles))


FIRST = person("TT", Role.FINANCE, name="Lê Thị Bình")
SECOND = person("TT", Role.FINANCE, name="Phạm Văn Cường")
ADMIN = person("TT", Role.BUSINESS_ADMIN, name="Đỗ Thị Dung")
VNPOST = person("VNPOST", Role.COORDINATOR, name="Trần Văn Tài")
VTPOST = person("VTPOST", Role.COORDINATOR, name="Vũ Văn Kha")
CLERK = person("P001", Role.RECEIVER)
COURIERS = {code: person(code, Role.COURIER) for code in ("VNPOST", "VTPOST")}


@pytest.fixture
def units(db: None) -> None:
    Unit.objects.create(code="TT", kind=UnitKind.CENTRE, name_vi="Trung tâm", name_en="Centre")
    for code, name in (("VNPOST", "Bưu điện Việt Nam"), ("VTPOST", "Bưu chính Viettel")):
        Unit.objects.create(code=code, kind=UnitKind.OPERATOR, name_vi=name, name_en=name, parent_id="TT")
    Unit.objects.create(code="P001", kind=UnitKind.POINT, name_vi="Điểm Kim Liên", name_en="Point")
    Unit.objects.create(
        code="DL-001", kind=UnitKind.AGENCY, name_vi="Đại lý", name_en="Agency", parent_id="VNPOST"
    )


def load_sample(*, folder: Path | None = None) -> None:
    """Load the sample contracts and have a second person approve each."""
    path = (folder or settings.REFERENCE / "contracts") / "hanoi.sample.json"
    load_instruments(path=path, actor=ADMIN, at=JANUARY)
    for row in Instrument.objects.order_by("id"):
        decide_instrument(instrument_id=row.id, approve=True, words="", actor=FIRST, at=JANUARY)


@pytest.fixture
def contracts(units: None) -> None:
    load_sample()


Carry = Callable[..., Parcel]


@pytest.fixture
def carry(units: None) -> Carry:
    """Let an envelope travel: sealed and taken on one day, at home on another, by an operator's courier."""
    made = 0

    def one(
        *,
        taken: str = "2026-10-05 15:00",
        home: str | None = "2026-10-06 10:00",
        sealed: datetime | None = None,
        operator: str = "VNPOST",
        subject: UUID | None = None,
        proof: str = "CODE",
        evidence: UUID | None = None,
        tries: tuple[tuple[str, str, str], ...] = (),
        half: bool = False,
        back: str | None = None,
        note: bool = True,
        **more,
    ) -> Parcel:
        nonlocal made
        made += 1
        at = local(taken)
        ready = sealed or at - timedelta(hours=3)
        parcel = Parcel.objects.create(
            id=uuid7(ready),
            subject_id=subject or uuid4(),
            subject_code=f"H26.1-261005-{made:04d}",
            label=f"RH{made:09d}VN",
            recipient="Nguyễn Thị Thanh Hương",
            phone="0912345678",
            address="Số 5 ngõ 12 phố Lương Định Của",
            ward_code="00229",
            pin="0000",
            origin_unit="P001",
            holder_id="P001",
            contents=["Trích lục"],
            created_at=ready,
            sealed_at=ready,
            **more,
        )
        courier = COURIERS[operator]
        hand_over(parcel, CLERK, courier, at, place="P001", half=half)
        for number, (when, reason, then) in enumerate(tries, start=1):
            Attempt.objects.create(
                id=uuid7(local(when)), parcel=parcel, number=number, reason=reason,
                next_window=then, failed_at=local(when),
            )  # fmt: skip
        if back:
            hand_over(parcel, courier, CLERK, local(back), place="P001")
        if home:
            Parcel.objects.filter(id=parcel.id).update(delivered_at=local(home))
            hand_over(parcel, courier, None, local(home), proof=proof, evidence=evidence)
        if note:
            note_items(subject_id=parcel.subject_id, at=at)
        return parcel

    return one


def hand_over(parcel, giver, taker, at, *, place="", proof="SCAN", evidence=None, half=False) -> HandOver:
    return HandOver.objects.create(
        id=uuid7(at),
        parcel=parcel,
        giver=giver.as_json(),
        given_at=None if half else at,
        taker=taker.as_json() if taker else {"kind": "RECIPIENT", "relation": "SELF"},
        taken_at=at,
        place=place,
        proof=proof,
        evidence_id=evidence,
    )
