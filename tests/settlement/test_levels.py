"""How late an operator was: what counts and what does not."""

from datetime import time

import pytest

from cuamo.kernel.clock import local
from cuamo.settlement.rules.custody import CHOSE, Try
from cuamo.settlement.rules.levels import bring_by, days_late, take_by
from cuamo.settlement.rules.terms import read_terms
from tests.settlement.months import DAYS, sample

TERMS = read_terms(next(row["content"] for row in sample() if row["subject"] == "VNPOST"))
EXCUSED = frozenset({"ABSENT", "REFUSED"})


@pytest.mark.parametrize(
    ("ready", "rule", "due"),
    [
        ("2026-10-05 09:00", "SAME_DAY", "2026-10-05"),
        ("2026-10-05 15:59", "SAME_DAY", "2026-10-05"),
        ("2026-10-05 16:00", "SAME_DAY", "2026-10-06"),
        ("2026-10-03 09:00", "SAME_DAY", "2026-10-05"),
        ("2026-10-08 16:30", "SAME_DAY", "2026-10-12"),
        ("2026-10-05 09:00", "NEXT_WORKING_DAY", "2026-10-06"),
        ("2026-10-02 09:00", "NEXT_WORKING_DAY", "2026-10-05"),
        ("2026-10-08 09:00", "NEXT_WORKING_DAY", "2026-10-12"),
    ],
)
def test_an_envelope_is_to_be_taken_the_same_or_the_next_working_day(ready, rule, due):
    assert TERMS.cutoff == time(16)
    assert str(take_by(local(ready), rule=rule, terms=TERMS, days=DAYS)) == due


@pytest.mark.parametrize(
    ("tries", "due"),
    [
        ((), "2026-10-07"),
        ((("2026-10-06 09:00", "ABSENT", ""),), "2026-10-08"),
        ((("2026-10-06 09:00", "ABSENT", "13/10 08:00–10:00"),), "2026-10-13"),
        ((("2026-10-06 09:00", "ABSENT", "8:00-12:00"),), "2026-10-08"),
        ((("2026-10-06 09:00", "ADDRESS", "13/10"),), "2026-10-07"),
        ((("2026-10-08 09:00", "ABSENT", "13/10"),), "2026-10-07"),
        ((("2026-10-05 18:00", CHOSE, "12/10"),), "2026-10-12"),
        ((("2026-10-06 09:00", "ABSENT", ""), ("2026-10-08 09:00", "REFUSED", "15/10")), "2026-10-15"),
        ((("2026-10-06 09:00", "ABSENT", "31/02"),), "2026-10-08"),
    ],
)
def test_a_promise_moves_only_for_what_lies_with_the_recipient(tries, due):
    told = tuple(Try(local(at), reason, then) for at, reason, then in tries)

    found = bring_by(local("2026-10-05 15:00"), working_days=2, tries=told, excused=EXCUSED, days=DAYS)

    assert str(found) == due


@pytest.mark.parametrize(
    ("due", "done", "late"),
    [
        ("2026-10-07", "2026-10-07", 0),
        ("2026-10-07", "2026-10-08", 1),
        ("2026-10-08", "2026-10-09", 0),
        ("2026-10-08", "2026-10-11", 0),
        ("2026-10-08", "2026-10-12", 1),
        ("2026-10-07", "2026-10-01", 0),
        ("2026-10-23", "2026-10-24", 1),
    ],
)
def test_only_working_days_are_late_and_a_day_worked_instead_is_one(due, done, late):
    assert days_late(local(f"{due} 00:00").date(), local(f"{done} 00:00").date(), days=DAYS) == late
