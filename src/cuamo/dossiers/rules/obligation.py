"""What a demand for money found while deciding must say."""

from collections.abc import Mapping, Sequence
from typing import Any

from cuamo.kernel.errors import Invalid

MOST_VND = 10_000_000_000


def check_lines(lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the lines as a payment request takes them: every one with its name, basis and amount.

    Args:
        lines: `name_vi`, `amount_vnd` in whole đồng (a number or its digits), `law`.
    Raises:
        Invalid: nothing is asked for, or a line lacks its name, its basis or an amount above zero.
    """
    clean = []
    for place, line in enumerate(lines):
        name = str(line.get("name_vi", "")).strip()[:300]
        law = str(line.get("law", "")).strip()[:500]
        amount_vnd = _dong(line.get("amount_vnd"))
        if not name or not law or amount_vnd is None:
            raise Invalid(
                "obligation.line",
                f"Khoản {place + 1}: cần tên khoản, căn cứ và số tiền lớn hơn 0.",
                f"Line {place + 1}: name, basis and an amount above 0 are needed.",
                where="lines",
                hint_vi="Ghi số tiền bằng chữ số, ví dụ 150000.",
                hint_en="Write the amount in digits, for example 150000.",
            )
        clean.append(
            {
                "key": f"obligation-{place + 1}",
                "name_vi": name,
                "kind": "OBLIGATION",
                "setter": "AUTHORITY",
                "citizen_vnd": amount_vnd,
                "reason_vi": law,
            }
        )
    if not clean:
        raise Invalid(
            "obligation.empty", "Chưa có khoản nào phải trả.", "There is nothing to pay.", where="lines"
        )
    return clean


def _dong(value: object) -> int | None:
    text = str(value if value is not None else "").replace(".", "").replace(" ", "").strip()
    if not text.isascii() or not text.isdigit():
        return None
    amount_vnd = int(text[:20])
    return amount_vnd if 0 < amount_vnd <= MOST_VND else None
