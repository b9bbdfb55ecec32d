"""Sample of settlement: invented contracts in force, one month paid, one with the operator."""

from datetime import date, datetime, time, timedelta

from django.conf import settings

from cuamo.delivery.models import Parcel
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import HANOI, to_hanoi
from cuamo.kernel.errors import DomainError
from cuamo.organisation.selectors.staff import actor_of
from cuamo.people.models import Account
from cuamo.settlement.models import Instrument, Line, Statement
from cuamo.settlement.rules.dates import last_day
from cuamo.settlement.selectors.statements import months_open
from cuamo.settlement.services.answer_dispute import answer_dispute
from cuamo.settlement.services.answer_statement import confirm_statement, dispute_line
from cuamo.settlement.services.approve_statement import approve_statement, note_paid
from cuamo.settlement.services.build_month import build_month
from cuamo.settlement.services.instruments import (
    decide_instrument,
    load_instruments,
    propose_instrument,
)
from cuamo.settlement.services.note_items import note_items
from cuamo.settlement.services.send_statement import send_statement
from cuamo.settlement.types import InstrumentKind, InstrumentState, LineKind

FIRST, SECOND, ADMIN = "ketoan.trungtam", "ketoan2.trungtam", "quantri.trungtam"
SPEAKERS = {"VNPOST": "dieuphoi.vnpost"}
BUDGET_VND = 6_000_000


def settle_two_months(*, now: datetime) -> int:
    """Settle the two months before this one with the sample operators; a second run changes nothing."""
    if Statement.objects.exists():
        return 0
    _contracts(now)
    for subject_id in Parcel.objects.order_by("subject_id").values_list("subject_id", flat=True).distinct():
        note_items(subject_id=subject_id, at=now)
    newer, older = months_open(to_hanoi(now).date())[:2]
    _older(older, now)
    _newer(newer, now)
    return Statement.objects.count()


def _contracts(now: datetime) -> None:
    first, admin = _actor(FIRST, now), _actor(ADMIN, now)
    load_instruments(path=settings.REFERENCE / "contracts" / "hanoi.sample.json", actor=admin, at=now)
    for month in months_open(to_hanoi(now).date())[:2]:
        year = str(month.year)
        if not Instrument.objects.filter(kind=InstrumentKind.BUDGET, subject=year).exists():
            propose_instrument(
                kind=InstrumentKind.BUDGET,
                subject=year,
                number=f"Dự toán mẫu {year}",
                valid_from=date(month.year, 1, 1),
                content={"amount_vnd": BUDGET_VND},
                source="Số đặt ra để dùng thử",
                confidence="X",
                confirmed_by="",
                actor=admin,
                at=now,
            )
    for row in Instrument.objects.filter(state=InstrumentState.PROPOSED).order_by("valid_from", "id"):
        decide_instrument(instrument_id=row.id, approve=True, words="Dữ liệu mẫu", actor=first, at=now)


def _older(month: date, now: datetime) -> None:
    """One objection is answered, two accountants and the operator have signed, the money is gone."""
    at = _after(month, now)
    for statement in build_month(month=month, actor=_actor(FIRST, now), at=at):
        send_statement(statement_id=statement.id, actor=_actor(FIRST, now), at=at)
        speaker = SPEAKERS.get(statement.operator_code)
        if speaker is None:
            continue
        if (line := _penalty(statement)) is not None:
            dispute = dispute_line(
                line_id=line.id,
                words="Ngày đó đường ngập, đã báo điểm giao (dữ liệu mẫu)",
                evidence="Biên bản 12/BB",
                actor=_actor(speaker, now),
                at=at,
            )
            answer_dispute(
                dispute_id=dispute.id,
                accept=True,
                words="Đúng, có biên bản của điểm",
                actor=_actor(FIRST, now),
                at=at,
            )
        confirm_statement(statement_id=statement.id, actor=_actor(speaker, now), at=at)
        statement.refresh_from_db()
        try:
            approve_statement(
                statement_id=statement.id,
                expected_vnd=statement.payable_vnd,
                actor=_actor(SECOND, now),
                at=at,
            )
        except DomainError:
            continue
        note_paid(statement_id=statement.id, reference="UNC-MAU-0042", actor=_actor(FIRST, now), at=at)


def _newer(month: date, now: datetime) -> None:
    """Sent; the operator looks at it and objects to one line."""
    at = _after(month, now)
    for statement in build_month(month=month, actor=_actor(FIRST, now), at=at):
        speaker = SPEAKERS.get(statement.operator_code)
        if speaker is None:
            continue
        send_statement(statement_id=statement.id, actor=_actor(FIRST, now), at=at)
        if (line := _penalty(statement)) is not None:
            dispute_line(
                line_id=line.id,
                words="Người nhận hẹn ngày khác qua điện thoại (dữ liệu mẫu)",
                evidence="",
                actor=_actor(speaker, now),
                at=at,
            )


def _penalty(statement: Statement) -> Line | None:
    return statement.lines.filter(kind=LineKind.PENALTY).order_by("id").first()


def _after(month: date, now: datetime) -> datetime:
    morning = datetime.combine(last_day(month) + timedelta(days=3), time(9), tzinfo=HANOI)
    return min(morning, now)


def _actor(username: str, now: datetime) -> Actor:
    return actor_of(Account.objects.get(username=username), at=now)
