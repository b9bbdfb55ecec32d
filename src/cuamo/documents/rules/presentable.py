"""Turn values into what is printed: Vietnamese dates, times and money; text without what breaks a line."""

import re
import unicodedata
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
LONGEST_WORD = 30
_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD},}}")
_VERBATIM = frozenset({"track_url", "check_url", "page_url", "payload", "code", "number", "signed_at"})


def presentable(value: Any, key: str = "") -> Any:
    """Return `value` as the sheets want it: text, whole numbers, true and false, lists and tables of those.

    A moment becomes `09:12 ngày 24/11/2026` (Hanoi), a date `24/11/2026`, a whole number under a key
    ending in `_vnd` becomes `8.000 ₫`. Text is composed (NFC), without control characters, and words
    longer than a line may break.
    """
    if isinstance(value, dict):
        return {str(name): presentable(item, str(name)) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [presentable(item, key) for item in value]
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, datetime):
        return moment_words(value)
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, int):
        return f"{value:,}".replace(",", ".") + "\u00a0₫" if key.endswith("_vnd") else value
    return _text(str(value), breakable=key not in _VERBATIM)


def moment_words(moment: datetime) -> str:
    """Return `09:12 ngày 24/11/2026` in Hanoi's time."""
    return f"{moment.astimezone(HANOI):%H:%M ngày %d/%m/%Y}"


def _text(text: str, *, breakable: bool) -> str:
    composed = unicodedata.normalize("NFC", text)
    clean = "".join(" " if letter in "\t\r\n\v\f\u2028\u2029" else letter for letter in composed)
    kept = "".join(
        letter for letter in clean if unicodedata.category(letter) not in {"Cc", "Cf", "Co", "Cs", "Cn"}
    )
    return _LONG_WORD.sub(_with_breaks, kept) if breakable else kept


def _with_breaks(word: re.Match[str]) -> str:
    letters = word.group()
    return "\u200b".join(letters[start : start + 10] for start in range(0, len(letters), 10))
