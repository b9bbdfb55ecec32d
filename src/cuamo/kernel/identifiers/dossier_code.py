"""Codes of dossiers (mã hồ sơ)."""

import re

from cuamo.kernel.errors import Invalid

PATTERN = re.compile(
    r"(?:000\.\d{2}\.\d{2}\.[A-Z]\d{2}|[A-Z]\d{2}(?:\.\d{1,3}){0,5})-(?:\d{6}|\d{8})-\d{4,7}", re.ASCII
)


def check(text: str) -> str:
    """Return the code in capitals without spaces: `H26.16-20261124-0000123` or `000.00.01.H26-260930-0012`.

    Raises:
        Invalid: it does not look like a dossier code.
    """
    value = re.sub(r"\s", "", text).upper()
    if not PATTERN.fullmatch(value):
        raise Invalid(
            "dossier_code.form",
            f"Mã hồ sơ “{value[:40]}” chưa đúng.",
            f"The dossier code “{value[:40]}” is not right.",
            where="code",
            hint_vi="Mã có dạng H26.16-20261124-0000123, in đậm trên phiếu.",
            hint_en="It looks like H26.16-20261124-0000123, in bold on the slip.",
        )
    return value


def make(identifier: str, day: str, number: int) -> str:
    """Return a code of a unit, a day `yyyymmdd` and a running number."""
    return check(f"{identifier}-{day}-{number:07d}")
