"""The process of a version: its steps, and which of them hold for these answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cuamo.catalogue.rules.conditions import holds

ORDER = ("INTAKE", "EXAMINE", "APPROVE", "ISSUE")
CONSULT = "CONSULT"
"""Another authority is asked beside the examination; it never stands alone."""
NAMES = {
    "INTAKE": ("Tiếp nhận", "Intake"),
    "EXAMINE": ("Thẩm định", "Examination"),
    "APPROVE": ("Phê duyệt", "Approval"),
    "ISSUE": ("Cấp kết quả", "Issue"),
    CONSULT: ("Hỏi ý kiến", "Consultation"),
}
HOLDERS = {"INTAKE": "RECEIVER", "EXAMINE": "SPECIALIST", "APPROVE": "LEADER", "ISSUE": "RECORDS_CLERK"}
ROLES = {
    "RECEIVER": "Cán bộ tiếp nhận",
    "SPECIALIST": "Chuyên viên",
    "LEADER": "Lãnh đạo",
    "RECORDS_CLERK": "Văn thư",
}
AUTHORITIES = {
    "WARD": "Ủy ban nhân dân phường, xã",
    "POLICE": "Công an",
    "LAND": "Văn phòng Đăng ký đất đai",
}
"""Kinds of authority a consultation may name without a unit: one body serves every ward."""
MOST_HOURS = 3200


@dataclass(frozen=True)
class Row:
    """One row of the process as it is written, possibly half written."""

    number: int
    step: str
    role: str = ""
    hours: float | None = None
    when: Any = None
    unit_code: str = ""
    unit_kind: str = ""
    question_vi: str = ""

    @property
    def beside(self) -> bool:
        """Whether it runs beside the examination."""
        return self.step == CONSULT

    @property
    def rank(self) -> int | None:
        """Its place among the four stages; None for a row that is no step."""
        name = "EXAMINE" if self.beside else self.step
        return ORDER.index(name) if name in ORDER else None


def rows_of(content: Mapping[str, Any]) -> list[Row]:
    """Return the rows of the process in their order; what is no row is left out."""
    found = content.get("process")
    return [
        Row(
            number,
            str(row.get("step") or ""),
            str(row.get("role") or ""),
            _hours(row.get("hours")),
            row.get("when"),
            str(row.get("unit_code") or ""),
            str(row.get("unit_kind") or ""),
            str(row.get("question_vi") or "").strip(),
        )
        for number, row in enumerate(found if isinstance(found, list) else [])
        if isinstance(row, Mapping)
    ]


def holding(
    content: Mapping[str, Any], *, answers: Mapping[str, Any], values: Mapping[str, Any]
) -> list[Row]:
    """Return the rows that hold for these answers (các bước của hồ sơ này), in their order.

    Args:
        answers: those that count; see `questions.settled`.
        values: cleaned form values.
    """
    return [row for row in rows_of(content) if holds(row.when, answers=answers, values=values)]


def consultations(
    content: Mapping[str, Any], *, answers: Mapping[str, Any], values: Mapping[str, Any]
) -> list[Row]:
    """Return whom else to ask for these answers (lấy ý kiến song song), in their order."""
    return [row for row in holding(content, answers=answers, values=values) if row.beside]


def hours_of(
    content: Mapping[str, Any], step: str, *, answers: Mapping[str, Any], values: Mapping[str, Any]
) -> float | None:
    """Return the working hours a stage has for these answers; None where the process says nothing.

    The examination has the time of the longest consultation beside it at least.
    """
    rows = holding(content, answers=answers, values=values)
    own = [row.hours for row in rows if row.step == step and row.hours is not None]
    if not own:
        return None
    beside = [row.hours for row in rows if row.beside and row.hours is not None]
    return max(own + beside) if step == "EXAMINE" else max(own)


def longest(rows: list[Row]) -> float:
    """Return the working hours of the longest way through these rows: parallel parts count once."""
    hours: dict[int, float] = {}
    for row in rows:
        if row.rank is not None:
            hours[row.rank] = max(hours.get(row.rank, 0.0), row.hours or 0.0)
    return sum(hours.values())


def hours_allowed(time_limit: Mapping[str, Any]) -> tuple[float, float]:
    """Return the least and most working hours the steps may sum to.

    A working day is 8 hours. Calendar days leave room for weekends and holidays: five to seven days in
    seven, so the bounds are wide there.
    """
    qty = time_limit.get("qty") or 0
    if time_limit.get("unit") == "HOUR":
        return qty, qty
    if time_limit.get("unit") in {"DAY", "MONTH"}:
        days = qty * (30 if time_limit["unit"] == "MONTH" else 1)
        return days * 8 * 0.5, days * 8 * 5 / 7 + 8
    return qty * 8, qty * 8


def parts_of(found: Any) -> list[Mapping[str, Any]]:
    """Return what of a half-written list are objects."""
    return [part for part in found if isinstance(part, Mapping)] if isinstance(found, list) else []


def _hours(found: Any) -> float | None:
    if isinstance(found, bool) or not isinstance(found, int | float) or not 0 < found <= MOST_HOURS:
        return None
    return float(found)
