"""The working time of one office."""

from cuamo.kernel.calendar import OfficeHours, WorkingCalendar
from cuamo.kernel.selectors.calendar import current_calendar
from cuamo.organisation.models import Unit
from cuamo.organisation.types import UnitKind


def calendar_of(unit_code: str) -> WorkingCalendar:
    """Return the calendar time limits of a unit run by: its own office hours, the common days off.

    Agencies and their operators keep shop hours, in which no time limit runs; for them, and for a unit
    without hours of its own, the usual office hours hold.
    """
    unit = Unit.objects.filter(code=unit_code).only("kind", "hours").first()
    if unit is None or not unit.hours or unit.kind in {UnitKind.AGENCY, UnitKind.OPERATOR}:
        return current_calendar()
    return current_calendar(OfficeHours.of_week(unit.hours))
