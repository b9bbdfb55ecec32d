"""What kind of day a day is."""

from datetime import date
from enum import StrEnum

SATURDAY, SUNDAY = 5, 6


class DayKind(StrEnum):
    """The kind of a day (loại ngày). Law: Labour Code 45/2019, art. 111-112."""

    WORK = "WORK"
    """Ngày làm việc: offices are open and time limits run."""
    REST = "REST"
    """Ngày nghỉ hằng tuần: closed."""
    HOLIDAY = "HOLIDAY"
    """Ngày nghỉ lễ, tết, or the day off in its place when it falls on a weekly rest day: closed."""
    SWAP_OFF = "SWAP_OFF"
    """Ngày nghỉ hoán đổi: a weekday off, worked on another day."""
    SWAP_WORK = "SWAP_WORK"
    """Ngày làm bù: a rest day that is worked."""
    INTAKE_ONLY = "INTAKE_ONLY"
    """Chỉ tiếp nhận (sáng thứ Bảy): dossiers may be taken in, time limits start on the next working day."""

    @property
    def runs_clocks(self) -> bool:
        """Whether time limits run on such a day."""
        return self in {DayKind.WORK, DayKind.SWAP_WORK}

    @property
    def takes_intake(self) -> bool:
        """Whether a dossier may be stamped as received on such a day."""
        return self.runs_clocks or self is DayKind.INTAKE_ONLY


def kind_by_weekday(day: date) -> DayKind:
    """Return what the day of the week alone says."""
    weekday = day.weekday()
    if weekday == SATURDAY:
        return DayKind.INTAKE_ONLY
    return DayKind.REST if weekday == SUNDAY else DayKind.WORK
