"""Dossier code (mã hồ sơ): agency – day – number; the classic and the new form are both read."""

import re
from dataclasses import dataclass
from datetime import date

from cuamo.kernel.identifiers.errors import InvalidIdentifier

_AGENCY = r"(?:000\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}|[A-Z][0-9]{2}(?:\.[0-9]{1,3}){0,5})"
AGENCY = re.compile(_AGENCY)
_CODE = re.compile(rf"({_AGENCY})-([0-9]{{6}}|[0-9]{{8}})-([0-9]{{4,7}})")
_FOUND = re.compile(rf"(?<![A-Z0-9.]){_AGENCY}-(?:[0-9]{{8}}|[0-9]{{6}})-[0-9]{{4,7}}(?![0-9-])")


@dataclass(frozen=True)
class DossierCode:
    """The parts of a dossier code."""

    agency: str
    day: date
    number: int


def make(agency: str, on: date, number: int) -> str:
    """Return a code of the new form: `G09.20-20260609-0092637`.

    Raises:
        ValueError: `agency` is no agency identifier, or `number` has more than seven digits.
    """
    if not AGENCY.fullmatch(agency):
        raise ValueError(f"{agency!r} is no agency identifier such as H26.16")
    if not 1 <= number <= 9_999_999:
        raise ValueError(f"a dossier number runs from 1 to 9999999, got {number}")
    return f"{agency}-{on:%Y%m%d}-{number:07d}"


def check(text: str) -> str:
    """Return the code in capitals without spaces.

    Raises:
        InvalidIdentifier: not a dossier code, or its day is in no calendar.
    """
    parse(text)
    return _tidy(text)


def parse(text: str) -> DossierCode:
    """Return the parts of a code.

    Raises:
        InvalidIdentifier: as `check`.
    """
    match = _CODE.fullmatch(_tidy(text))
    if match is None:
        raise InvalidIdentifier(
            "dossier_code.shape",
            "Mã hồ sơ có dạng H26.16-20261124-0000123.",
            "A dossier code looks like H26.16-20261124-0000123.",
            where="code",
            hint_vi="Chép lại mã trên phiếu tiếp nhận, hoặc quét mã QR trên phiếu.",
            hint_en="Copy the code from the receipt, or scan the QR on it.",
        )
    agency, day, number = match.groups()
    try:
        on = date.fromisoformat(day if len(day) == 8 else f"20{day}")
    except ValueError:
        raise InvalidIdentifier(
            "dossier_code.day",
            f"Phần ngày {day} của mã hồ sơ không có trong lịch.",
            f"The day {day} in the dossier code is in no calendar.",
            where="code",
            hint_vi="So lại mã trên phiếu tiếp nhận.",
            hint_en="Compare the code with the receipt.",
        ) from None
    return DossierCode(agency, on, int(number))


def _tidy(text: str) -> str:
    return re.sub(r"[‐‑‒–—−]", "-", re.sub(r"\s+", "", text)).upper()


def find(text: str) -> list[str]:
    """Return every dossier code that stands in a longer text, each once, in its order.

    What only looks like one, with a day that is in no calendar, is left out.
    """
    found: dict[str, None] = {}
    for match in _FOUND.finditer(text.upper()):
        try:
            found[check(match[0])] = None
        except InvalidIdentifier:
            continue
    return list(found)
