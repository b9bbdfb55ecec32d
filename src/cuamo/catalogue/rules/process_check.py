"""The process of a version as a person checks it: order, reach, hours against the limit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ORDER = ("INTAKE", "EXAMINE", "APPROVE", "ISSUE")
NAMES = {
    "INTAKE": "Tiếp nhận",
    "EXAMINE": "Thẩm định",
    "APPROVE": "Phê duyệt",
    "ISSUE": "Cấp kết quả",
}
HOLDERS = {
    "INTAKE": {"RECEIVER"},
    "EXAMINE": {"SPECIALIST"},
    "APPROVE": {"LEADER"},
    "ISSUE": {"RECORDS_CLERK"},
}
ROLES = {
    "RECEIVER": "Cán bộ tiếp nhận",
    "SPECIALIST": "Chuyên viên",
    "LEADER": "Lãnh đạo",
    "RECORDS_CLERK": "Văn thư",
}


@dataclass(frozen=True)
class StepShown:
    """One step as the diagram draws it."""

    step: str
    name: str
    role: str
    hours: float | None
    fault: str = ""


@dataclass(frozen=True)
class ProcessShown:
    """The steps, their sum, and what is wrong with them."""

    steps: tuple[StepShown, ...]
    hours: float
    least: float
    most: float
    faults: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether every step is reached and the hours fit the limit."""
        return not self.faults and not any(step.fault for step in self.steps)


def look_at(content: Mapping[str, Any]) -> ProcessShown:
    """Return the process with everything wrong in it, also when it is only half written."""
    rows = content.get("process")
    parts = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    faults: list[str] = []
    steps: list[StepShown] = []
    reached = 0
    for row in parts:
        step = str(row.get("step", ""))
        hours = _hours(row.get("hours"))
        fault = ""
        if step not in ORDER:
            fault = "không phải một bước của quy trình"
        elif ORDER.index(step) != reached:
            missing = NAMES[ORDER[min(reached, len(ORDER) - 1)]]
            fault = (
                f"không tới được: trước đó cần bước «{missing}»" if reached < len(ORDER) else "sau bước cuối"
            )
        else:
            reached += 1
            if row.get("role") not in HOLDERS[step]:
                fault = "người giữ bước này không có quyền làm bước này"
        if hours is None:
            fault = fault or "số giờ chưa đúng"
        steps.append(
            StepShown(
                step,
                NAMES.get(step, step or "?"),
                ROLES.get(str(row.get("role")), str(row.get("role", ""))),
                hours,
                fault,
            )
        )
    if reached < len(ORDER):
        faults.append(f"Quy trình dừng giữa chừng: chưa có bước «{NAMES[ORDER[reached]]}».")
    limit = content.get("time_limit")
    limit = limit if isinstance(limit, Mapping) else {}
    total = sum(step.hours or 0 for step in steps)
    qty = limit.get("qty")
    least, most = _allowed(qty, limit.get("unit")) if isinstance(qty, int) else (0.0, 0.0)
    if not isinstance(qty, int) or isinstance(qty, bool):
        faults.append("Chưa có thời hạn để so với tổng số giờ.")
    elif not least <= total <= most:
        allowed = f"{least:g}" if least == most else f"{least:g} đến {most:g}"
        faults.append(f"Tổng các bước là {total:g} giờ, thời hạn cho {allowed} giờ.")
    return ProcessShown(tuple(steps), total, float(least), float(most), tuple(faults))


def _allowed(qty: int, unit: Any) -> tuple[float, float]:
    """Return the least and most working hours of a limit; calendar days leave room for days of rest."""
    if unit in {"DAY", "MONTH"}:
        days = qty * (30 if unit == "MONTH" else 1)
        return days * 8 * 0.5, days * 8 * 5 / 7 + 8
    hours = float(qty if unit == "HOUR" else qty * 8)
    return hours, hours


def _hours(found: Any) -> float | None:
    if isinstance(found, bool) or not isinstance(found, int | float) or not 0 < found <= 3200:
        return None
    return float(found)
