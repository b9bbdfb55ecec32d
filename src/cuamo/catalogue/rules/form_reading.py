"""Read what people write, and say it back: dates with unknown days, money in words, choices by name."""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from cuamo.catalogue.rules.form_files import say_file, say_signature
from cuamo.kernel.money import format_vnd

_ISO = re.compile(r"^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$")
_SPOKEN = re.compile(r"^(?:(?:(\d{1,2})[/.\-\s])?(\d{1,2})[/.\-\s])?(\d{4})$")
_TOGETHER = re.compile(r"^(\d{2})(\d{2})(\d{4})$")
_MONEY = re.compile(r"^(\d[\d.,\s]*?)\s*(nghìn|ngàn|k|triệu|tr|tỷ|tỉ)?\s*(?:đồng|vnđ|vnd|đ|₫)?$")
_SCALE = {"nghìn": 1_000, "ngàn": 1_000, "k": 1_000, "triệu": 1_000_000, "tr": 1_000_000}
_SCALE |= {"tỷ": 1_000_000_000, "tỉ": 1_000_000_000}
_SEXES = {
    "nam": "MALE",
    "male": "MALE",
    "m": "MALE",
    "nữ": "FEMALE",
    "nu": "FEMALE",
    "female": "FEMALE",
    "f": "FEMALE",
}
YEARS = range(1880, 2101)


class Sayable(Protocol):
    """What is needed of a field to say its value."""

    @property
    def type(self) -> str: ...
    @property
    def options(self) -> Any: ...
    @property
    def columns(self) -> Any: ...


def read_date(raw: object) -> str:
    """Return a date as `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, or an empty text when it is none.

    Understands 20/03/1949, 20-3-1949, 20031949, 03/1949, 1949, ISO, zeros for what is unknown, and the three
    boxes day, month, year. The day counts only together with its month.
    """
    found = _parts_of_date(raw)
    if found is None:
        return ""
    day, month, year = found
    if year not in YEARS or month > 12 or (day and not month):
        return ""
    if month and day > monthrange(year, month)[1]:
        return ""
    if not month:
        return f"{year:04d}"
    return f"{year:04d}-{month:02d}-{day:02d}" if day else f"{year:04d}-{month:02d}"


def date_as_typed(raw: object) -> str:
    """Return the person's own words of a date, boxes joined, to show them again."""
    if isinstance(raw, Mapping):
        texts = [str(raw.get(box) or "").strip() for box in ("day", "month", "year")]
        return "/".join(text or "…" for text in texts) if any(texts) else ""
    return "" if raw is None else str(raw).strip()


def read_money(raw: object) -> int | None:
    """Return whole đồng out of 100.000.000, 100 triệu, 1,5 tỷ or 20tr; None when it cannot be told."""
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int):
        return raw
    found = _MONEY.match(str(raw).strip().lower())
    if not found:
        return None
    figures, scale = found.group(1).replace(" ", ""), found.group(2)
    if scale:
        whole, _, part = figures.replace(".", ",").partition(",")
        if "," in part or len(part) > 6:
            return None
        part_vnd: int = int(part or 0) * _SCALE[scale] // 10 ** len(part)
        return int(whole) * _SCALE[scale] + part_vnd
    if not re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+|\d+", figures):
        return None
    return int(re.sub(r"\D", "", figures))


def read_sex(raw: str) -> str:
    """Return MALE or FEMALE out of Nam, Nữ and their kin; other words come back as they are."""
    return _SEXES.get(raw.strip().lower(), raw.strip())


def say_date(moment: str) -> str:
    """Return 20/03/1949, 03/1949 or 1949."""
    return "/".join(reversed(moment.split("-")))


def say_value(field: Sayable, value: Any) -> tuple[str, str] | None:
    """Return a value in Vietnamese and English words, or None when nothing was stated."""
    if value is None or value in ("", [], {}):
        return None
    if field.type == "checkbox":
        return ("Có", "Yes") if value is True else ("Không", "No")
    if field.type == "enum":
        return _label(field.options, value)
    if field.type == "multi":
        said = [_label(field.options, item) for item in value]
        return ", ".join(vi for vi, _ in said), ", ".join(en for _, en in said)
    if field.type == "file":
        return say_file(value)
    if field.type == "signature":
        return say_signature(value)
    if field.type == "table":
        rows = [_say_row(field.columns, row) for row in value]
        return "\n".join(vi for vi, _ in rows), "\n".join(en for _, en in rows)
    if field.type == "date":
        return say_date(str(value)), say_date(str(value))
    if field.type == "money" and isinstance(value, int):
        return format_vnd(value), format_vnd(value)
    if field.type == "phone" and isinstance(value, str) and re.fullmatch(r"0\d{9}", value):
        spaced = f"{value[:4]} {value[4:7]} {value[7:]}"
        return spaced, spaced
    return str(value), str(value)


def _say_row(columns: Any, row: Mapping[str, Any]) -> tuple[str, str]:
    said = [say_value(_Cell(column), row.get(column.key)) for column in columns]
    stated = [pair for pair in said if pair]
    return ", ".join(vi for vi, _ in stated), ", ".join(en for _, en in stated)


class _Cell:
    def __init__(self, column: Any) -> None:
        self.type: str = column.type
        self.options = column.options
        self.columns: tuple[()] = ()


def _label(options: Any, value: Any) -> tuple[str, str]:
    found = next((option for option in options if option.value == value), None)
    return (found.label_vi, found.label_en) if found else (str(value), str(value))


def _parts_of_date(raw: object) -> tuple[int, int, int] | None:
    if isinstance(raw, date):
        return raw.day, raw.month, raw.year
    if isinstance(raw, Mapping):
        texts = [str(raw.get(box) or "").strip() for box in ("day", "month", "year")]
        if not all(re.fullmatch(r"\d{0,4}", text) for text in texts) or len(texts[2]) != 4:
            return None
        day, month, year = (int(text or 0) for text in texts)
        return day, month, year
    text = re.sub(r"\s*([/.\-])\s*", r"\1", str(raw or "").strip())
    if found := _ISO.match(text):
        return int(found[3] or 0), int(found[2] or 0), int(found[1])
    if found := _TOGETHER.match(text) or _SPOKEN.match(text):
        return int(found[1] or 0), int(found[2] or 0), int(found[3])
    return None
