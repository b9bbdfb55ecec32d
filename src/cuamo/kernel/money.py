"""Money is whole đồng; this is how it is written and read."""

import re

DONG = "₫"
MAX_VND = 10**15
"""Above any sum the product ever handles; a larger number is a typing error."""

_GROUPED = re.compile(r"[0-9]{1,3}(?:([.,\s])[0-9]{3})(?:\1[0-9]{3})*|[0-9]+")
_UNIT = re.compile(r"\s*(?:₫|đồng|đ|dong|vnđ|vnd|d)\s*$", re.IGNORECASE)


def format_vnd(amount_vnd: int) -> str:
    """Write an amount the Vietnamese way: 8000 is `8.000 ₫`."""
    return f"{amount_vnd:,}".replace(",", ".") + f" {DONG}"


def parse_vnd(text: str) -> int:
    """Read an amount as people write it: `8.000 ₫`, `8,000đ`, `8 000`, `8000`.

    Raises:
        ValueError: not a whole amount of đồng, or larger than `MAX_VND`.
    """
    digits = _UNIT.sub("", text.strip())
    if not _GROUPED.fullmatch(digits):
        raise ValueError(f"{text[:40]!r} is not an amount in whole đồng; write 8.000 or 8000")
    amount_vnd = int(re.sub(r"[^0-9]", "", digits)) if len(digits) <= 25 else MAX_VND + 1
    if amount_vnd > MAX_VND:
        raise ValueError(f"{text[:40]!r} is larger than any amount handled here")
    return amount_vnd
