"""Cash on the table."""

import re

from cuamo.kernel.errors import Invalid
from cuamo.kernel.money import format_vnd

LARGEST_NOTE_VND = 500_000
NOTES_VND = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000)


def change_of(*, owed_vnd: int, tendered_vnd: int) -> int:
    """Return the change to give (tiền thối lại).

    Raises:
        Invalid: too little was given, or so much that one note less would have been enough.
    """
    change_vnd = tendered_vnd - owed_vnd
    if change_vnd < 0:
        short = format_vnd(-change_vnd)
        raise Invalid(
            "cash.short",
            f"Còn thiếu {short}. Tiền phải trả là {format_vnd(owed_vnd)}.",
            f"{short} is missing. {format_vnd(owed_vnd)} is owed.",
            where="tendered_vnd",
        )
    if change_vnd >= LARGEST_NOTE_VND:
        raise Invalid(
            "cash.too_much",
            f"Số tiền đưa {format_vnd(tendered_vnd)} lớn quá, có thể gõ nhầm. Đếm lại.",
            f"{format_vnd(tendered_vnd)} is far more than owed, maybe mistyped. Count again.",
            where="tendered_vnd",
        )
    return change_vnd


def likely_tenders(owed_vnd: int) -> list[int]:
    """Return up to five amounts a payer is likely to put down, the exact one first (ux Q9: keys 1–5)."""
    rounded = {-(-owed_vnd // note) * note for note in NOTES_VND}
    above = sorted(amount for amount in rounded if 0 < amount - owed_vnd < LARGEST_NOTE_VND)
    return [owed_vnd, *above][:5]


def plain_number(text: str) -> str:
    """Return a seal's or slip's number as it is kept: capitals, no spaces; empty when it cannot be one."""
    plain = re.sub(r"\s+", "", text).upper()
    return plain if re.fullmatch(r"[A-Z0-9][A-Z0-9./-]{2,39}", plain, re.ASCII) else ""
