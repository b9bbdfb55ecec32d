"""Ask that a stuck dossier be moved, answer it, and remind whoever has not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from cuamo.dossiers.models import Dossier, Expedite, LinkedPart, WorkItem
from cuamo.dossiers.policies import is_citizen_of, unit_of_step, unknown_dossier
from cuamo.dossiers.rules.linked import waits_for_part
from cuamo.dossiers.selectors.expedites import may_answer, open_expedite, stuck
from cuamo.dossiers.selectors.ladder_set import ladder_set
from cuamo.dossiers.selectors.linked import spec_of
from cuamo.dossiers.selectors.whom_to_tell import Somebody, centre, supervisors
from cuamo.dossiers.services.lock_parts import lock_parts
from cuamo.dossiers.services.note_late import flag, unflag
from cuamo.dossiers.services.parts import lock_dossier, tell
from cuamo.dossiers.services.remind import end_alerts, remind
from cuamo.dossiers.states import State, Step
from cuamo.kernel.actors import SYSTEM, Actor, ActorKind
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import Conflict, IllegalTransition, Invalid, NotFound, NotPermitted
from cuamo.kernel.selectors.calendar import current_calendar
from cuamo.kernel.text import nfc
from cuamo.organisation.models import Unit

MOST = 1000
IDENTITY = re.compile(r"(?<!\d)(?:\d{12}|\d{9})(?!\d)")
"""A personal id or an old identity number."""
ENDED = "Hồ sơ đã xong, không còn gì để đẩy nhanh."
BATCH = 300
ASKED_AS = {"CLERK": "CLERK", "SHIFT_LEAD": "CLERK", "CALL_AGENT": "CALL", "RECEIVER": "CLERK"}


@dataclass(frozen=True)
class Asked:
    """What became of asking: a request with its named person, or the words why none is needed."""

    expedite: Expedite | None
    words: str


@transaction.atomic
def ask_expedite(*, dossier_id: UUID, asker: Actor, reason: str, at: datetime) -> Asked:
    """Ask that a stuck dossier be moved (đề nghị đẩy nhanh).

    It lands on one named person: who is above its holder and at work, else the centre; they have the working
    hours of the thresholds to answer. A dossier that is not stuck is an answer in words, no fault.

    Of a linked filing each part that is stuck is asked about, at its own authority.

    Raises:
        NotFound: a citizen asks about somebody else's.
        NotPermitted: staff whose role asks for nothing.
        Invalid: no reason, or one with an identity number.
        Conflict: one waits for its answer already.
        IllegalTransition: it is not sent yet, or has ended.
    """
    parts = lock_parts(dossier_id)
    dossier = lock_dossier(dossier_id)
    asked_as = _asked_as(dossier, asker, at)
    if dossier.state == State.DRAFT or dossier.finished_at is not None:
        raise IllegalTransition(
            "expedite.state",
            "Hồ sơ chưa nộp hoặc đã xong, không còn gì để đẩy nhanh.",
            "The dossier is not sent yet, or has ended; there is nothing to speed up.",
        )
    said = checked(reason, where="ly_do", what="Cần ghi vì sao phải đẩy nhanh.")
    if parts:
        return _ask_about_parts(dossier, parts, asker=asker, asked_as=asked_as, said=said, at=at)
    return _ask(dossier, asker=asker, asked_as=asked_as, said=said, at=at)


def _ask_about_parts(
    filing: Dossier, parts: Sequence[LinkedPart], *, asker: Actor, asked_as: str, said: str, at: datetime
) -> Asked:
    """Ask about each locked part that is stuck; about one that is being answered nobody is asked again."""
    begun = [part for part in parts if part.dossier.finished_at is None and not waits_for_part(part.dossier)]
    waiting = [each for part in begun if (each := open_expedite(part.dossier_id)) is not None]
    ids = {each.dossier_id for each in waiting}
    asked = [
        (spec_of(part).name_vi, _ask(part.dossier, asker=asker, asked_as=asked_as, said=said, at=at))
        for part in begun
        if part.dossier_id not in ids and stuck(part.dossier, now=at)
    ]
    if asked:
        return Asked(asked[0][1].expedite, " ".join(f"{name}: {one.words}" for name, one in asked))
    if waiting:
        raise _open_already(waiting[0])
    tell("dossier.expedite_unneeded", filing, actor=asker, at=at, asked_as=asked_as)
    words = [
        f"{spec_of(part).name_vi}: "
        + not_stuck_words(part.dossier, WorkItem.objects.filter(dossier_id=part.dossier_id).first())
        for part in begun
    ]
    return Asked(None, " ".join(words) or not_stuck_words(filing, None))


def _ask(dossier: Dossier, *, asker: Actor, asked_as: str, said: str, at: datetime) -> Asked:
    """Ask about one locked dossier."""
    if (waiting := open_expedite(dossier.id)) is not None:
        raise _open_already(waiting)
    item = WorkItem.objects.filter(dossier_id=dossier.id).first()
    why = stuck(dossier, now=at)
    if not why:
        tell("dossier.expedite_unneeded", dossier, actor=asker, at=at, asked_as=asked_as)
        return Asked(None, not_stuck_words(dossier, item))
    unit = item.unit_code if item else unit_of_step(dossier, Step.EXAMINE)
    person = _named(unit, asker, item.in_charge_id if item else "", at)
    calendar, hours = current_calendar(), ladder_set().expedite_answer_working_hours
    expedite = Expedite.objects.create(
        dossier_id=dossier.id,
        code=dossier.shown_code,
        asked_by=asker.as_json(),
        asked_by_id=asker.id,
        asked_as=asked_as,
        reason=said,
        asked_at=at,
        stuck=why,
        to_id=person.id,
        to_name=person.name,
        to_unit=person.unit_code,
        answer_by=calendar.add_minutes(calendar.next_open(at), hours * 60),
    )
    flag(dossier, "expedite")
    remind(
        [person],
        kind="EXPEDITE",
        as_who="NAMED",
        subject_id=dossier.id,
        about_id=expedite.id,
        code=dossier.shown_code,
        unit_code=unit,
        step=item.step if item else "",
        due_at=expedite.answer_by,
        at=at,
    )
    tell(
        "dossier.expedite_asked",
        dossier,
        actor=asker,
        at=at,
        expedite_id=str(expedite.id),
        asked_as=asked_as,
        why=why,
        to=person.id,
        answer_by=expedite.answer_by.isoformat(),
    )
    return Asked(
        expedite,
        f"{person.name} trả lời trước {_moment(expedite.answer_by)}. Người dân đọc được câu trả lời.",
    )


def _open_already(waiting: Expedite) -> Conflict:
    return Conflict(
        "expedite.open",
        f"Đã có đề nghị đẩy nhanh, {waiting.to_name} trả lời trước {_moment(waiting.answer_by)}.",
        f"There is one already; {waiting.to_name} answers by {_moment(waiting.answer_by)}.",
        hint_vi="Đọc câu trả lời ở hồ sơ khi đến giờ đó.",
        hint_en="Read the answer at the dossier then.",
    )


@transaction.atomic
def answer_expedite(*, expedite_id: UUID, officer: Actor, answer: str, at: datetime) -> Expedite:
    """Answer a request (trả lời đề nghị đẩy nhanh); who asked and the citizen read it.

    Raises:
        NotFound: there is none that the officer may answer.
        Conflict: it is answered already.
        Invalid: nothing is written, or an identity number.
    """
    found = Expedite.objects.filter(id=expedite_id).first()
    if found is None or not may_answer(officer, found):
        raise NotFound("expedite.unknown", "Không thấy đề nghị này.", "There is no such request.")
    dossier = lock_dossier(found.dossier_id)
    expedite = Expedite.objects.select_for_update().get(id=expedite_id)
    if expedite.answered_at is not None:
        raise Conflict(
            "expedite.answered",
            "Đề nghị này đã được trả lời. Câu trả lời mới chưa gửi.",
            "It is answered already. The new answer is not sent.",
        )
    expedite.answer = checked(answer, where="tra_loi", what="Chưa viết câu trả lời.")
    expedite.answered_at, expedite.answered_by = at, officer.as_json()
    expedite.save(update_fields=["answer", "answered_at", "answered_by"])
    unflag(dossier.id, "expedite")
    end_alerts(dossier.id, "EXPEDITE", "UNANSWERED", at=at)
    tell(
        "dossier.expedite_answered",
        dossier,
        actor=officer,
        at=at,
        expedite_id=str(expedite.id),
        in_time=at <= expedite.answer_by,
    )
    return expedite


@transaction.atomic
def remind_of_expedites(*, at: datetime, most: int = BATCH) -> int:
    """Remind the named person, and the centre, of what is past its timer; once each.

    Of a dossier that has ended nobody is reminded: its request is closed by the news of the end.
    """
    ended = Dossier.objects.filter(id=OuterRef("dossier_id"), finished_at__isnull=False)
    over = Expedite.objects.select_for_update(skip_locked=True).filter(
        ~Exists(ended), answered_at=None, reminded_at=None, answer_by__lt=at
    )
    rows = list(over.order_by("answer_by", "id")[:most])
    for expedite in rows:
        named = Somebody(expedite.to_id, expedite.to_name, expedite.to_unit)
        for people, as_who in (([named], "NAMED"), (centre(at=at), "CENTRE")):
            remind(
                people,
                kind="UNANSWERED",
                as_who=as_who,
                subject_id=expedite.dossier_id,
                about_id=expedite.id,
                code=expedite.code,
                unit_code=expedite.to_unit,
                due_at=expedite.answer_by,
                at=at,
            )
        expedite.reminded_at = at
        expedite.save(update_fields=["reminded_at"])
    return len(rows)


def close_expedites(dossier_id: UUID, *, at: datetime) -> None:
    """Answer what is open about a dossier that has ended: there is nothing left to speed up."""
    waiting = Expedite.objects.filter(dossier_id=dossier_id, answered_at=None, asked_at__lte=at)
    for expedite in waiting:
        expedite.answer, expedite.answered_at, expedite.answered_by = ENDED, at, SYSTEM.as_json()
        expedite.save(update_fields=["answer", "answered_at", "answered_by"])
    if not Expedite.objects.filter(dossier_id=dossier_id, answered_at=None).exists():
        unflag(dossier_id, "expedite")


def checked(text: str, *, where: str, what: str) -> str:
    """Return what was written for people to read.

    Raises:
        Invalid: nothing, too much, or an identity number.
    """
    said = "\n".join(nfc(line).strip() for line in text.strip().splitlines())
    if not said:
        raise Invalid("expedite.empty", what, "Nothing is written yet.", where=where)
    if len(said) > MOST:
        raise Invalid(
            "expedite.long",
            f"Viết dài {len(said)} ký tự, quá {MOST}.",
            f"It has {len(said)} characters, more than {MOST}.",
            where=where,
            hint_vi="Viết ngắn lại.",
            hint_en="Make it shorter.",
        )
    if IDENTITY.search(said):
        raise Invalid(
            "expedite.id_number",
            "Nhiều người đọc được dòng này: không ghi số giấy tờ.",
            "Several people read this: no identity numbers in it.",
            where=where,
        )
    return said


def not_stuck_words(dossier: Dossier, item: WorkItem | None) -> str:
    """Return why nothing needs to be sped up, as it is told to whoever asked."""
    name = Unit.objects.filter(code=item.unit_code).values_list("name_vi", flat=True).first() if item else ""
    if dossier.paused_at is not None:
        return "Hồ sơ đang chờ người nộp bổ sung hoặc trả tiền. Làm xong việc đó thì hồ sơ đi tiếp ngay."
    where = f" Hồ sơ ở {name} từ {_moment(item.arrived_at)}." if item and name else ""
    due = dossier.due_at or dossier.answer_due_at
    term = f" Hẹn {'trả' if dossier.due_at else 'trả lời'} {_moment(due)}." if due else ""
    return f"Hồ sơ vẫn đúng hẹn, chưa cần đẩy nhanh.{where}{term}"


def _asked_as(dossier: Dossier, asker: Actor, at: datetime) -> str:
    if asker.kind is ActorKind.CITIZEN:
        if not is_citizen_of(dossier, asker, at=at):
            raise unknown_dossier()
        return "CITIZEN"
    for role, word in ASKED_AS.items():
        if asker.kind is ActorKind.STAFF and role in asker.roles:
            return word
    raise NotPermitted(
        "expedite.role",
        "Việc này dành cho nhân viên quầy, tổng đài và người nộp.",
        "This is for counters, the call centre and the citizen.",
    )


def _named(unit: str, asker: Actor, holder_id: str, at: datetime) -> Somebody:
    """Return the one person it lands on: above the holder and not the holder, else somebody of the centre."""
    for people in (supervisors(unit, at=at), centre(at=at)):
        for who in people:
            if who.id not in {holder_id, asker.id}:
                return who
    raise IllegalTransition(
        "expedite.nobody",
        "Chưa có người nào nhận được đề nghị này.",
        "There is nobody this request could go to.",
        hint_vi="Gọi Trung tâm.",
        hint_en="Call the centre.",
    )


def _moment(at: datetime) -> str:
    return f"{at.astimezone(HANOI):%H:%M ngày %d/%m/%Y}"
