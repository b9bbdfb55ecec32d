"""Lay a photographed page straight: turned, level, cut to the paper, with its contrast back.

Nothing is decided by what stands on it; colours and stamps stay, since officers look at this picture.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageFilter, ImageOps, ImageStat

from cuamo.documents.rules.reading.straighten import STEEPEST, even, skew

SMALL = 400
LEAST_ANGLE = 0.5
"""Degrees; less is not seen."""
LEAST_APART = 60
"""Grey steps between paper and table, for its edge to be believed."""
TABLE = 0.6
"""Share of the picture's border that is table when the whole paper lies inside."""
FILLED = 0.85
"""Share of its box a paper fills when it is a rectangle lying straight."""
SMALLEST_PAPER, WHOLE_PICTURE = 0.2, 0.97
GREY_PAPER = 200


@dataclass(frozen=True)
class Edits:
    """What was done to a page as it came; nothing at all by default."""

    turn: int = 0
    """Degrees clockwise: 0, 90, 180 or 270; done first."""
    angle: float = 0.0
    """Degrees the lines fell to the right and were lifted by."""
    box: tuple[float, float, float, float] | None = None
    """Left, top, right, bottom of what was kept, as shares of the turned and levelled picture."""
    contrast: bool = False

    @property
    def nothing(self) -> bool:
        """True when the page stays as it came."""
        return self == Edits()

    @property
    def said(self) -> tuple[str, str]:
        """What was done, in Vietnamese and English; empty when nothing."""
        done = []
        if self.turn:
            done.append((f"xoay {self.turn}°", f"turned {self.turn}°"))
        if self.angle:
            done.append(("chỉnh thẳng", "straightened"))
        if self.box:
            done.append(("cắt theo mép giấy", "cut to the paper"))
        if self.contrast:
            done.append(("làm rõ nét chữ", "contrast raised"))
        return ", ".join(vi for vi, _ in done), ", ".join(en for _, en in done)

    def as_json(self) -> dict[str, Any]:
        """Return it the way it is kept; empty when nothing was done."""
        if self.nothing:
            return {}
        return {
            "turn": self.turn,
            "angle": self.angle,
            "box": list(self.box) if self.box else None,
            "contrast": self.contrast,
        }


def edits_from(kept: Mapping[str, Any]) -> Edits:
    """Return the edits `as_json` has written."""
    box = kept.get("box")
    return Edits(
        turn=int(kept.get("turn", 0)),
        angle=float(kept.get("angle", 0.0)),
        box=(box[0], box[1], box[2], box[3]) if box else None,
        contrast=bool(kept.get("contrast", False)),
    )


def edits_for(page: Image.Image, *, turn: int = 0) -> Edits:
    """Return what this page needs to lie straight and full; nothing where it does, or where nothing is sure.

    Args:
        turn: degrees clockwise it is known to lie turned by, from a bar code or from being read.
    """
    small = page.copy()
    small.thumbnail((SMALL * 3, SMALL * 3), Image.Resampling.BOX)
    small = _turned(small, turn)
    angle = round(skew(even(small.convert("L"))), 2) if min(small.size) >= SMALL // 2 else 0.0
    if not LEAST_ANGLE <= abs(angle) < STEEPEST:
        angle = 0.0
    level = _levelled(small, angle)
    box = paper_box(level)
    kept = _cut(level, box)
    return Edits(turn=turn, angle=angle, box=box, contrast=_is_grey(kept))


def arranged(page: Image.Image, edits: Edits) -> Image.Image:
    """Return the page with the edits done."""
    done = _cut(_levelled(_turned(page, edits.turn), edits.angle), edits.box)
    return ImageOps.autocontrast(done, cutoff=(0.2, 2), preserve_tone=True) if edits.contrast else done


def paper_box(page: Image.Image) -> tuple[float, float, float, float] | None:
    """Return where one bright sheet lies on a darker table, as shares; None where that is not sure."""
    grey = page.convert("L")
    grey.thumbnail((SMALL, SMALL), Image.Resampling.BOX)
    levels = grey.histogram()
    level = _between(levels)
    dark, bright = _mean(levels, 0, level), _mean(levels, level, 256)
    if bright - dark < LEAST_APART:
        return None
    sheet = grey.point([255 if step >= level else 0 for step in range(256)])
    if _border_share(sheet, dark=True) < TABLE:
        return None
    sheet = sheet.filter(ImageFilter.MaxFilter(9)).filter(ImageFilter.MinFilter(9))
    sheet = sheet.filter(ImageFilter.MinFilter(7)).filter(ImageFilter.MaxFilter(7))
    box = sheet.getbbox()
    if box is None:
        return None
    area = (box[2] - box[0]) * (box[3] - box[1])
    if not SMALLEST_PAPER <= area / (grey.width * grey.height) <= WHOLE_PICTURE:
        return None
    if sheet.crop(box).histogram()[255] < FILLED * area:
        return None
    return (
        round(box[0] / grey.width, 4),
        round(box[1] / grey.height, 4),
        round(box[2] / grey.width, 4),
        round(box[3] / grey.height, 4),
    )


def _turned(page: Image.Image, turn: int) -> Image.Image:
    ways = {
        90: Image.Transpose.ROTATE_270,
        180: Image.Transpose.ROTATE_180,
        270: Image.Transpose.ROTATE_90,
    }
    return page.transpose(ways[turn]) if turn in ways else page


def _levelled(page: Image.Image, angle: float) -> Image.Image:
    if not angle:
        return page
    return page.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=_edge_colour(page))


def _edge_colour(page: Image.Image) -> int | tuple[int, ...]:
    """Return the colour what lies around the paper has: the new corners look like the rest of the table."""
    small = page.resize((32, 32), Image.Resampling.BOX)
    inside = Image.new("L", small.size, 255)
    inside.paste(0, (1, 1, 31, 31))
    colour = [int(value) for value in ImageStat.Stat(small, inside).median]
    return colour[0] if len(colour) == 1 else tuple(colour)


def _cut(page: Image.Image, box: tuple[float, float, float, float] | None) -> Image.Image:
    if box is None:
        return page
    left, top, right, bottom = box
    return page.crop(
        (
            round(left * page.width),
            round(top * page.height),
            round(right * page.width),
            round(bottom * page.height),
        )
    )


def _is_grey(page: Image.Image) -> bool:
    """Return whether bare paper is so dark that letters gain from more contrast."""
    levels = page.convert("L").histogram()
    wanted, seen = 0.9 * sum(levels), 0
    for level, count in enumerate(levels):
        seen += count
        if seen >= wanted:
            return level < GREY_PAPER
    return False


def _between(levels: list[int]) -> int:
    """Return the level that parts dark from bright best (Otsu's)."""
    total, whole = sum(levels), sum(level * count for level, count in enumerate(levels))
    best, found, under, weight = 0.0, 128, 0, 0
    for level, count in enumerate(levels):
        under += count
        weight += level * count
        if not under or under == total:
            continue
        apart = weight / under - (whole - weight) / (total - under)
        spread = under * (total - under) * apart * apart
        if spread > best:
            best, found = spread, level + 1
    return found


def _mean(levels: list[int], first: int, last: int) -> float:
    count = sum(levels[first:last])
    return sum(level * levels[level] for level in range(first, last)) / count if count else 0.0


def _border_share(sheet: Image.Image, *, dark: bool) -> float:
    width, height = sheet.size
    strips = [
        (0, 0, width, 2),
        (0, height - 2, width, height),
        (0, 0, 2, height),
        (width - 2, 0, width, height),
    ]
    counts = [sheet.crop(strip).histogram() for strip in strips]
    wanted = sum(count[0 if dark else 255] for count in counts)
    return wanted / max(1, sum(sum(count) for count in counts))


__all__ = ["Edits", "arranged", "edits_for", "edits_from", "paper_box"]
