"""Lists a visit can follow, and what became of people who were helped to an account."""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings

from cuamo.appointments.selectors.lessons import lesson, lessons
from cuamo.dossiers.models import Dossier, GuidedVisit, PersonDossier, Visit
from cuamo.dossiers.rules.guided import ACCOUNT, LESSON, GuidedList, GuidedOutcome, GuidedStep, acted_alone
from cuamo.dossiers.states import Channel
from cuamo.kernel.errors import NotFound
from cuamo.kernel.ids import since as from_key
from cuamo.kernel.ids import uuid7

LESSON_OUTCOMES = (
    GuidedOutcome("LEARNED", "Tự làm được", "Does it alone"),
    GuidedOutcome("PARTLY", "Cần tập thêm", "Needs more practice"),
    GuidedOutcome("STOPPED", "Nghỉ giữa chừng", "Stopped half-way", "Ghi vì sao dừng."),
)


@cache
def _account() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((settings.REFERENCE / "visits" / "account.json").read_text("utf-8"))
    return found


def within_days() -> int:
    """Return within how many days a dossier filed alone counts."""
    return int(_account()["within_days"])


@cache
def account_list() -> GuidedList:
    """Return the list of the help with the electronic identity."""
    said = _account()
    return GuidedList(
        kind=ACCOUNT,
        key="vneid",
        version=said["version"],
        name_vi=said["name_vi"],
        name_en=said["name_en"],
        steps=tuple(
            GuidedStep(row["key"], row["vi"], row["en"], tuple(row["needed_for"])) for row in said["steps"]
        ),
        outcomes=tuple(GuidedOutcome(**row) for row in said["outcomes"]),
        never=tuple((row["vi"], row["en"]) for row in said["never"]),
    )


def lesson_list(key: str) -> GuidedList:
    """Return the list of a lesson; it counts as learned only when every step was done.

    Raises:
        NotFound: there is no such lesson.
    """
    try:
        found = lesson(key)
    except LookupError:
        raise NotFound("lesson.unknown", "Không có bài học này.", "There is no such lesson.") from None
    steps = tuple(
        GuidedStep(str(number), step.vi, step.en, ("LEARNED",))
        for number, step in enumerate(found.steps, start=1)
    )
    proof = GuidedStep("proof", found.proof_vi, found.proof_en, ("LEARNED",))
    return GuidedList(
        LESSON, key, found.version, found.name_vi, found.name_en, (*steps, proof), LESSON_OUTCOMES
    )


def lesson_names() -> list[tuple[str, str, int]]:
    """Return key, name and minutes of every lesson, in the order of the list."""
    return [(key, found.name_vi, found.minutes) for key, found in lessons().items()]


def guided_of(visit: Visit) -> tuple[GuidedVisit, GuidedList] | None:
    """Return what the visit follows and the list itself, None for a visit about a dossier."""
    row = GuidedVisit.objects.filter(visit_id=visit.id).first()
    if row is None:
        return None
    return row, account_list() if row.kind == ACCOUNT else lesson_list(row.list_key)


@dataclass(frozen=True)
class LaterAlone:
    """Of the people an agency helped to an account: how many filed a dossier by themselves afterwards."""

    helped: int
    alone: int
    still_open: int
    """Helped so lately that the days are not over, and nothing filed alone yet."""
    within_days: int


def later_alone(*, agency_codes: list[str], since: datetime, now: datetime) -> LaterAlone:
    """Return the measure for agencies over visits ended from `since` on; each person counts once.

    Three questions, whatever the number of people.
    """
    days = within_days()
    first: dict[UUID, datetime] = {}
    rows = GuidedVisit.objects.filter(
        agency_code__in=agency_codes, kind=ACCOUNT, outcome="ACTIVATED", ended_at__gte=since
    )
    for person_id, ended_at in rows.order_by("ended_at").values_list("person_id", "ended_at"):
        if ended_at is not None:
            first.setdefault(person_id, ended_at)
    filed = _filed_alone(first)
    alone = {
        person_id: acted_alone(helped_at=at, filed_alone=filed[person_id], within_days=days)
        for person_id, at in first.items()
    }
    waiting = sum(1 for person_id, at in first.items() if alone[person_id] is None and (now - at).days < days)
    return LaterAlone(len(first), sum(1 for at in alone.values() if at is not None), waiting, days)


def _filed_alone(first: dict[UUID, datetime]) -> dict[UUID, list[datetime]]:
    filed: dict[UUID, list[datetime]] = defaultdict(list)
    if not first:
        return filed
    earliest = from_key(uuid7(min(first.values())))
    keys = PersonDossier.objects.filter(person_id__in=list(first), role="APPLICANT", dossier_id__gte=earliest)
    whose = {dossier_id: person_id for person_id, dossier_id in keys.values_list("person_id", "dossier_id")}
    sent = Dossier.objects.filter(id__in=list(whose), channel=Channel.SELF, submitted_at__isnull=False)
    for dossier_id, at in sent.values_list("id", "submitted_at"):
        if at is not None:
            filed[whose[dossier_id]].append(at)
    return filed
