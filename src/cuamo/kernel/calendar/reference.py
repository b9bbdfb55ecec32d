"""The published days off, as a file; what nobody has confirmed is kept and not applied."""

import json
import os
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from cuamo.kernel.calendar.days import DayKind
from cuamo.kernel.calendar.hours import OfficeHours, spans_of_text
from cuamo.kernel.calendar.rows import CalendarRow
from cuamo.kernel.calendar.statutory import FIRST_YEAR, LAST_YEAR, statutory_rows
from cuamo.kernel.calendar.working import WorkingCalendar

_PACKAGE = Path(__file__).resolve().parents[2]
_FILE = Path("calendar", "vn.json")
_BREAK = timedelta(days=10)
"""A decision this near speaks of the same break."""


def reference_path() -> Path:
    """Return the calendar file: of `CUAMO_REFERENCE`, of the clone, or the copy inside an installed package.

    Raises:
        ValueError: there is none.
    """
    set_by_hand = os.environ.get("CUAMO_REFERENCE")
    folders = (
        [Path(set_by_hand)] if set_by_hand else [_PACKAGE.parents[1] / "reference", _PACKAGE / "_reference"]
    )
    for folder in folders:
        if (folder / _FILE).is_file():
            return folder / _FILE
    raise ValueError(f"no calendar file {_FILE} under {' or '.join(map(str, folders))}; set CUAMO_REFERENCE")


def load_reference(path: Path | None = None) -> list[CalendarRow]:
    """Read the calendar file, oldest day first.

    Raises:
        ValueError: the file is not of this shape, or names a day twice; says which row.
    """
    path = path or reference_path()
    try:
        rows = list(json.loads(path.read_text(encoding="utf-8"))["days"])
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path.name}: not a calendar file ({error})") from None
    read = [_read_row(number, row, path) for number, row in enumerate(rows, start=1)]
    seen: set[date] = set()
    for row in read:
        if row.date in seen:
            raise ValueError(f"{path.name}: {row.date} is there twice")
        seen.add(row.date)
    return sorted(read, key=lambda row: row.date)


def build(rows: Iterable[CalendarRow], hours: OfficeHours | None = None) -> WorkingCalendar:
    """Return the calendar of the rows that apply, over the days off that the law gives any year.

    Args:
        rows: published plans and decisions; what they say of a day stands against the computed year.
        hours: of the office; 08:00–12:00 and 13:00–17:00 by default.
    Raises:
        ValueError: a row's hours are none.
    """
    days = {row.date: row.kind for row in _computed() if row.applies}
    short = {}
    for row in rows:
        if row.applies:
            days[row.date] = row.kind
            if row.hours:
                short[row.date] = spans_of_text(row.hours)
    return WorkingCalendar(days, hours or OfficeHours(), short)


def unconfirmed(rows: Iterable[CalendarRow], year: int) -> list[CalendarRow]:
    """Return the days of `year` nobody has decided yet, oldest first; none of them counts.

    Days that only the law names as possible are left out once a decision names a day of the same break.
    """
    said = {row.date: row for row in rows}
    decided = [row.date for row in said.values() if row.confirmed_by]
    open_days = {day: row for day, row in said.items() if day.year == year and not row.applies}
    for row in statutory_rows(year) if FIRST_YEAR <= year <= LAST_YEAR else ():
        if (
            not row.applies
            and row.date not in said
            and not any(abs(row.date - day) <= _BREAK for day in decided)
        ):
            open_days[row.date] = row
    return [open_days[day] for day in sorted(open_days)]


def _computed() -> Iterable[CalendarRow]:
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        yield from statutory_rows(year)


def _read_row(number: int, row: Any, path: Path) -> CalendarRow:
    try:
        return CalendarRow(
            date=date.fromisoformat(row["date"]),
            kind=DayKind(row["kind"]),
            name=row["name"],
            source=row["source"],
            confidence=row["confidence"],
            confirmed_by=row["confirmed_by"] or None,
            name_en=row.get("name_en", ""),
            hours=row.get("hours", ""),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path.name}: row {number} is faulty: {error!r}") from None
