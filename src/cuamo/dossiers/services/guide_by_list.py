"""A visit that follows a list: begin, tick, end with an outcome."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import GuidedVisit, Visit
from cuamo.dossiers.policies import require_own_visit
from cuamo.dossiers.rules.guided import NOTE_MOST, GuidedList, carries_secret, still_needed
from cuamo.dossiers.selectors.consents import has_consented
from cuamo.dossiers.selectors.guided import account_list, guided_of, lesson_list
from cuamo.dossiers.services.end_visit import end_visit
from cuamo.dossiers.services.parts import lock_visit
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, Invalid, NotFound
from cuamo.kernel.text import nfc


@transaction.atomic
def start_guided(*, visit_id: UUID, clerk: Actor, lesson: str = "", at: datetime) -> GuidedVisit:
    """Make the visit one that follows a list: a lesson, or the help with the electronic identity.

    Beginning again changes nothing; another list replaces one on which nothing was ticked.

    Raises:
        Invalid: nobody was identified, or they have not agreed.
        Conflict: the visit follows another list already.
        NotFound: there is no such lesson.
    """
    visit = _own(visit_id, clerk)
    found = lesson_list(lesson) if lesson else account_list()
    if visit.person_id is None or not has_consented(visit):
        raise Invalid(
            "visit.no_consent",
            "Chưa có đồng ý của người được hỗ trợ. Chờ bấm trên màn hình công dân.",
            "The person has not agreed yet. Wait for their answer on the citizen screen.",
            where="Q2",
        )
    row = GuidedVisit.objects.filter(visit=visit).first()
    if row is not None and (row.kind, row.list_key) == (found.kind, found.key):
        return row
    if row is not None and row.done:
        raise Conflict(
            "guided.other",
            "Lượt này đang theo danh sách khác. Kết thúc lượt đó trước.",
            "This visit follows another list. End that one first.",
        )
    row, _ = GuidedVisit.objects.update_or_create(
        visit=visit,
        defaults={
            "agency_code": visit.agency_code,
            "person_id": visit.person_id,
            "kind": found.kind,
            "list_key": found.key,
            "list_version": found.version,
            "started_at": at,
        },
    )
    visit.kind = found.kind
    visit.save(update_fields=["kind"])
    _record("visit.guided_begun", visit, row, clerk, at)
    return row


@transaction.atomic
def tick_guided(*, visit_id: UUID, clerk: Actor, done: Iterable[str], at: datetime) -> GuidedVisit:
    """Keep which steps are done now, in the order of the list."""
    visit = _own(visit_id, clerk)
    row, found = _followed(visit)
    _tick(row, found, done)
    return row


@transaction.atomic
def end_guided(
    *, visit_id: UUID, clerk: Actor, done: Iterable[str], outcome: str, note: str = "", at: datetime
) -> GuidedVisit:
    """End the visit with what came of it; both screens are wiped.

    Raises:
        Invalid: no outcome was chosen, steps it needs are open, or the note is missing or holds a code.
    Law: none; for accounts the police identify, the clerk only guides (Decree 69/2024/NĐ-CP).
    """
    visit = _own(visit_id, clerk)
    row, found = _followed(visit)
    chosen = next((one for one in found.outcomes if one.key == outcome), None)
    if chosen is None:
        raise Invalid("guided.outcome", "Chọn kết quả của lượt.", "Choose the outcome.", where="outcome")
    _tick(row, found, done)
    open_steps = still_needed(found, outcome=outcome, done=row.done)
    if open_steps:
        raise Invalid(
            "guided.open",
            f"«{chosen.vi}» cần việc này đã xong: {open_steps[0].vi}",
            f"“{chosen.en}” needs this done: {open_steps[0].en}",
            where="done",
            hint_vi="Đánh dấu khi người dân đã làm, hoặc chọn kết quả khác.",
            hint_en="Tick it when it is done, or choose another outcome.",
        )
    said = nfc(note)[:NOTE_MOST]
    if chosen.note_vi and sum(letter.isalpha() for letter in said) < 4:
        raise Invalid("guided.note", chosen.note_vi, "Write it down in a few words.", where="note")
    if carries_secret(said):
        raise Invalid(
            "guided.secret",
            "Không ghi mã, mật khẩu hay số của người dân vào đây.",
            "Never write a code, password or number of the person here.",
            where="note",
        )
    row.outcome, row.note, row.ended_at = outcome, said, at
    row.save(update_fields=["outcome", "note", "ended_at"])
    _record("visit.guided_ended", visit, row, clerk, at, outcome=outcome, done=len(row.done))
    end_visit(visit_id=visit.id, clerk=clerk, outcome=row.kind, at=at)
    return row


def _own(visit_id: UUID, clerk: Actor) -> Visit:
    visit = lock_visit(visit_id)
    require_own_visit(visit, clerk)
    return visit


def _followed(visit: Visit) -> tuple[GuidedVisit, GuidedList]:
    found = guided_of(visit)
    if found is None:
        raise NotFound("guided.none", "Lượt này chưa theo danh sách nào.", "This visit follows no list.")
    return found


def _tick(row: GuidedVisit, found: GuidedList, done: Iterable[str]) -> None:
    ticked = set(done)
    row.done = [step.key for step in found.steps if step.key in ticked]
    row.save(update_fields=["done"])


def _record(name: str, visit: Visit, row: GuidedVisit, clerk: Actor, at: datetime, **more: str | int) -> None:
    events.record(
        name,
        visit.id,
        actor=clerk,
        at=at,
        agency=visit.agency_code,
        kind=row.kind,
        list=row.list_key,
        version=row.list_version,
        **more,
    )
