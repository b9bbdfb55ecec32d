"""When a place is open."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Hours = Mapping[str, Sequence[Sequence[str]]]


def is_open_at(hours: Hours, at: datetime) -> bool:
    """Return whether a place with these weekly hours is open at `at`, given in its local time.

    Law: none; opening hours are reference data.
    """
    now = at.time()
    return any(time.fromisoformat(start) <= now < time.fromisoformat(end) for start, end in day_of(hours, at))


def day_of(hours: Hours, at: datetime) -> Sequence[Sequence[str]]:
    """Return the opening spans of the weekday of `at`, for example `[["08:00", "12:00"]]`.

    Law: none.
    """
    return hours.get(DAYS[at.weekday()], ())


def closes_at(hours: Hours, at: datetime) -> str:
    """Return when the span around `at` ends, as `19:00`; empty when closed.

    Law: none.
    """
    now = at.time()
    for start, end in day_of(hours, at):
        if time.fromisoformat(start) <= now < time.fromisoformat(end):
            return end
    return ""


def faults_of(hours: Hours) -> list[str]:
    """Return what is wrong with weekly hours, in English, empty when nothing is.

    Law: none.
    """
    faults = [f"unknown day {day!r}" for day in hours if day not in DAYS]
    for day, spans in hours.items():
        try:
            edges = [time.fromisoformat(edge) for span in spans for edge in span]
        except ValueError:
            faults.append(f"{day}: times must look like 08:00")
            continue
        if any(len(span) != 2 for span in spans) or edges != sorted(set(edges)):
            faults.append(f"{day}: spans must be [open, close], in order, without overlap")
    return faults
