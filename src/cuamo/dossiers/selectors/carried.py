"""What the citizen is told of the envelope between the ready result and their hand."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from cuamo.delivery.models import Attempt, Loss, Parcel, Passing, Redirect
from cuamo.delivery.selectors.parcels import originals_of, parcel_of
from cuamo.delivery.selectors.slots import agreed_with
from cuamo.delivery.services.fetch_at_home import NOT_FETCHED
from cuamo.delivery.states import NO_MORE_TRIES, Direction
from cuamo.dossiers.models import Dossier, PastResult
from cuamo.dossiers.selectors.fetching import may_be_fetched
from cuamo.dossiers.selectors.texts import code_of, day, link_of
from cuamo.kernel.events import history_of
from cuamo.organisation.models import Unit

Chosen = tuple[str, dict[str, str], int]
"""Template, its parameters, and how often it may have been sent about the dossier."""
FETCHED = {
    "delivery.fetch_agreed": "N18",
    "delivery.fetched": "N18R",
    "delivery.not_fetched": "N18F",
}
LIVES = "delivery.recipient_lives"
"""News that a report of death was wrong."""
LOST_ON_THE_WAY = "Bản giấy bị thất lạc trên đường giao"
"""Why a result that was lost is kept as a past one."""


def silent_about(dossier_id: UUID) -> bool:
    """True when the recipient is said to have died: no text goes to their number any more.

    What a courier was told who came to fetch papers counts on after nobody comes for them again.
    """
    return _said_dead(dossier_id).exists()


def silent_since_a_fetch(dossier_id: UUID) -> bool:
    """True when no text goes out because of what a courier was told who came to fetch papers."""
    return _said_dead(dossier_id).filter(parcel__direction=Direction.ORIGINALS).exists()


def _said_dead(dossier_id: UUID) -> QuerySet[Passing]:
    said = Passing.objects.filter(parcel__subject_id=dossier_id, mistaken_at=None)
    not_fetched = Q(parcel__direction=Direction.ORIGINALS, parcel__end_reason=NOT_FETCHED)
    return said.filter(Q(parcel__ended_at=None) | not_fetched)


def was_lost(dossier: Dossier) -> bool:
    """True when the newest result took the place of one that was lost; that was told when it was lost."""
    past = PastResult.objects.filter(dossier=dossier).order_by("-replaced_at").first()
    return past is not None and past.reason == LOST_ON_THE_WAY


def carried_text(dossier: Dossier, news: str) -> Chosen | None:
    """Return the text that belongs to news of the envelope; None where it needs none."""
    parcel = parcel_of(dossier.id)
    code, link = {"code": code_of(dossier)}, {"link": link_of(dossier)}
    call = {"phone": settings.HOTLINE}
    if news == LIVES:
        return _lives_text(dossier, code | link | call)
    if news in FETCHED:
        return _fetched_text(dossier, news, code | link | call)
    if news == "delivery.lost":
        return _lost_text(dossier, code | link | call)
    if parcel is None or parcel.recalled_at is not None:
        return None
    if news == "dossier.originals_go_home":
        if not parcel.address:
            return None
        by = day(parcel.deliver_by)[:5] if parcel.deliver_by else ""
        return (
            "N18H",
            code | {"papers": str(parcel.papers.count()), "date": by} | link | call,
            _most(dossier.id),
        )
    if news == "delivery.failed":
        return _failed_text(parcel, code | link | call)
    if news == "delivery.held" and parcel.held_until is not None:
        said = {"place": _name(parcel.holder_id), "date": day(parcel.held_until), "pin": parcel.pin}
        return "N7H", code | said | link, _most(dossier.id)
    if news == "delivery.hold_reminded" and parcel.held_until is not None:
        said = {"place": _name(parcel.holder_id), "date": day(parcel.held_until)}
        return "N7N", code | said | call, _most(dossier.id)
    if news == "delivery.hold_over":
        return "N7K", code | link | call, _most(dossier.id)
    redirects = Redirect.objects.filter(parcel__subject_id=dossier.id)
    if news == "delivery.redirect_asked":
        asked = redirects.filter(parcel=parcel, applied_at=None, stopped_at=None).first()
        if asked is None or not asked.code:
            return None
        return "N7D", code | {"pin": asked.code, "date": day(asked.holds_from)} | call, redirects.count()
    if news == "delivery.redirected":
        return "N7X", code | link | call, redirects.exclude(applied_at=None).count()
    return None


def _failed_text(parcel: Parcel, said: dict[str, str]) -> Chosen | None:
    """N7 while the courier comes again; what the recipient refused waits at a point, and N7R says so."""
    last = Attempt.objects.filter(parcel=parcel).order_by("-number").first()
    if last is not None and last.reason in NO_MORE_TRIES:
        return "N7R", said, _most(parcel.subject_id)
    return "N7", said, 3 * _most(parcel.subject_id)


def _lives_text(dossier: Dossier, said: dict[str, str]) -> Chosen | None:
    """What to do about papers nobody fetched, because their owner was said to have died.

    N18 where a time was agreed since, N18F where a courier can be asked again; of a result nothing.
    """
    lives = [event for event in history_of(dossier.id) if event.name == LIVES]
    if not lives or lives[-1].data.get("direction") != Direction.ORIGINALS or not may_be_fetched(dossier):
        return None
    papers = originals_of(dossier.id)
    if papers is not None and papers.ended_at is None and agreed_with(papers):
        return _fetched_text(dossier, "delivery.fetch_agreed", said)
    return "N18F", said, _most_not_fetched(dossier.id, "N18F")


def _fetched_text(dossier: Dossier, news: str, said: dict[str, str]) -> Chosen | None:
    """N18 when a courier is to come for the originals, N18R the receipt of what was taken.

    Not taken: N18A where another time was agreed at the door, N18E where nobody comes again, N18F else.
    """
    papers = originals_of(dossier.id)
    if papers is None:
        return None
    told = [event for event in history_of(dossier.id) if event.name == news]
    if not told:
        return None
    last, template = told[-1].data, FETCHED[news]
    if template == "N18":
        agreed = {"papers": str(last["papers"]), "slot": str(last["window"])}
        return template, {"code": said["code"], "link": said["link"]} | agreed, len(told)
    if template == "N18R":
        promised = day(papers.deliver_by)[:5] if papers.deliver_by else ""
        said = said | {"papers": str(last["papers"]), "seal": papers.seal_number or "?", "date": promised}
    if template == "N18F":
        template = _not_fetched_template(last)
        said = said | ({"slot": str(last["window"])} if template == "N18A" else {})
        return template, said, _most_not_fetched(dossier.id, template)
    return template, said, len(told)


def _most_not_fetched(dossier_id: UUID, template: str) -> int:
    """Return how often it was in vain this way; N18F is told again when reports of death are taken back.

    Reports taken back at one time are told of once.
    """
    kept = history_of(dossier_id)
    told = [event for event in kept if event.name == "delivery.not_fetched"]
    again = {
        event.occurred_at
        for event in kept
        if event.name == LIVES and event.data.get("direction") == Direction.ORIGINALS
    }
    return sum(_not_fetched_template(event.data) == template for event in told) + (
        len(again) if template == "N18F" else 0
    )


def _not_fetched_template(said: Mapping[str, Any]) -> str:
    if said["over"]:
        return "N18E"
    return "N18A" if said["window"] else "N18F"


def _lost_text(dossier: Dossier, said: dict[str, str]) -> Chosen | None:
    losses = Loss.objects.filter(parcel__subject_id=dossier.id).select_related("parcel")
    last = losses.order_by("-declared_at").first()
    if last is None:
        return None
    if last.parcel.direction == Direction.ORIGINALS or last.parcel.papers_only:
        return "N7G", said, losses.count()
    return "N7L", said | {"date": day(last.promised_by)[:5]}, losses.count()


def _most(dossier_id: UUID) -> int:
    """Return how many envelopes the dossier has had: each may be told of once."""
    return Parcel.objects.filter(subject_id=dossier_id).count()


def _name(unit_code: str) -> str:
    unit = Unit.objects.filter(code=unit_code).first()
    return unit.name_vi if unit else "diem phuc vu"
