"""Opinions an authority is asked for, and those asked about a dossier."""

from uuid import UUID

from cuamo.dossiers.models import Dossier, Opinion
from cuamo.dossiers.selectors.pages import KeysetPage, page_by
from cuamo.dossiers.states import CLOSED
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import NotFound
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.scope import units_under


def opinions_to_give(*, officer: Actor, after: str = "") -> KeysetPage[Opinion]:
    """Return what the officer's territory is asked, has not answered and still has to, soonest due first."""
    mine = Opinion.objects.filter(unit_code__in=units_under(officer.unit_code), answered_at=None)
    needed = mine.exclude(dossier__state__in=CLOSED)
    return page_by(needed.select_related("dossier__version"), "due_at", after=after)


def opinions_unneeded(*, officer: Actor, after: str = "") -> KeysetPage[Opinion]:
    """Return what was never answered because the dossier ended first, latest due first."""
    mine = Opinion.objects.filter(unit_code__in=units_under(officer.unit_code), answered_at=None)
    ended = mine.filter(dossier__state__in=CLOSED)
    return page_by(ended.select_related("dossier__version"), "due_at", after=after, newest_first=True)


def opinions_given(*, officer: Actor, after: str = "") -> KeysetPage[Opinion]:
    """Return what the officer's territory has answered, newest first."""
    units = units_under(officer.unit_code)
    mine = Opinion.objects.filter(unit_code__in=units, answered_at__isnull=False)
    return page_by(mine.select_related("dossier__version"), "answered_at", after=after, newest_first=True)


def opinion_for(officer: Actor, opinion_id: UUID) -> Opinion:
    """Return the opinion the officer's territory is asked for, with its dossier.

    Raises:
        NotFound: there is none, or another authority is asked.
    """
    with_dossier = Opinion.objects.select_related("dossier__version", "dossier__applicant")
    found = with_dossier.filter(id=opinion_id).first()
    if found is None or found.unit_code not in units_under(officer.unit_code):
        raise NotFound("opinion.unknown", "Không thấy đề nghị này.", "There is no such request here.")
    return found


def opinions_of(dossier: Dossier) -> list[Opinion]:
    """Return every opinion asked about the dossier, oldest first."""
    return list(Opinion.objects.filter(dossier=dossier).order_by("asked_at", "id"))


def asked_now(dossier: Dossier) -> list[Unit]:
    """Return the authorities whose opinion on the dossier is awaited, first asked first; ended, none is."""
    if dossier.state in CLOSED:
        return []
    waiting = Opinion.objects.filter(dossier=dossier, answered_at=None).order_by("asked_at", "id")
    codes = list(waiting.values_list("unit_code", flat=True))
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=codes)} if codes else {}
    return [units[code] for code in codes if code in units]
