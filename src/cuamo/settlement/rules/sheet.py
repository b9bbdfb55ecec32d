"""The accounting sheet of a statement: its columns, and cells no spreadsheet takes for formulas."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

Cell = str | int | date | None
COLUMNS = (
    ("STT", 6),
    ("Ngày thực hiện", 14),
    ("Loại dòng", 14),
    ("Dịch vụ hoặc lỗi", 28),
    ("Mã vận đơn", 18),
    ("Mã hồ sơ", 26),
    ("Mã phường, xã", 14),
    ("Nơi gửi", 14),
    ("Chứng cứ", 14),
    ("Mã bàn giao", 38),
    ("Tiền chưa thuế (đồng)", 18),
    ("Thuế GTGT (đồng)", 16),
    ("Cộng (đồng)", 16),
    ("Thành phố trả (đồng)", 18),
    ("Bên trả", 22),
    ("Chờ dự toán", 12),
    ("Căn cứ, lý do", 60),
    ("Nguồn", 40),
    ("Hợp đồng", 30),
)
"""Headings with their width in characters."""
AMOUNTS = range(10, 14)
"""Where money stands in a row."""
LABEL, CODE = 4, 5
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """Return a text no spreadsheet reads as a formula: an apostrophe comes before a sign that begins one."""
    return f"'{text}" if text.lstrip(" ").startswith(RISKY) else text


def columns_for(*, operator: bool) -> list[tuple[str, int]]:
    """Return the headings; an operator's sheet has no code of a dossier where a label names the act."""
    if not operator:
        return list(COLUMNS)
    named = [("Mã vận đơn hoặc hồ sơ", 26) if at == LABEL else one for at, one in enumerate(COLUMNS)]
    return [one for at, one in enumerate(named) if at != CODE]


def for_operator(cells: list[Cell]) -> list[Cell]:
    """Return the cells of a row as its operator gets them, in the order of `columns_for`."""
    named = [*cells]
    named[LABEL] = cells[LABEL] or cells[CODE]
    return named[:CODE] + named[CODE + 1 :]


def city_pays(row: Mapping[str, Any]) -> int:
    """Return what of a line the city pays the operator in đồng; together the payable of the statement."""
    if row["waits"] or (row["kind"] == "SERVICE" and row["payer"] != "CITY"):
        return 0
    return int(row["net_vnd"]) + int(row["vat_vnd"])


def total_of(sums: Sequence[int]) -> list[Cell]:
    """Return the last row: the sums of the columns of money, in the order of `COLUMNS`."""
    cells: list[Cell] = [None] * len(COLUMNS)
    cells[2] = "Tổng cộng"
    for at, amount in zip(AMOUNTS, sums, strict=True):
        cells[at] = amount
    return cells


def cells_of(number: int, row: Mapping[str, Any], *, labels: Mapping[str, Mapping[str, str]]) -> list[Cell]:
    """Return one line as cells in the order of `COLUMNS`; money as whole numbers.

    Args:
        row: as `selectors.statements.all_lines` gives it.
        labels: words for kinds, faults, services, payers and proofs.
    """
    what = labels["fault"].get(row["fault"]) or labels["service"].get(row["item__service"] or "", "")
    return [
        number,
        row["acted_on"],
        labels["kind"][row["kind"]],
        what,
        row["item__label"] or "",
        row["item__subject_code"] or "",
        row["item__ward_code"] or "",
        row["item__unit_code"] or "",
        labels["proof"].get(row["item__proof"] or "", ""),
        str(row["item__hand_over_id"] or ""),
        row["net_vnd"],
        row["vat_vnd"],
        row["net_vnd"] + row["vat_vnd"],
        city_pays(row),
        labels["payer"][row["payer"]] if row["kind"] == "SERVICE" else "",
        "Có" if row["waits"] else "",
        row["words"],
        row["source"],
        row["contract__number"] or "",
    ]
