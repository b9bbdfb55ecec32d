"""The published days off, as a file; what nobody has confirmed is kept and not applied."""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cuamo.kernel.calendar.days import DayKind
from cuamo.kernel.calendar.hours import OfficeHours
from cuamo.kernel.calendar.working import WorkingCalendar

_PACKAGE = Path(__file__).resolve().parents[2]
_FILE = Path("calendar", "vn.json")


@dataclass(frozen=True)
class CalendarRow:
    """One day of the reference file."""

    date: date
    kind: DayKind
    name: str
    source: str
    confidence: str
    confirmed_by: str | None
    name_en: str = ""

    @property
    def applies(self) -> bool:
        """Whether the row counts: a swapped day only once a decision is named that confirms it."""
        return self.kind not in {DayKind.SWAP_OFF, DayKind.SWAP_WORK} or bool(self.confirmed_by)


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
    """Return the calendar of the rows that apply."""
    return WorkingCalendar({row.date: row.kind for row in rows if row.applies}, hours or OfficeHours())


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
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path.name}: row {number} is faulty: {error!r}") from None
