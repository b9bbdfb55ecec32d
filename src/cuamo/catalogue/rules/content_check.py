"""Check a content before it is kept: shape, names, conditions, and what a version in force must have."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from pydantic import ValidationError

from cuamo.catalogue.rules import cases, helpers, messages, paper_facts, process_check, result_template
from cuamo.catalogue.rules.conditions import faults_in
from cuamo.catalogue.rules.portal_rows import Fault
from cuamo.catalogue.types import Content
from cuamo.kernel.calendar import WorkingCalendar, build, load_reference

_WORDS = {
    "missing": ("thiếu mục này", "is missing"),
    "extra_forbidden": ("không có mục tên này", "is no known part"),
    "string_pattern_mismatch": ("viết chưa đúng dạng", "is not of the right form"),
    "string_too_short": ("còn trống", "is empty"),
    "string_too_long": ("dài quá", "is too long"),
    "literal_error": ("không nằm trong các giá trị cho phép", "is none of the allowed values"),
}


def faults_of(content: Mapping[str, Any]) -> list[Fault]:
    """Return everything wrong with a content, field by field; none when it may be kept."""
    try:
        Content.model_validate(content)
    except ValidationError as wrong:
        return [_as_fault(item) for item in wrong.errors(include_url=False)]
    return [
        *_twice_named(content),
        *_unknown_names(content),
        *messages.faults(content),
        *paper_facts.faults(content),
        *helpers.faults(content),
        *result_template.faults(content),
    ]


def missing_for_filing(content: Mapping[str, Any], *, calendar: WorkingCalendar | None = None) -> list[Fault]:
    """Return what a content still lacks before dossiers may be filed under it, failed test cases included.

    Args:
        calendar: counts the due moments of test cases; the published days off by default.
    """
    lacks: list[Fault] = []
    if not content.get("form", {}).get("sections"):
        lacks.append(Fault("form", "Chưa có tờ khai.", "There is no form yet."))
    if not content["time_limit"].get("qty") or not content["time_limit"].get("unit"):
        lacks.append(Fault("time_limit", "Chưa có thời hạn.", "There is no time limit yet."))
    if not content.get("fees"):
        lacks.append(Fault("fees", "Chưa ghi phí, kể cả khi bằng 0.", "No fee is stated, not even 0."))
    lacks += _signed_too_early(content)
    lacks += process_check.faults(content)
    if not content.get("test_cases"):
        lacks.append(
            Fault(
                "test_cases",
                "Chưa có ca thử nào. Ghi ít nhất một: câu trả lời, giấy tờ, phí, ngày hẹn.",
                "There is no test case yet. Write at least one: answers, papers, fee, due moment.",
            )
        )
    return [*lacks, *cases.failures(content, calendar=calendar or _published_calendar())]


@cache
def _published_calendar() -> WorkingCalendar:
    return build(load_reference())


def _as_fault(item: Mapping[str, Any]) -> Fault:
    where = ".".join(str(part) for part in item["loc"]) or "content"
    vi, en = _WORDS.get(item["type"], ("chưa đúng", str(item["msg"])))
    return Fault(where, f"{where}: {vi}.", f"{where}: {en}.")


def _twice_named(content: Mapping[str, Any]) -> list[Fault]:
    fields = [part["key"] for section in _sections(content) for part in section["fields"]]
    groups = {
        "questions": [part["key"] for part in content.get("questions", [])],
        "components": [part["key"] for part in content.get("components", [])],
        "fees": [part["key"] for part in content.get("fees", [])],
        "form": fields,
    }
    return [
        Fault(where, f"{where}: tên «{key}» xuất hiện hai lần.", f"{where}: the key “{key}” appears twice.")
        for where, keys in groups.items()
        for key in sorted({key for key in keys if keys.count(key) > 1})
    ]


def _signed_too_early(content: Mapping[str, Any]) -> list[Fault]:
    """Signatures stand in the last part of the form: what is filled in after them would let them lapse."""
    last = len(_sections(content)) - 1
    return [
        Fault(
            f"form.{part['key']}.type",
            f"form.{part['key']}: ô chữ ký phải nằm ở phần cuối của tờ khai.",
            f"form.{part['key']}: a signature belongs to the last part of the form.",
        )
        for number, section in enumerate(_sections(content))
        for part in section["fields"]
        if part["type"] == "signature" and number != last
    ]


def _unknown_names(content: Mapping[str, Any]) -> list[Fault]:
    answers = frozenset(f"answers.{part['key']}" for part in content.get("questions", []))
    values = frozenset(
        f"values.{part['key']}" for section in _sections(content) for part in section["fields"]
    )
    found: list[Fault] = []
    for where, condition in _conditions(content):
        known = answers if where.startswith("questions") else answers | values
        found += [
            Fault(where, f"{where}: {text}.", f"{where}: {text}.")
            for text in faults_in(condition, known=known)
        ]
    for number, part in enumerate(content.get("fees", [])):
        for source in ("quantity_from", "times_from"):
            name = part.get(source)
            if name and f"values.{name}" not in values and f"answers.{name}" not in answers:
                found.append(
                    Fault(
                        f"fees.{number}.{source}",
                        f"fees.{number}: không có ô nào tên «{name}».",
                        f"fees.{number}: there is no field “{name}”.",
                    )
                )
    return found


def _conditions(content: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    for number, case in enumerate(content["time_limit"].get("cases") or []):
        yield f"time_limit.cases.{number}.when", case["when"]
    for group in ("questions", "components", "fees", "process"):
        for number, part in enumerate(content.get(group, [])):
            yield f"{group}.{number}.when", part.get("when")
    for section in _sections(content):
        yield f"form.{section['key']}.when", section.get("when")
        for part in section["fields"]:
            yield f"form.{part['key']}.when", part.get("when")
            yield f"form.{part['key']}.prefill_when", part.get("prefill_when")
    for number, check in enumerate(content.get("form", {}).get("checks", [])):
        yield f"form.checks.{number}.fails_when", check["fails_when"]


def _sections(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return list(content.get("form", {}).get("sections", []))
