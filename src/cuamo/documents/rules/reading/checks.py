"""Whether a paper still counts on the day it is given."""

from collections.abc import Mapping
from datetime import date

from cuamo.documents.rules.reading.kinds import Kind

MONTHS_VALID = {Kind.MARITAL_STATUS: 6, Kind.RESIDENCE: 12}
"""Months from the day of issue.

Law: Decree 123/2015/NĐ-CP, art. 23 (marital status: 6 months); Circular 66/2023/TT-BCA, art. 1
(CT07: one year; earlier when the register changes, which a paper cannot show).
"""


def expired_on(kind: Kind, facts: Mapping[str, str]) -> date | None:
    """Return the last day the paper counts; None when it bears none or never ends."""
    printed = day_of(facts.get("valid_until", ""))
    if printed is not None:
        return printed
    months = MONTHS_VALID.get(kind)
    issued = day_of(facts.get("issued_on", ""))
    return later(issued, months) if months and issued else None


def day_of(text: str) -> date | None:
    """Return the day of `20/03/2026`; None for anything else."""
    parts = text.split("/")
    if len(parts) != 3 or not all(part.isdecimal() for part in parts):
        return None
    try:
        return date(int(parts[2]), int(parts[1]), int(parts[0]))
    except ValueError:
        return None


def later(day: date, months: int) -> date:
    """Return the day `months` later, the last of the month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise ValueError(f"no day {months} months after {day}")
