import pytest

from cuamo.catalogue.rules.clock import due
from cuamo.kernel.calendar import WorkingCalendar
from cuamo.kernel.clock import local

CALENDAR = WorkingCalendar()


def limit(qty, unit, cutoff=None):
    return {"code": "x", "time_limit": {"qty": qty, "unit": unit, "same_day_cutoff": cutoff}}


@pytest.mark.parametrize(
    ("content", "received", "starts", "ends"),
    [
        (limit(1, "WORKING_DAY"), "2026-09-11 16:30", "2026-09-11 16:30", "2026-09-14 16:30"),
        (limit(3, "WORKING_DAY"), "2026-09-14 08:00", "2026-09-14 08:00", "2026-09-16 17:00"),
        (limit(1, "WORKING_DAY", "15:00"), "2026-09-14 14:59", "2026-09-14 14:59", "2026-09-14 17:00"),
        (limit(1, "WORKING_DAY", "15:00"), "2026-09-14 15:00", "2026-09-14 15:00", "2026-09-15 17:00"),
        (limit(1, "WORKING_DAY", "15:00"), "2026-09-12 09:00", "2026-09-14 08:00", "2026-09-14 17:00"),
        (limit(10, "DAY"), "2026-09-09 10:00", "2026-09-09 10:00", "2026-09-21 17:00"),
        (limit(10, "DAY"), "2026-09-11 16:59", "2026-09-11 16:59", "2026-09-21 17:00"),
        (limit(10, "DAY"), "2026-09-11 17:30", "2026-09-14 08:00", "2026-09-24 17:00"),
        (limit(10, "DAY"), "2026-09-12 09:00", "2026-09-14 08:00", "2026-09-24 17:00"),
        (limit(1, "DAY"), "2026-09-12 09:00", "2026-09-14 08:00", "2026-09-15 17:00"),
        (limit(1, "MONTH"), "2026-08-15 09:00", "2026-08-17 08:00", "2026-09-17 17:00"),
        (limit(1, "MONTH"), "2026-01-30 10:00", "2026-01-30 10:00", "2026-03-02 17:00"),
        (limit(4, "HOUR"), "2026-09-14 10:00", "2026-09-14 10:00", "2026-09-14 15:00"),
    ],
)
def test_due(content, received, starts, ends):
    found = due(content, received_at=local(received), calendar=CALENDAR)
    assert (found.starts_at, found.due_at) == (local(starts), local(ends))


def test_a_procedure_without_a_limit_has_no_due_moment():
    with pytest.raises(ValueError, match="no time limit"):
        due(limit(None, None), received_at=local("2026-09-14 10:00"), calendar=CALENDAR)
