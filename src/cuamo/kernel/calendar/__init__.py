"""Working time of public bodies (thời gian làm việc): office hours, holidays and swapped days. Pure."""

from cuamo.kernel.calendar.days import DayKind
from cuamo.kernel.calendar.due import (
    Due,
    due_after_calendar_days,
    due_after_days,
    due_after_hours,
    due_after_months,
    due_same_day,
)
from cuamo.kernel.calendar.hours import OfficeHours
from cuamo.kernel.calendar.reference import build, load_reference, reference_path, unconfirmed
from cuamo.kernel.calendar.rows import CalendarRow
from cuamo.kernel.calendar.working import HOURS_OF_A_WORKING_DAY, WorkingCalendar

__all__ = [
    "HOURS_OF_A_WORKING_DAY",
    "CalendarRow",
    "DayKind",
    "Due",
    "OfficeHours",
    "WorkingCalendar",
    "build",
    "due_after_calendar_days",
    "due_after_days",
    "due_after_hours",
    "due_after_months",
    "due_same_day",
    "load_reference",
    "reference_path",
    "unconfirmed",
]
