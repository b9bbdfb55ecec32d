"""Bring the calendar of public bodies into the database."""

from pathlib import Path

from django.db import transaction

from cuamo.kernel.calendar import CalendarRow, load_reference
from cuamo.kernel.models import CalendarDay
from cuamo.kernel.selectors.calendar import forget_calendar


@transaction.atomic
def load_calendar(*, path: Path | None = None) -> dict[str, int]:
    """Add and change days as the reference file says; a second run finds it done.

    A day an administrator has confirmed stays as it is. Nothing is deleted.

    Returns:
        How many days are new and how many changed; without what is zero.
    Raises:
        ValueError: the file is faulty; nothing is loaded then.
    Law: Labour Code 45/2019, art. 111-112.
    """
    rows = load_reference(path)
    known = {day.date: day for day in CalendarDay.objects.select_for_update()}
    fresh = [_day(row) for row in rows if row.date not in known]
    changed = [
        _day(row)
        for row in rows
        if row.date in known and _differs(known[row.date], row) and not _confirmed_here(known[row.date], row)
    ]
    CalendarDay.objects.bulk_create(fresh)
    CalendarDay.objects.bulk_update(
        changed, ["kind", "name", "source", "confidence", "confirmed_by", "hours"]
    )
    transaction.on_commit(forget_calendar)
    done = {"new": len(fresh), "changed": len(changed)}
    return {what: count for what, count in done.items() if count}


def _day(row: CalendarRow) -> CalendarDay:
    return CalendarDay(
        date=row.date,
        kind=row.kind.value,
        name=row.name,
        source=row.source,
        confidence=row.confidence,
        confirmed_by=row.confirmed_by or "",
        hours=row.hours,
    )


def _differs(day: CalendarDay, row: CalendarRow) -> bool:
    said = (row.kind.value, row.name, row.source, row.confidence, row.confirmed_by or "", row.hours)
    return (day.kind, day.name, day.source, day.confidence, day.confirmed_by, day.hours) != said


def _confirmed_here(day: CalendarDay, row: CalendarRow) -> bool:
    return bool(day.confirmed_by) and not row.confirmed_by
