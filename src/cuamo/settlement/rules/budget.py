"""What a year's estimate bears, and what a statement says of what it does not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cuamo.kernel.money import format_vnd


@dataclass(frozen=True)
class Budget:
    """A year's estimate in force (dự toán năm)."""

    amount_vnd: int
    number: str = ""
    until: date | None = None
    """Last day of the acts it bears; None: the whole year."""


@dataclass(frozen=True)
class Short:
    """What of a year a statement does not pay."""

    items: int
    gross_vnd: int
    since: date


def why_not_paid(short: Mapping[int, Short], *, budgets: Mapping[int, Budget]) -> str:
    """Return in words what a statement does not pay, why, and what happens next; empty when it pays all."""
    said = [
        f"Chưa trả {_counted(one.items)}, {format_vnd(one.gross_vnd)}, từ ngày {one.since:%d/%m/%Y}:"
        f" {_why(year, one, budgets.get(year))}."
        for year, one in sorted(short.items())
    ]
    if not said:
        return ""
    return " ".join([*said, "Duyệt dự toán bổ sung thì bảng tiếp theo trả, theo thứ tự ngày thực hiện."])


def _why(year: int, short: Short, budget: Budget | None) -> str:
    if budget is None:
        return f"chưa có dự toán được duyệt cho năm {year}"
    named = f"dự toán năm {year}" + (f" (số {budget.number})" if budget.number else "")
    if budget.until is not None and short.since > budget.until:
        return f"{named} chỉ đến hết ngày {budget.until:%d/%m/%Y}"
    return f"{named}, {format_vnd(budget.amount_vnd)}, không còn đủ"


def _counted(items: int) -> str:
    return f"{items:,} việc".replace(",", ".")
