"""When somebody can be called back, and what a call can come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from cuamo.kernel.clock import HANOI


class Outcome(StrEnum):
    """What one call came to."""

    ANSWERED = "ANSWERED"
    NO_ANSWER = "NO_ANSWER"
    BUSY = "BUSY"
    WRONG_NUMBER = "WRONG_NUMBER"


OUTCOMES: dict[Outcome, tuple[str, str]] = {
    Outcome.ANSWERED: ("Đã gặp và trả lời", "Reached and answered"),
    Outcome.NO_ANSWER: ("Không nghe máy", "No answer"),
    Outcome.BUSY: ("Máy bận, không liên lạc được", "Busy or not reachable"),
    Outcome.WRONG_NUMBER: ("Nhầm số", "Wrong number"),
}


@dataclass(frozen=True)
class Terms:
    """How calling back is organised; configuration."""

    unit: str
    windows: tuple[tuple[time, time], ...]
    days_ahead: int
    notice_minutes: int
    attempts: int


@dataclass(frozen=True)
class Window:
    """A time one can be called in (khung giờ)."""

    starts_at: datetime
    ends_at: datetime

    @property
    def key(self) -> str:
        """How a form names it: `2026-11-27T08:00`."""
        return f"{self.starts_at.astimezone(HANOI):%Y-%m-%dT%H:%M}"


def windows_ahead(terms: Terms, *, days: Sequence[date], now: datetime) -> list[Window]:
    """Return the times one can still choose on `days`, soonest first.

    A window that has begun can be chosen while at least `notice_minutes` of it are left.
    """
    found = []
    for day in days:
        for first, last in terms.windows:
            starts_at = datetime.combine(day, first, HANOI)
            ends_at = datetime.combine(day, last, HANOI)
            if ends_at - now >= timedelta(minutes=terms.notice_minutes):
                found.append(Window(starts_at, ends_at))
    return found
