"""Office hours: the open spans of the days that are worked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from itertools import pairwise

Spans = tuple[tuple[time, time], ...]
_DEFAULT: Spans = ((time(8), time(12)), (time(13), time(17)))
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")


@dataclass(frozen=True)
class OfficeHours:
    """The open spans of a working day (giờ làm việc); 08:00–12:00 and 13:00–17:00 by default.

    Args:
        spans: of every working day, and of a Saturday or Sunday that is worked in place of another day.
        by_weekday: of the weekdays that differ (0 is Monday): a short Friday, a day the office is closed.
    Raises:
        ValueError: no span, a span that ends before it begins, spans that touch or overlap, or an office
            that is closed all week.
    """

    spans: Spans = _DEFAULT
    by_weekday: tuple[tuple[int, Spans], ...] = ()

    def __post_init__(self) -> None:
        if not self.spans:
            raise ValueError("office hours need at least one span")
        check_spans(self.spans)
        for weekday, spans in self.by_weekday:
            if weekday not in range(len(WEEKDAYS)):
                raise ValueError(f"office hours of a weekday are for 0 (Monday) to 4 (Friday), not {weekday}")
            check_spans(spans)
        if not any(self.on_weekday(weekday) for weekday in range(len(WEEKDAYS))):
            raise ValueError("office hours leave no weekday open")

    @classmethod
    def of_week(cls, week: Mapping[str, Sequence[Sequence[str]]]) -> "OfficeHours":
        """Return the hours of a week written as `{"mon": [["08:00", "12:00"], …], …}`.

        A weekday that is not named is closed. Saturday and Sunday run no time limits and are left out.

        Raises:
            ValueError: a time that is none, or as the class says.
        """
        days = [
            tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in week.get(day, ()))
            for day in WEEKDAYS
        ]
        usual = max(days, key=lambda spans: (days.count(spans), len(spans)) if spans else (0, 0))
        return cls(usual, tuple((number, spans) for number, spans in enumerate(days) if spans != usual))

    def __str__(self) -> str:
        return spans_as_text(self.spans)

    def on_weekday(self, weekday: int) -> Spans:
        """Return the spans of a weekday (0 is Monday) that is worked; empty when the office is closed."""
        return dict(self.by_weekday).get(weekday, self.spans)

    @property
    def opens(self) -> time:
        """When a usual working day begins."""
        return self.spans[0][0]

    @property
    def closes(self) -> time:
        """When a usual working day ends."""
        return self.spans[-1][1]


def spans_of_text(text: str) -> Spans:
    """Read spans written as `08:00–12:00, 13:00–17:00`.

    Raises:
        ValueError: not of this shape, or spans that cannot be.
    """
    try:
        pairs = [part.replace("–", "-").split("-") for part in text.split(",")]
        spans = tuple(
            (time.fromisoformat(start.strip()), time.fromisoformat(end.strip())) for start, end in pairs
        )
    except ValueError:
        raise ValueError(f"{text!r} are no hours; write 08:00–12:00, 13:00–17:00") from None
    check_spans(spans)
    return spans


def spans_as_text(spans: Spans) -> str:
    """Return spans as `08:00–12:00, 13:00–17:00`."""
    return ", ".join(f"{start:%H:%M}–{end:%H:%M}" for start, end in spans)


def check_spans(spans: Spans) -> None:
    """Refuse spans that carry a time zone, touch, overlap or run backwards.

    Raises:
        ValueError: as said.
    """
    edges = [edge for span in spans for edge in span]
    if any(edge.tzinfo is not None for edge in edges):
        raise ValueError("office hours are local times without a time zone")
    if any(later <= earlier for earlier, later in pairwise(edges)):
        raise ValueError(f"office hours must run forward and stay apart: {spans_as_text(spans)}")
