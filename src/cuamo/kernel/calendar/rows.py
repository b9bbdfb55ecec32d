"""One day that is not what its weekday says."""

from dataclasses import dataclass
from datetime import date

from cuamo.kernel.calendar.days import DayKind


@dataclass(frozen=True)
class CalendarRow:
    """One day of the calendar, from the published plans or computed from the law."""

    date: date
    kind: DayKind
    name: str
    source: str
    confidence: str
    confirmed_by: str | None
    name_en: str = ""
    hours: str = ""
    """Hours of a day that is worked in part, as `08:00–12:00`; empty for the usual hours."""

    @property
    def applies(self) -> bool:
        """Whether the row counts: a swapped day only once a decision is named that confirms it."""
        return self.kind not in {DayKind.SWAP_OFF, DayKind.SWAP_WORK} or bool(self.confirmed_by)
