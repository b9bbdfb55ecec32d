"""Requests about personal data: kinds, states and legal terms."""

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from cuamo.kernel.calendar import WorkingCalendar


class Kind(StrEnum):
    """What a person may ask about their data."""

    ACCESS = "ACCESS"
    CORRECT = "CORRECT"
    DELETE = "DELETE"
    RESTRICT = "RESTRICT"
    OBJECT = "OBJECT"
    WITHDRAW_CONSENT = "WITHDRAW_CONSENT"


class DataState(StrEnum):
    """Where a request stands."""

    ASKED = "ASKED"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    PROPOSED = "PROPOSED"
    """An officer would delete; a second one looks."""
    ANSWERED = "ANSWERED"
    DROPPED = "DROPPED"


class Outcome(StrEnum):
    """What came of it."""

    GRANTED = "GRANTED"
    PARTLY = "PARTLY"
    REFUSED = "REFUSED"


OPEN = frozenset({DataState.ASKED, DataState.ACKNOWLEDGED, DataState.PROPOSED})
STOPPING = frozenset({Kind.RESTRICT, Kind.OBJECT, Kind.WITHDRAW_CONSENT})
"""Kinds that stop uses."""
AT_ONCE = frozenset({Kind.RESTRICT, Kind.WITHDRAW_CONSENT})
"""Their stop holds from the moment of asking; the answer confirms or lifts it."""

KINDS: dict[Kind, tuple[str, str]] = {
    Kind.ACCESS: ("Xem và nhận bản sao dữ liệu của tôi", "See and receive a copy of my data"),
    Kind.CORRECT: ("Sửa dữ liệu sai", "Correct wrong data"),
    Kind.DELETE: ("Xóa dữ liệu", "Delete data"),
    Kind.RESTRICT: ("Hạn chế xử lý dữ liệu", "Restrict processing"),
    Kind.OBJECT: ("Phản đối xử lý dữ liệu", "Object to processing"),
    Kind.WITHDRAW_CONSENT: ("Rút lại sự đồng ý", "Withdraw consent"),
}
OUTCOMES: dict[Outcome, tuple[str, str]] = {
    Outcome.GRANTED: ("Đã làm theo yêu cầu", "Done as asked"),
    Outcome.PARTLY: ("Làm được một phần", "Done in part"),
    Outcome.REFUSED: ("Không làm theo được", "Not done"),
}
STATES: dict[DataState, tuple[str, str]] = {
    DataState.ASKED: ("Đã gửi", "Sent"),
    DataState.ACKNOWLEDGED: ("Đang giải quyết", "Being worked on"),
    DataState.PROPOSED: ("Đang giải quyết", "Being worked on"),
    DataState.ANSWERED: ("Đã trả lời", "Answered"),
    DataState.DROPPED: ("Đã rút", "Withdrawn"),
}


@dataclass(frozen=True)
class KindTerms:
    """Legal terms of one kind, as they were in force when the request came in."""

    acknowledge_working_days: int
    answer_days: int
    with_others_days: int
    extension_days: int
    version: str

    def as_json(self) -> dict[str, Any]:
        """Return what the request is pinned to."""
        return asdict(self)

    def acknowledge_by(self, asked_at: datetime, *, calendar: WorkingCalendar) -> datetime:
        """Return when the person must know it is being worked on, in working days.

        Law: Decree 356/2025/NĐ-CP (2 working days).
        """
        return calendar.add_working_days(asked_at, self.acknowledge_working_days)

    def answer_by(self, asked_at: datetime, *, with_others: bool, calendar: WorkingCalendar) -> datetime:
        """Return when it must be answered, in calendar days, rolled forward to a working day.

        Law: Decree 356/2025/NĐ-CP; Civil Code 2015, art. 147-148 (counting).
        """
        days = self.with_others_days if with_others else self.answer_days
        return calendar.add_calendar_days(asked_at, days)

    def extended(self, answer_by: datetime, *, calendar: WorkingCalendar) -> datetime:
        """Return the new end after the one extension, counted from the former end."""
        return calendar.add_calendar_days(answer_by, self.extension_days)
