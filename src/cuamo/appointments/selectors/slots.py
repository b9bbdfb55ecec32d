"""Which times can be booked at a point."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cuamo.appointments import config
from cuamo.appointments.models import Slot
from cuamo.appointments.rules.opening import may_book, slots_of
from cuamo.appointments.selectors.opening import at_time, spans_of
from cuamo.kernel.clock import to_hanoi
from cuamo.organisation.models import Counter, Unit


@dataclass(frozen=True)
class FreeSlot:
    """A time and how many places are left."""

    starts_at: datetime
    left: int


def places_of(unit_code: str) -> int:
    """Return how many people may book the same time: one per counter of the point (sức chứa của quầy)."""
    return Counter.objects.filter(unit_id=unit_code, is_open=True).count() * config.PLACES_PER_COUNTER


def bookable(unit: Unit, starts_at: datetime, *, at: datetime) -> bool:
    """Return whether `starts_at` is a time of this point that may be booked at `at`."""
    local = to_hanoi(starts_at)
    times = slots_of(spans_of(unit, local.date()), minutes=config.SLOT_MINUTES)
    if local.time() not in times:
        return False
    return may_book(local, at=to_hanoi(at), lead_minutes=config.LEAD_MINUTES, days_ahead=config.DAYS_AHEAD)


def free_slots(unit: Unit, *, first: date, last: date, at: datetime) -> dict[date, list[FreeSlot]]:
    """Return the times left at the point for each day of the span, full ones left out; two questions.

    A day the point is closed on has none; a day that is open and full has an empty list.
    """
    places = places_of(unit.code)
    begins, ends = at_time(first, time()), at_time(last + timedelta(days=1), time())
    taken = dict(
        Slot.objects.filter(unit_code=unit.code, starts_at__gte=begins, starts_at__lt=ends).values_list(
            "starts_at", "taken"
        )
    )
    found: dict[date, list[FreeSlot]] = {}
    for ahead in range((last - first).days + 1):
        day = first + timedelta(days=ahead)
        spans = spans_of(unit, day)
        if not spans:
            continue
        times = [at_time(day, moment) for moment in slots_of(spans, minutes=config.SLOT_MINUTES)]
        open_times = [
            moment
            for moment in times
            if may_book(
                moment, at=to_hanoi(at), lead_minutes=config.LEAD_MINUTES, days_ahead=config.DAYS_AHEAD
            )
        ]
        if open_times:
            found[day] = [
                FreeSlot(moment, places - taken.get(moment, 0))
                for moment in open_times
                if places > taken.get(moment, 0)
            ]
    return found
