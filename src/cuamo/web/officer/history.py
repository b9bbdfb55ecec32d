"""What happened to a dossier as people read it: day by day, in words; who holds it now and since when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse

from cuamo.dossiers.models import Confirmation, Dossier, WorkItem
from cuamo.dossiers.states import Step
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.events import EventRecord
from cuamo.web.officer.words import EVENT_WORDS, STEP_WORDS, minutes_since

WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")


@dataclass
class Day:
    """One day of the history, its lines in the order they happened."""

    day: date
    name: str
    lines: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Now:
    """Where the dossier is at this moment."""

    place: str
    step: str
    since: datetime
    waits: str
    holder: str
    open_since: datetime | None
    open_by: str


def history_shown(dossier: Dossier, kept: Sequence[EventRecord], *, now: datetime) -> list[Day]:
    """Return the days of the dossier, the latest first.

    Args:
        kept: what happened to it, in its order.
    """
    days: dict[date, Day] = {}
    today = to_hanoi(now).date()
    for event in kept:
        if event.name not in EVENT_WORDS:
            continue
        day = to_hanoi(event.occurred_at).date()
        shown = days.setdefault(day, Day(day, _name(day, today)))
        shown.lines.append(
            {
                "at": event.occurred_at,
                "what": EVENT_WORDS[event.name],
                **_more(dossier, event),
                "who": event.actor.get("name", "Người nộp" if event.actor["kind"] == "CITIZEN" else ""),
            }
        )
    return [days[day] for day in sorted(days, reverse=True)]


def whereabouts(item: WorkItem | None, names: Mapping[str, str], *, now: datetime) -> Now | None:
    """Return who holds the dossier and since when; None when it waits for nobody.

    Args:
        names: of units, by code.
    """
    if item is None:
        return None
    citizen = item.step == Step.CITIZEN
    return Now(
        place="Người nộp" if citizen else names.get(item.unit_code, item.unit_code),
        step=STEP_WORDS[Step(item.step)],
        since=item.arrived_at,
        waits=minutes_since(item.arrived_at, now),
        holder=item.holder_name,
        open_since=item.locked_since if item.locked_by else None,
        open_by=item.locked_name,
    )


def _name(day: date, today: date) -> str:
    if day == today:
        return "Hôm nay"
    return "Hôm qua" if day == today - timedelta(days=1) else WEEKDAYS[day.weekday()]


def _more(dossier: Dossier, event: EventRecord) -> dict[str, str]:
    """Return what is worth saying beside the bare news."""
    if event.name == "dossier.confirmed":
        return _by_hand(dossier, event)
    if event.name == "dossier.supplement_asked":
        return {"note": f"lần {event.data.get('number', 1)}, {event.data.get('items', 1)} mục"}
    if event.name == "dossier.proposed":
        return {"note": "đồng ý giải quyết" if event.data.get("grant") else "không giải quyết"}
    if event.name == "dossier.refused":
        return {
            "note": "không tiếp nhận" if event.data.get("stage") == "INTAKE" else "có lý do trong phiếu 03"
        }
    if event.name in {"dossier.approved", "dossier.finished"} and event.data.get("number"):
        return {"note": f"số {event.data['number']}"}
    return {}


def _by_hand(dossier: Dossier, event: EventRecord) -> dict[str, str]:
    """Return how a confirmation without a code was given, and where its evidence is seen."""
    if event.data.get("method") not in {"SIGNATURE", "THUMBPRINT"}:
        return {}
    url = reverse("officer:confirmation", args=[dossier.id])
    if event.data["method"] == "SIGNATURE":
        return {"what": "Người nộp ký xác nhận", "url": url}
    kept = Confirmation.objects.filter(dossier=dossier, method="THUMBPRINT").order_by("-confirmed_at").first()
    witness = kept.witness_name if kept else ""
    return {"what": f"Người nộp điểm chỉ xác nhận, người làm chứng: {witness}", "url": url}
