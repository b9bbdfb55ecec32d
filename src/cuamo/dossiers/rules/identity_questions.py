"""Identity on the phone: two of three questions, answered by what only the person knows: pure."""

import hmac
import re

ASKED = ("ID", "BIRTH", "PHONE")
NEEDED = 2


def right_answers(*, kept: dict[str, str], said: dict[str, str]) -> list[str]:
    """Return which of the questions are answered rightly.

    Args:
        kept: `ID` the personal id or paper's number, `BIRTH` the birth date (ISO, may be partial), `PHONE`.
        said: last four of the number, birth date or year as spoken, last four of the phone.
    """
    right = []
    for key in ("ID", "PHONE"):
        digits, known = _digits(said.get(key, "")), _digits(kept.get(key, ""))[-4:]
        if len(digits) == 4 == len(known) and hmac.compare_digest(digits, known):
            right.append(key)
    spoken, born = _date(said.get("BIRTH", "")), kept.get("BIRTH", "")
    if spoken and born and hmac.compare_digest(spoken, born):
        right.append("BIRTH")
    return [key for key in ASKED if key in right]


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


def _date(text: str) -> str:
    """Return a spoken date as it is kept: `12/3/1949` → `1949-03-12`; empty when it is none."""
    parts = re.findall(r"[0-9]+", text)
    if not parts or len(parts) > 3 or len(parts[-1]) != 4:
        return ""
    return "-".join([parts[-1], *(part.zfill(2) for part in reversed(parts[:-1]))])
