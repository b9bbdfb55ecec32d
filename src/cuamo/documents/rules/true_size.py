"""How large a scanned paper is on the table, and with how many dots each inch of it was taken."""

from dataclasses import dataclass
from enum import StrEnum

LEAST_DPI = 200
"""Dots per inch a digitised copy needs. Law: Decree 30/2020/NĐ-CP, Annex I (digitised copy of a paper)."""
MM_PER_INCH = 25.4
NEAR = 0.04
"""How far the shape of a photograph may be off the shape of the paper it shows."""


class PaperSize(StrEnum):
    """Sizes an officer tells apart; a picture does not know how large its paper was."""

    A4 = "A4"
    A5 = "A5"
    A3 = "A3"
    CARD = "CARD"
    AS_SCANNED = "AS_SCANNED"
    """As the scanner says, or 200 dots to the inch where nothing says."""


SIZE_NAMES = {
    PaperSize.A4: "A4",
    PaperSize.A5: "A5",
    PaperSize.A3: "A3",
    PaperSize.CARD: "Thẻ (85,6 × 54 mm)",
    PaperSize.AS_SCANNED: "Theo bản quét",
}
SIZES_MM = {
    PaperSize.A4: (210.0, 297.0),
    PaperSize.A5: (148.0, 210.0),
    PaperSize.A3: (297.0, 420.0),
    PaperSize.CARD: (53.98, 85.6),
}
"""Shorter and longer side."""


@dataclass(frozen=True)
class PageMeasure:
    """One page of a copy: how large it is, one to one, and how finely it was taken."""

    page: int
    """From 1."""
    width_mm: float
    height_mm: float
    dpi: int | None
    """None where the page is no picture: a file that was never paper."""
    colour: bool

    @property
    def fault(self) -> str:
        """What the law does not let pass, in words; empty when nothing."""
        if self.dpi is not None and self.dpi < LEAST_DPI:
            return f"Trang {self.page} chỉ có {self.dpi} điểm mỗi inch, cần ít nhất {LEAST_DPI}."
        if not self.colour:
            return f"Trang {self.page} quét đen trắng, cần quét màu."
        return ""


def guessed_size(width: int, height: int) -> PaperSize:
    """Return what paper a picture of this shape most likely shows; the A sizes share theirs: A4."""
    shape = max(width, height) / max(1, min(width, height))
    for size in (PaperSize.A4, PaperSize.CARD):
        short, long = SIZES_MM[size]
        if abs(shape / (long / short) - 1) <= NEAR:
            return size
    return PaperSize.AS_SCANNED


def laid_out(width: int, height: int, size: PaperSize) -> tuple[float, float]:
    """Return width and height in mm of a picture of `width` by `height` pixels, one to one with its paper.

    The picture keeps its shape and fills the shorter side of the paper.
    """
    if size is PaperSize.AS_SCANNED:
        return width * MM_PER_INCH / LEAST_DPI, height * MM_PER_INCH / LEAST_DPI
    scale = SIZES_MM[size][0] / min(width, height)
    return width * scale, height * scale


def dots_per_inch(pixels: int, mm: float) -> int:
    """Return how many dots an inch has, rounded; the least bit over 199.5 passes as 200."""
    return round(pixels * MM_PER_INCH / mm)
