"""What scanners, keyboards and pastes do to a text, undone where that is certain."""

import re
import unicodedata
from dataclasses import dataclass

from cuamo.kernel.text import fold, telex_cleanup

_NOISE = re.compile(r"[\ufeff\u200b-\u200f\u2060\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_PIPES = str.maketrans({"｜": "|", "¦": "|", "│": "|", "∣": "|"})
_MISREAD = re.compile(r"[\u00c2-\u00c6\u00e1][\u0080-\u00bf\u0152-\u0161\u0178\u2013-\u2122\u02c6\u02dc]")
"""The first two bytes of an accented letter, shown as letters of Windows-1252."""
_MENDED = (
    "card.misread",
    "Chữ có dấu bị đọc sai bảng mã và đã được sửa lại. So với thẻ, và đặt máy quét ở UTF-8.",
    "Accented letters came in the wrong alphabet and were mended. Compare with the card; set the scanner to"
    " UTF-8.",
)


@dataclass(frozen=True)
class Scan:
    """A scan as text, and what had to be mended: `(code, vi, en)` or nothing."""

    text: str
    mended: tuple[str, str, str] | None = None


def clean_scan(text: str) -> Scan:
    """Return the first whole card text of what a scanner or a paste gave."""
    mended = _in_right_alphabet(text.strip().lstrip("\ufeff"))
    text = _NOISE.sub("", (mended or text).translate(_PIPES)).strip().strip("\"'")
    lines = [line for line in text.splitlines() if line.strip()]
    whole = next((line for line in lines if line.count("|") >= 6), " ".join(lines))
    return Scan(unicodedata.normalize("NFC", whole).strip(), _MENDED if mended else None)


def looks_mangled(text: str) -> bool:
    """Return whether words still carry Telex keys, broken letters or signs no name or address has."""
    if "\ufffd" in text or re.search(r"\w\?|\?\w", text) or _MISREAD.search(text):
        return True
    return any(
        telex_cleanup(word) != fold(word) for word in text.split() if word.isalpha() and word.isascii()
    )


def _in_right_alphabet(text: str) -> str | None:
    """Return the text when it is UTF-8 that was shown byte by byte; None when it is not.

    Accented letters that came through right are never valid UTF-8 when taken as bytes.
    """
    if text.isascii():
        return None
    try:
        return _bytes(text).decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return None


def _bytes(text: str) -> bytes:
    """Return the bytes that Windows-1252 (or, where it has a gap, Latin-1) showed as these characters."""
    parts = []
    for char in text:
        try:
            parts.append(char.encode("cp1252"))
        except UnicodeEncodeError:
            parts.append(char.encode("latin-1"))
    return b"".join(parts)
