"""Who waits for a call, and when one can be had."""

import json
from datetime import date, datetime, time, timedelta
from functools import cache
from uuid import UUID

from django.conf import settings

from cuamo.dossiers.models import Callback, Dossier
from cuamo.dossiers.rules.callback import Terms, Window, windows_ahead
from cuamo.dossiers.selectors.pages import KeysetPage, page_by
from cuamo.dossiers.states import State
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import NotFound
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.calendar_of import calendar_of
from cuamo.organisation.selectors.scope import units_under

CALLERS = frozenset({"CALL_AGENT"})
"""Who calls people back."""
LOOKED_AHEAD = 30


@cache
def callback_terms() -> Terms:
    """Return how calling back is organised (`reference/requests/callback.json`)."""
    path = settings.REFERENCE / "requests" / "callback.json"
    said = json.loads(path.read_text(encoding="utf-8"))
    return Terms(
        unit=said["unit"],
        windows=tuple(
            (time.fromisoformat(first), time.fromisoformat(last)) for first, last in said["windows"]
        ),
        days_ahead=said["days_ahead"],
        notice_minutes=said["notice_minutes"],
        attempts=said["attempts"],
    )


def times_to_call(*, now: datetime) -> list[Window]:
    """Return the times one can choose from, soonest first: windows of the next working days, today's left."""
    terms = callback_terms()
    calendar = calendar_of(terms.unit)
    today = to_hanoi(now).date()
    ahead: list[date] = []
    for offset in range(LOOKED_AHEAD):
        day = today + timedelta(days=offset)
        if calendar.is_working(day) and windows_ahead(terms, days=[day], now=now):
            ahead.append(day)
        if len(ahead) == terms.days_ahead:
            break
    return windows_ahead(terms, days=ahead, now=now)


def may_ask_call(dossier: Dossier) -> bool:
    """True for a dossier that was sent and for which no call is waited for."""
    return dossier.state != State.DRAFT and waiting_call(dossier) is None


def waiting_call(dossier: Dossier) -> Callback | None:
    """Return the call the person waits for."""
    return Callback.objects.filter(dossier=dossier, state="WAITING").first()


def calls_of(dossier: Dossier) -> list[Callback]:
    """Return every wish to be called about the dossier with its calls, newest first."""
    return list(
        Callback.objects.filter(dossier=dossier).prefetch_related("calls").order_by("-asked_at", "-id")[:20]
    )


def calls_to_make(*, caller: Actor, after: str = "") -> KeysetPage[Callback]:
    """Return whom to call in the caller's queue, the earliest term first."""
    mine = Callback.objects.filter(unit_code__in=units_under(caller.unit_code), state="WAITING")
    return page_by(mine.select_related("dossier__version", "person"), "call_by", after=after)


def calls_ended(*, caller: Actor, after: str = "") -> KeysetPage[Callback]:
    """Return what is over in the caller's queue, newest first."""
    mine = Callback.objects.filter(unit_code__in=units_under(caller.unit_code), ended_at__isnull=False)
    found = mine.select_related("dossier__version", "person")
    return page_by(found, "ended_at", after=after, newest_first=True)


def call_for(caller: Actor, callback_id: UUID) -> Callback:
    """Return one wish to be called of the caller's queue.

    Raises:
        NotFound: there is none, or it lies in another queue.
    """
    found = Callback.objects.select_related("dossier__version", "dossier__applicant", "person")
    callback = found.prefetch_related("calls").filter(id=callback_id).first()
    if callback is None or callback.unit_code not in units_under(caller.unit_code):
        raise unknown_call()
    return callback


def queue_unit() -> str:
    """Return the unit whose queue takes new wishes: the configured one, else the centre above it."""
    chosen = callback_terms().unit
    if Unit.objects.filter(code=chosen).exists():
        return chosen
    return (
        Unit.objects.filter(kind="CENTRE").order_by("code").values_list("code", flat=True).first() or chosen
    )


def unknown_call() -> NotFound:
    """Return the refusal for a wish to be called that is not there, or not theirs to see."""
    return NotFound(
        "callback.unknown", "Không thấy yêu cầu gọi lại này.", "There is no such request to call."
    )
