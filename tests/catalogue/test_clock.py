import pytest

from cuamo.catalogue.rules.clock import due, limit_for
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


BY_ANSWER = {
    "code": "x",
    "questions": [{"key": "q", "label_vi": "Q", "label_en": "Q", "options": [
        {"value": "A", "label_vi": "A", "label_en": "A"}, {"value": "B", "label_vi": "B", "label_en": "B"},
    ]}],
    "time_limit": {
        "qty": 1,
        "unit": "WORKING_DAY",
        "same_day_cutoff": "15:00",
        "cases": [
            {"when": {"==": [{"var": "answers.q"}, "B"]}, "qty": 3, "unit": "WORKING_DAY"},
            {"when": {">": [{"var": "values.pages"}, 100]}, "qty": 2, "unit": "WORKING_DAY"},
        ],
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "values", "ends"),
    [
        ({"q": "A"}, {}, "2026-09-14 17:00"),
        ({"q": "B"}, {}, "2026-09-17 09:00"),
        ({"q": "B"}, {"pages": 101}, "2026-09-17 09:00"),
        ({"q": "A"}, {"pages": 101}, "2026-09-16 09:00"),
        ({"q": "Z"}, {}, "2026-09-14 17:00"),
        (None, None, "2026-09-14 17:00"),
    ],
)
def test_the_first_case_of_a_limit_that_holds_counts(answers, values, ends):
    found = due(
        BY_ANSWER, received_at=local("2026-09-14 09:00"), calendar=CALENDAR, answers=answers, values=values
    )
    assert found.due_at == local(ends)


def test_a_limit_without_cases_is_itself():
    content = limit(3, "WORKING_DAY")
    assert limit_for(content, {"q": "B"}) is content["time_limit"]
