"""Days of a month."""

import calendar
from datetime import date


def last_day(month: date) -> date:
    """Return the last day of the month."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])
