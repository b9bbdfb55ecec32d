"""Visits of a clerk and of an agency."""

from datetime import datetime
from uuid import UUID

from cuamo.dossiers.models import Dossier, Visit
from cuamo.dossiers.policies import require_own_visit
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
    """Return the dossier the visit works on now: the newest one."""
    made = Dossier.objects.filter(visit=visit, id__gte=since(visit.id)).select_related("version", "applicant")
    return made.order_by("-id").first()


MODES = {"TOGETHER": "làm cùng", "FOR": "làm giúp", "GUIDED": "hướng dẫn"}
WITH_MODE = frozenset({"SENT", "GUIDED"})
"""Outcomes of visits that had a mode: a dossier was sent, or the way was shown."""


def todays_numbers(clerk: Actor, *, since: datetime) -> dict[str, int | str]:
    """Return the clerk's visits today, median minutes, and how many were done in which mode, in words."""
    mine = list(Visit.objects.filter(clerk_id=clerk.id, started_at__gte=since, ended_at__isnull=False))
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
    first = min(visit.id for visit in mine)
    drafts = Dossier.objects.filter(visit__in=mine, state=State.DRAFT, id__gte=first)
    return list(drafts.select_related("version", "applicant").order_by("id"))
