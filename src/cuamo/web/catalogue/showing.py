"""What a draft looks like to others while it is still being written."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from cuamo.catalogue.rules import components, fees, form, questions
from cuamo.catalogue.rules.content_check import faults_of
from cuamo.catalogue.rules.fees import FeeAssessment
from cuamo.catalogue.rules.portal_rows import Fault
from cuamo.catalogue.rules.readiness import blockers
from cuamo.kernel.calendar import WorkingCalendar

MODES = (("dien-thoai", "Điện thoại"), ("man-hinh", "Màn hình người dân"), ("quay", "Tờ khai ở quầy"))
LISTS = (
    ("questions",),
    ("components",),
    ("fees",),
    ("time_limit", "cases"),
    ("helpers",),
    ("messages",),
    ("slips",),
    ("form", "sections"),
    ("form", "checks"),
)


@dataclass(frozen=True)
class Preview:
    """The draft as somebody else reads it; parts with faults are left out."""

    content: Mapping[str, Any]
    asked: list[questions.Question]
    needs: list[components.ComponentNeed]
    money: FeeAssessment
    sections: list[form.Section]
    left_out: int


def all_faults(content: Mapping[str, Any], *, calendar: WorkingCalendar | None = None) -> list[Fault]:
    """Return everything that keeps a draft from approval, rows counted from 0 throughout."""
    if shape := faults_of(content):
        return shape
    return [_from_zero(fault) for fault in blockers(content, calendar=calendar)]


def preview(content: Mapping[str, Any], answers: Mapping[str, str], *, on: Any) -> Preview | None:
    """Return what can be shown of a draft; None when even its frame is faulty."""
    shown, left_out = presentable(content)
    if shown is None:
        return None
    return Preview(
        shown,
        questions.visible(shown, answers),
        components.needed(shown, answers),
        fees.assess(shown, answers=answers, values={}, channel="ONLINE", filed_on=on),
        form.sections(shown, answers),
        left_out,
    )


def presentable(content: Mapping[str, Any]) -> tuple[dict[str, Any] | None, int]:
    """Return a copy without the parts that have faults, and how many were left out."""
    copy: dict[str, Any] = deepcopy(dict(content))
    copy["test_cases"] = []
    left_out = 0
    for _ in range(6):
        found = faults_of(copy)
        if not found:
            return copy, left_out
        for fault in found:
            left_out += _drop(copy, fault.field.split("."))
    return None, left_out


def _drop(copy: dict[str, Any], where: list[str]) -> int:
    """Empty the part a fault lies in: a row of a list, or a word of the frame."""
    for path in LISTS:
        if tuple(where[: len(path)]) == path and len(where) > len(path) and where[len(path)].isdecimal():
            return _drop_row(copy, path, where[len(path) :])
    if where[0] == "form":
        return _drop_keyed(copy, where)
    if where[0] in {"questions", "components", "fees"}:
        return _drop_twins(copy, where[0])
    frame: dict[str, Any] = {
        "time_limit": {"qty": None, "unit": None},
        "result": {"name_vi": "…", "name_en": "…"},
        "authority": {"kind": "OTHER"},
        "route": "CITY",
        "level": "NONE",
        "field_vi": "…",
        "name_vi": "…",
        "name_en": "",
    }
    if where[0] in frame and copy.get(where[0]) != frame[where[0]]:
        copy[where[0]] = frame[where[0]]
    else:
        copy.pop(where[0], None)
    return 1


def _drop_row(copy: dict[str, Any], path: tuple[str, ...], rest: list[str]) -> int:
    rows: Any = copy
    for step in path:
        rows = rows.get(step, []) if isinstance(rows, dict) else []
    row = int(rest[0])
    if not isinstance(rows, list) or row >= len(rows) or rows[row] is None:
        return 0
    inner = rows[row].get("fields") if isinstance(rows[row], dict) else None
    if (
        rest[1:2] == ["fields"]
        and isinstance(inner, list)
        and len(inner) > 1
        and rest[2:3]
        and rest[2].isdecimal()
    ):
        rows[row]["fields"] = [field for number, field in enumerate(inner) if number != int(rest[2])]
    else:
        del rows[row]
    return 1


def _drop_keyed(copy: dict[str, Any], where: list[str]) -> int:
    """Conditions of the form are named by the key of their field."""
    sections = copy.get("form", {}).get("sections", []) if isinstance(copy.get("form"), dict) else []
    for section in sections:
        if len(where) > 1 and section.get("key") == where[1] and "when" in section:
            del section["when"]
            return 1
        for field in section.get("fields", []):
            if len(where) > 2 and field.get("key") == where[1] and where[2] in field:
                del field[where[2]]
                return 1
    copy["form"] = {"sections": [], "checks": []}
    return 1


def _drop_twins(copy: dict[str, Any], name: str) -> int:
    seen: set[str] = set()
    kept = []
    for row in copy[name]:
        if row["key"] not in seen:
            kept.append(row)
        seen.add(row["key"])
    dropped = len(copy[name]) - len(kept)
    copy[name] = kept
    return dropped


def _from_zero(fault: Fault) -> Fault:
    head, _, rest = fault.field.partition(".")
    number, _, inner = rest.partition(".")
    if head != "test_cases" or not number.isdecimal():
        return fault
    there = f"test_cases.{int(number) - 1}" + (f".{inner}" if inner else "")
    return Fault(there, fault.vi.removeprefix(f"{head}.{number}: "), fault.en)
