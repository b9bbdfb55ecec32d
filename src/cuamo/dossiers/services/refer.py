"""Send a person to a named place, and follow until it is known how it ended."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from cuamo.appointments.services.book import book
from cuamo.catalogue.selectors.versions import version_in_force
from cuamo.dossiers.models import Referral
from cuamo.dossiers.policies import require_own_visit
from cuamo.dossiers.rules.referral import OUTCOMES, REASONS, SOURCES, ask_from
from cuamo.dossiers.selectors.checklist import needs_of
from cuamo.dossiers.selectors.consents import has_consented
from cuamo.dossiers.services.parts import lock_visit, random_code
from cuamo.dossiers.services.set_phone import number_for
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import HANOI, to_hanoi
from cuamo.kernel.errors import Invalid, NotFound
from cuamo.kernel.identifiers.errors import InvalidIdentifier
from cuamo.kernel.ids import uuid7
from cuamo.kernel.text import nfc
from cuamo.notices.services.send import send_notice
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.scope import units_under


@transaction.atomic
def refer(
    *,
    visit_id: UUID,
    clerk: Actor,
    procedure_code: str,
    to_unit: str,
    reason: str,
    starts_at: datetime | None = None,
    expected_on: date | None = None,
    prepared: Sequence[str] = (),
    at: datetime,
) -> Referral:
    """Send the person of the visit to a place that can do it (giới thiệu đến nơi làm được).

    A time is booked there when one is chosen; all papers stay in the person's own hands. The text goes to the
    number of the visit, if there is one. The same place for the same procedure in one visit is one referral.
    The other place reads name and number: the person has agreed to the help before.

    Args:
        starts_at: a free time of the place; needs a number. expected_on: the day the person means to go.
        prepared: what was already done here, in words.
    Raises:
        Invalid: nobody was identified, they have not agreed, no such reason, the day has passed, or a time
            without a number.
        NotFound: there is no such open place, or nothing of this code is in force.
        Conflict: the time has just been taken.
    """
    visit = lock_visit(visit_id)
    require_own_visit(visit, clerk)
    if visit.person is None:
        raise Invalid("visit.nobody", "Chưa đọc căn cước.", "No card has been read yet.", where="Q1")
    if not has_consented(visit):
        raise Invalid(
            "visit.no_consent",
            "Chưa có đồng ý của người được hỗ trợ. Chờ bấm trên màn hình công dân.",
            "The person has not agreed yet. Wait for their answer on the citizen screen.",
            where="Q2",
        )
    if reason not in REASONS:
        raise _wrong("reason", "Chọn vì sao không làm ở đây.", "Choose why it is not done here.")
    place = Unit.objects.filter(code=to_unit, is_open=True).exclude(code=visit.agency_code).first()
    if place is None:
        raise NotFound("referral.place", "Chọn nơi đến.", "Choose where to go.", where="to_unit")
    today = to_hanoi(at).date()
    if expected_on is not None and expected_on < today:
        raise _wrong("expected_on", "Ngày đi đã qua. Chọn ngày khác.", "That day has passed.")
    version = version_in_force(procedure_code, on=today)
    made = Referral.objects.filter(visit=visit, procedure_code=procedure_code, to_unit=to_unit).first()
    if made is not None:
        return made
    number = number_for(visit)
    ref = f"GT-{at.astimezone(HANOI):%y%m%d}-{random_code(6)}"
    booking = None
    if starts_at is not None:
        if not number:
            raise _wrong(
                "starts_at",
                "Chưa có số điện thoại để hẹn giờ. Chọn «Không hẹn giờ» và ghi ngày đi.",
                "A time needs a number. Choose no time and give the day.",
            )
        booking = book(
            unit_code=place.code,
            starts_at=starts_at,
            name=visit.person.full_name,
            phone=number,
            subject=ref,
            actor=clerk,
            at=at,
        )
        expected_on = to_hanoi(starts_at).date()
    row = Referral.objects.create(
        id=uuid7(at),
        ref=ref,
        visit=visit,
        agency_code=visit.agency_code,
        person=visit.person,
        procedure_code=procedure_code,
        version=version,
        reason=reason,
        to_unit=place.code,
        to_name=place.name_vi,
        to_address=place.address,
        booking_id=booking.id if booking else None,
        expected_at=starts_at or _at_midday(expected_on),
        checklist=[need.name_vi for need in needs_of(version, {})],
        prepared=[nfc(text)[:200] for text in prepared if text.strip()],
        made_by=clerk.as_json(),
        made_at=at,
        ask_on=ask_from(made_on=today, expected_on=expected_on),
    )
    events.record(
        "visit.referred",
        visit.id,
        actor=clerk,
        at=at,
        agency=visit.agency_code,
        procedure=procedure_code,
        to=place.code,
        reason=reason,
        booked=booking is not None,
        ref=ref,
    )
    _tell(row, number, at=at, booked=booking is not None)
    return row


@transaction.atomic
def close_referral(
    *, referral_id: UUID, clerk: Actor, outcome: str, source: str, note: str = "", at: datetime
) -> Referral:
    """Write down how it ended and who says so; a second word changes nothing.

    Raises:
        NotFound: it was made at another place. Invalid: outcome or source is missing.
    """
    row = Referral.objects.select_for_update(of=("self",)).filter(id=referral_id).first()
    if row is None or row.agency_code not in units_under(clerk.unit_code):
        raise NotFound("referral.unknown", "Không thấy phiếu giới thiệu này.", "There is no such referral.")
    if row.outcome:
        return row
    if outcome not in OUTCOMES:
        raise _wrong("outcome", "Chọn kết quả.", "Choose the outcome.")
    if source not in SOURCES:
        raise _wrong("source", "Chọn ai nói như vậy.", "Choose who says so.")
    row.outcome, row.outcome_source, row.note = outcome, source, nfc(note)[:300]
    row.outcome_by, row.outcome_at = clerk.as_json(), at
    row.save(update_fields=["outcome", "outcome_source", "note", "outcome_by", "outcome_at"])
    events.record(
        "referral.closed",
        row.visit_id,
        actor=clerk,
        at=at,
        agency=row.agency_code,
        ref=row.ref,
        outcome=outcome,
        source=source,
        days=(to_hanoi(at).date() - to_hanoi(row.made_at).date()).days,
    )
    return row


def _tell(row: Referral, number: str, *, at: datetime, booked: bool) -> None:
    if not number:
        return
    moment = to_hanoi(row.expected_at) if row.expected_at else None
    when = "trong gio mo cua" if moment is None else f"{moment:%H:%M %d/%m}" if booked else f"{moment:%d/%m}"
    try:
        send_notice(
            template="N14",
            phone=number,
            params={
                "task": row.version.content["name_vi"],
                "place": row.to_name,
                "when": when,
                "code": row.ref,
                "phone": settings.HOTLINE,
            },
            subject_id=row.id,
            at=at,
        )
    except InvalidIdentifier:
        return


def _at_midday(day: date | None) -> datetime | None:
    return datetime(day.year, day.month, day.day, 12, tzinfo=HANOI) if day else None


def _wrong(where: str, vi: str, en: str) -> Invalid:
    return Invalid(f"referral.{where}", vi, en, where=where)
