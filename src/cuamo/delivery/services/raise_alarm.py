"""Raise an alarm about an envelope or a bag, with an owner."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from cuamo.delivery.models import Alarm, Bag, Parcel, Run
from cuamo.delivery.selectors.terms import terms_of_post
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM, Actor
from cuamo.kernel.ids import uuid7
from cuamo.kernel.selectors.calendar import current_calendar


@transaction.atomic
def raise_alarm(
    *,
    kind: str,
    owner_unit: str,
    owner_role: str,
    at: datetime,
    parcel: Parcel | None = None,
    bag: Bag | None = None,
    run: Run | None = None,
    label: str = "",
    facts: Mapping[str, Any] | None = None,
    actor: Actor = SYSTEM,
    due_at: datetime | None = None,
) -> Alarm:
    """Return the open alarm of this kind about one thing (báo động), raised when there is none.

    Records `delivery.alarm` once. The owner answers within the working minutes of
    `reference/delivery/promises.json`, unless `due_at` says otherwise; then it goes up.

    Args:
        label: what was scanned, where it belongs to nothing.
        facts: what was seen: labels, places, counts; no name, no address.
    Raises:
        ValueError: it is about nothing, or about more than one thing.
    """
    if sum([parcel is not None, bag is not None, run is not None, bool(label)]) != 1:
        raise ValueError("an alarm is about one envelope or one bag, one run or one unknown label")
    alarm, new = Alarm.objects.get_or_create(
        kind=str(kind),
        parcel=parcel,
        bag=bag,
        run=run,
        label=label,
        closed_at=None,
        defaults={
            "id": uuid7(at),
            "owner_unit": owner_unit,
            "owner_role": str(owner_role),
            "first_unit": owner_unit,
            "facts": dict(facts or {}),
            "raised_at": at,
            "due_at": due_at or answer_by(at),
        },
    )
    if new:
        events.record("delivery.alarm", stream_of(alarm), actor=actor, at=at, **told(alarm))
    return alarm


def answer_by(at: datetime) -> datetime:
    """Return till when an owner answers an alarm that came to them at `at`."""
    calendar = current_calendar()
    return calendar.add_minutes(calendar.next_open(at), terms_of_post().answer_minutes)


def stream_of(alarm: Alarm) -> Any:
    """Return the stream an alarm is told on: of the envelope's subject, the bag, the run, or its own."""
    return alarm.parcel.subject_id if alarm.parcel else (alarm.bag_id or alarm.run_id or alarm.id)


def told(alarm: Alarm) -> dict[str, Any]:
    """Return what every event about an alarm says."""
    return {
        "alarm": str(alarm.id),
        "kind": alarm.kind,
        "owner": alarm.owner_unit,
        "role": alarm.owner_role,
        "level": alarm.level,
        "label": alarm.thing,
        "due_at": alarm.due_at.isoformat(),
    }
