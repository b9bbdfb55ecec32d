"""Run a version's own test cases: with these answers these papers, this fee, this due moment."""

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cuamo.catalogue.rules import clock, components, fees, form, questions
from cuamo.catalogue.rules.portal_rows import Fault
from cuamo.kernel.calendar import WorkingCalendar
from cuamo.kernel.clock import to_hanoi

CHANNELS: tuple[tuple[fees.Channel, str], ...] = (("ONLINE", "online_vnd"), ("DIRECT", "direct_vnd"))


@dataclass(frozen=True)
class Outcome:
    """What one test case came to."""

    number: int
    """Place among the cases, from 1."""
    name_vi: str
    faults: tuple[Fault, ...]

    @property
    def passed(self) -> bool:
        """Whether everything came out as the case says."""
        return not self.faults


def run(content: Mapping[str, Any], *, calendar: WorkingCalendar) -> list[Outcome]:
    """Return what every test case of a version comes to, in their order.

    Args:
        calendar: days and hours of the authority; due moments are counted by it.
    """
    return [
        Outcome(number, case["name_vi"], tuple(_faults(content, case, number, calendar)))
        for number, case in enumerate(content.get("test_cases", []), start=1)
    ]


def failures(content: Mapping[str, Any], *, calendar: WorkingCalendar) -> list[Fault]:
    """Return what is wrong in all test cases together; none when all pass."""
    return [fault for outcome in run(content, calendar=calendar) for fault in outcome.faults]


def options_untried(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the options of questions that no test case answers with, as (question, option)."""
    tried: set[tuple[str, str]] = set()
    for case in content.get("test_cases", []):
        tried |= set(questions.settled(content, case.get("answers", {})).items())
    every = [
        (part["key"], option["value"]) for part in content.get("questions", []) for option in part["options"]
    ]
    return [pair for pair in every if pair not in tried]


def _faults(
    content: Mapping[str, Any], case: Mapping[str, Any], number: int, calendar: WorkingCalendar
) -> Iterator[Fault]:
    where = f"test_cases.{number}"
    answers = case.get("answers", {})
    received_at = _moment(case["received_at"])
    day = to_hanoi(received_at).date()
    yield from _answers(content, answers, where)
    values = yield from _values(content, case, where, day)
    yield from _papers(content, case, where, values)
    yield from _fees(content, case, where, values, day)
    limit = clock.limit_for(content, answers, values)
    if not limit.get("qty"):
        yield Fault(f"{where}.due_at", f"{where}: chưa có thời hạn.", f"{where}: there is no time limit.")
        return
    due = clock.due(
        content, received_at=received_at, calendar=calendar, answers=answers, values=values
    ).due_at
    expected = to_hanoi(_moment(case["due_at"]))
    if due != expected:
        yield _differs(f"{where}.due_at", "ngày hẹn", "due", _say_moment(expected), _say_moment(due))


def _answers(content: Mapping[str, Any], answers: Mapping[str, str], where: str) -> Iterator[Fault]:
    counted = questions.settled(content, answers)
    for key in answers:
        if key not in counted:
            yield Fault(
                f"{where}.answers",
                f"{where}: câu trả lời «{key}» không được hỏi hoặc không có trong danh sách.",
                f"{where}: the answer “{key}” is not asked for, or is none of the options.",
            )
    for question in questions.missing(content, answers):
        yield Fault(
            f"{where}.answers",
            f"{where}: thiếu câu trả lời «{question.key}».",
            f"{where}: the question “{question.key}” has no answer.",
        )


def _values(
    content: Mapping[str, Any], case: Mapping[str, Any], where: str, day: date
) -> Generator[Fault, None, dict[str, Any]]:
    """Return the cleaned values, after naming the fields that should be at fault and are not."""
    checked = form.clean(content, case.get("values", {}), answers=case.get("answers", {}), today=day)
    expected = case.get("faults")
    if expected is not None and sorted(checked.errors) != sorted(expected):
        yield _differs(
            f"{where}.faults",
            "ô bị lỗi",
            "fields at fault",
            _listed(sorted(expected)),
            _listed(sorted(checked.errors)),
        )
    return checked.values


def _papers(
    content: Mapping[str, Any], case: Mapping[str, Any], where: str, values: Mapping[str, Any]
) -> Iterator[Fault]:
    found = [need.key for need in components.needed(content, case.get("answers", {}), values)]
    if found != list(case["papers"]):
        yield _differs(f"{where}.papers", "giấy tờ", "papers", _listed(case["papers"]), _listed(found))


def _fees(
    content: Mapping[str, Any], case: Mapping[str, Any], where: str, values: Mapping[str, Any], day: date
) -> Iterator[Fault]:
    for channel, name in CHANNELS:
        owed = fees.assess(
            content,
            answers=case.get("answers", {}),
            values=values,
            channel=channel,
            filed_on=day,
            exemptions=case.get("exemptions", []),
        )
        found = None if owed.unknown else owed.citizen_total_vnd
        if found != case[name]:
            yield _differs(f"{where}.{name}", f"phí {channel}", f"fee {channel}", str(case[name]), str(found))


def _differs(field: str, what_vi: str, what_en: str, expected: str, found: str) -> Fault:
    where = field.rpartition(".")[0]
    return Fault(
        field,
        f"{where}: {what_vi} cần là {expected}, tính ra {found}.",
        f"{where}: {what_en} should be {expected}, comes to {found}.",
    )


def _moment(text: str | datetime) -> datetime:
    return text if isinstance(text, datetime) else datetime.fromisoformat(text)


def _say_moment(at: datetime) -> str:
    return to_hanoi(at).strftime("%Y-%m-%d %H:%M")


def _listed(keys: list[str]) -> str:
    return ", ".join(keys) or "–"
