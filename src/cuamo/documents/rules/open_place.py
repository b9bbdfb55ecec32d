"""A place on a printed page that is left empty until after the first signature: number and day."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

A4_HEIGHT = 297 * 72 / 25.4
NUMBER, ISSUED = "number", "issued"
FIELDS = {NUMBER: "SoKyHieu", ISSUED: "NgayBanHanh"}
"""Names of the form fields in the PDF."""
SEAL_FIELD = "DauCoQuan"


@dataclass(frozen=True)
class OpenPlace:
    """A box of one line, in points from the lower left corner of its page (counted from 0)."""

    name: str
    page: int
    box: tuple[int, int, int, int]

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "OpenPlace":
        """Read what the sheet says of it: from the upper left corner of an A4 page, in points."""
        left, top = float(said["left"]), float(said["top"])
        box = (left, A4_HEIGHT - top - said["height"], left + said["width"], A4_HEIGHT - top)
        return cls(str(said["name"]), int(said["page"]) - 1, tuple(round(value) for value in box))  # type: ignore[arg-type]  # four of them

    @property
    def field(self) -> str:
        """Return the name of its form field."""
        return FIELDS[self.name]

    @property
    def size(self) -> tuple[int, int]:
        """Return width and height."""
        left, bottom, right, top = self.box
        return right - left, top - bottom


def number_line(number: str) -> str:
    """Return the line of number and symbol (số, ký hiệu): `Số: 12/2026/…`.

    Law: Decree 30/2020/NĐ-CP, Annex I.
    """
    return f"Số: {number}"


def issued_line(place: str, day: str) -> str:
    """Return the line of place and day (địa danh, thời gian ban hành); a nought before days 1–9, months 1–2.

    Args:
        day: `26/11/2026`.
    Law: Decree 30/2020/NĐ-CP, Annex I.
    """
    of_month, month, year = day.split("/")
    shown = str(int(month)) if int(month) > 2 else month
    return f"{place}, ngày {of_month} tháng {shown} năm {year}"
