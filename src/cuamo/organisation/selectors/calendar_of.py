"""The working time of one office."""

from collections.abc import Iterable

from cuamo.kernel.calendar import OfficeHours, WorkingCalendar
from cuamo.kernel.selectors.calendar import current_calendar
from cuamo.organisation.models import Unit
from cuamo.organisation.types import UnitKind


def calendar_of(unit_code: str) -> WorkingCalendar:
    """Return the calendar time limits of a unit run by: its own office hours, the common days off.

    Agencies and their operators keep shop hours, in which no time limit runs; for them, and for a unit
    without hours of its own, the usual office hours hold.
    """
    return current_calendar(office_hours([unit_code])[unit_code])


def office_hours(unit_codes: Iterable[str]) -> dict[str, OfficeHours]:
    """Return the hours time limits of each unit run by, one question for all; as `calendar_of` says."""
    codes = set(unit_codes)
    keeping = Unit.objects.filter(code__in=codes).exclude(kind__in=[UnitKind.AGENCY, UnitKind.OPERATOR])
    weeks = dict(keeping.values_list("code", "hours"))
    return {code: OfficeHours.of_week(weeks[code]) if weeks.get(code) else OfficeHours() for code in codes}
