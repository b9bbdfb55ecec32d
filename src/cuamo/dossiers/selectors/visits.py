"""Visits of a clerk and of an agency."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from cuamo.dossiers.models import ActedFor, Dossier, Mandate, Visit
from cuamo.dossiers.policies import require_own_visit
from cuamo.dossiers.rules.mandate import STOPPED
from cuamo.dossiers.selectors.mandates import name_of_represented
from cuamo.dossiers.states import State
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import NotFound
from cuamo.kernel.ids import since


def open_visits(clerk: Actor) -> list[Visit]:
    """Return the clerk's unfinished visits, the active one first."""
    mine = Visit.objects.filter(clerk_id=clerk.id, ended_at=None).select_related("person")
    return list(mine.order_by("parked", "-started_at"))


def own_visit(visit_id: UUID, clerk: Actor) -> Visit:
    """Return an open visit of this clerk.

    Raises:
        NotFound: there is none. NotPermitted: it is somebody else's, or it has ended.
    """
    visit = Visit.objects.select_related("person").filter(id=visit_id).first()
    if visit is None:
        raise NotFound("visit.unknown", "Không thấy lượt hỗ trợ này.", "There is no such visit.")
    require_own_visit(visit, clerk)
    return visit


def dossier_of_visit(visit: Visit) -> Dossier | None:
    """Return the dossier the visit works on now: the newest of the matter in front."""
    return matter_in_front(visit).select_related("version", "applicant").order_by("-id").first()


def matter_in_front(visit: Visit) -> QuerySet[Dossier]:
    """Return the visit's dossiers about what the person in front is here for now, and no others.

    Their own, or those under the mandate they act under now. What was begun with another card, for somebody
    else, or under a mandate that was stopped is none of it: neither screen shows it, nothing confirms it. A
    draft of it stays among the unsent ones (`drafts_to_go_on_with`).
    """
    made = Dossier.objects.filter(visit=visit, id__gte=since(visit.id))
    acted = ActedFor.objects.filter(dossier_id=OuterRef("id"))
    if visit.person_id is None:
        return made.none()
    if visit.mandate_id is None:
        return made.filter(~Exists(acted), applicant_id=visit.person_id)
    under = acted.filter(mandate_id=visit.mandate_id, mandate__holder_id=visit.person_id)
    return made.filter(Exists(under.filter(mandate__revoked_at=None)))


def drafts_of_person(visit: Visit) -> QuerySet[Dossier]:
    """Return every draft of the visit that its person goes on with, for themselves or for somebody else."""
    acted = ActedFor.objects.filter(dossier_id=OuterRef("id"))
    holds = acted.filter(mandate__holder_id=visit.person_id, mandate__revoked_at=None)
    own = Q(~Exists(acted), applicant_id=visit.person_id)
    drafts = Dossier.objects.filter(visit=visit, state=State.DRAFT, id__gte=since(visit.id))
    return drafts.filter(own | Q(Exists(holds)))


MODES = {"TOGETHER": "làm cùng", "FOR": "làm giúp", "GUIDED": "hướng dẫn"}
WITH_MODE = frozenset({"SENT", "GUIDED"})
"""Outcomes of visits that had a mode: a dossier was sent, or the way was shown."""


def todays_numbers(clerk: Actor, *, since: datetime) -> dict[str, int | str]:
    """Return the clerk's visits today, median minutes, and how many were done in which mode, in words."""
    mine = finished_of(clerk, since=since)
    minutes = sorted(
        (visit.ended_at - visit.started_at).total_seconds() / 60
        for visit in mine
        if visit.ended_at is not None
    )
    median = minutes[len(minutes) // 2] if minutes else 0
    modes = [visit.mode for visit in mine if visit.outcome in WITH_MODE]
    share = " · ".join(f"{words} {modes.count(mode)}" for mode, words in MODES.items()) if modes else ""
    return {"visits": len(minutes), "median_minutes": round(median), "modes": share}


def finished_of(clerk: Actor, *, since: datetime) -> list[Visit]:
    """Return the clerk's finished visits begun from `since` on, through the index of the agency's days."""
    here = Visit.objects.filter(agency_code=clerk.unit_code, started_at__gte=since)
    return list(here.filter(clerk_id=clerk.id, ended_at__isnull=False).order_by("started_at"))


def unsent_of(clerk: Actor) -> list[Dossier]:
    """Return the drafts of the clerk's open visits, oldest first."""
    mine = open_visits(clerk)
    if not mine:
        return []
    first = since(min(visit.id for visit in mine))
    drafts = Dossier.objects.filter(visit__in=mine, state=State.DRAFT, id__gte=first)
    return list(drafts.select_related("version", "applicant", "visit").order_by("id"))


class Way(StrEnum):
    """How the clerk comes to a draft."""

    OPEN = "OPEN"
    """It is the matter in front in its visit."""
    TAKE_UP = "TAKE_UP"
    """Its person is in front, about another matter of theirs."""
    READ_CARD = "READ_CARD"
    """Another person is in front: the card of the draft's person is read again."""
    STOPPED = "STOPPED"
    """The authority was stopped: nobody goes on with it."""


@dataclass(frozen=True)
class UnsentDraft:
    """A draft of an open visit, whoever is in front there now."""

    dossier: Dossier
    who: str
    """Name of who sat in front when it was begun."""
    acted_for: str
    """Whom they act for; empty in their own matter."""
    way: Way


def drafts_to_go_on_with(clerk: Actor) -> list[UnsentDraft]:
    """Return the drafts of the clerk's open visits, oldest first, each with the way back to it."""
    drafts = unsent_of(clerk)
    if not drafts:
        return []
    acted = ActedFor.objects.select_related("mandate__holder", "mandate__represented")
    mandates = {
        row.dossier_id: row.mandate for row in acted.filter(dossier_id__in=[one.id for one in drafts])
    }
    return [_way_back(draft, mandates.get(draft.id)) for draft in drafts]


def _way_back(draft: Dossier, mandate: Mandate | None) -> UnsentDraft:
    who = mandate.holder if mandate else draft.applicant
    assert who is not None
    assert draft.visit is not None  # a draft of a visit has both
    if draft.ending.get("kind") == STOPPED:
        way = Way.STOPPED
    elif who.id != draft.visit.person_id:
        way = Way.READ_CARD
    elif draft.visit.mandate_id != (mandate.id if mandate else None):
        way = Way.TAKE_UP
    else:
        way = Way.OPEN
    return UnsentDraft(draft, who.full_name, name_of_represented(mandate) if mandate else "", way)
