"""Make a photo of a paper readable: even light, no red stamp, lines level."""

import itertools
import math
from dataclasses import dataclass

from PIL import Image, ImageFilter, ImageMath, ImageOps

LONGEST = 2100
"""Pixels of the longer side that is read: an A4 page at about 180 dpi."""
SHORTEST = 1500
STEEPEST = 10.0
"""Degrees; a paper lying more askew than this is to be photographed again."""
_SMALL = 700


@dataclass(frozen=True)
class Straight:
    """A page ready to be read, and how to find its places on the page as it was given."""

    image: Image.Image
    angle: float
    """Degrees the lines were askew, clockwise positive."""
    scale: float
    """Pixels here for one pixel of the given page."""
    given: tuple[int, int]

    def place(self, box: tuple[int, int, int, int]) -> tuple[float, float, float, float]:
        """Return `box` as shares (0 to 1) of width and height of the given page."""
        width, height = self.image.size
        turn = math.radians(self.angle)
        corners = [(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
        found = []
        for x, y in corners:
            across, down = x - width / 2, y - height / 2
            found.append(
                (
                    across * math.cos(turn) - down * math.sin(turn) + width / 2,
                    across * math.sin(turn) + down * math.cos(turn) + height / 2,
                )
            )
        return (
            _share(min(x for x, _ in found), width),
            _share(min(y for _, y in found), height),
            _share(max(x for x, _ in found), width),
            _share(max(y for _, y in found), height),
        )


def straighten(page: Image.Image, *, red: bool = False) -> Straight:
    """Return the page grey, evenly lit and level; red ink (stamps) fades into the paper unless `red`."""
    longest = max(page.size)
    scale = 1.0
    if longest > LONGEST:
        scale = LONGEST / longest
    elif longest < SHORTEST:
        scale = min(2.5, SHORTEST / longest)
    grey = even(page.convert("L") if red else without_red(page))
    if scale != 1.0:
        size = (max(1, round(page.width * scale)), max(1, round(page.height * scale)))
        grey = grey.resize(size, Image.Resampling.LANCZOS)
    angle = skew(grey)
    if abs(angle) >= 0.15:
        grey = grey.rotate(angle, Image.Resampling.BICUBIC, expand=False, fillcolor=255)
    return Straight(grey, angle, scale, page.size)


def without_red(page: Image.Image) -> Image.Image:
    """Return the page grey, seen through a red glass."""
    return page.getchannel("R") if page.mode == "RGB" else page.convert("L")


def even(grey: Image.Image) -> Image.Image:
    """Return the page with its shadows taken out: each spot measured against the paper around it."""
    paper = paper_light(grey).resize(grey.size, Image.Resampling.BILINEAR)
    lit = ImageMath.lambda_eval(
        lambda args: args["convert"](args["min"](args["a"] * 250 / args["max"](args["b"], 20), 255), "L"),
        a=grey,
        b=paper,
    )
    return ImageOps.autocontrast(lit, cutoff=(0.5, 5))


def paper_light(grey: Image.Image) -> Image.Image:
    """Return a small picture of how bright the bare paper is at each place."""
    small = grey.resize((max(8, grey.width // 16), max(8, grey.height // 16)), Image.Resampling.BOX)
    return small.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(4))


def skew(grey: Image.Image) -> float:
    """Return by how many degrees the lines of text fall to the right; 0 when there are none."""
    small = grey.copy()
    small.thumbnail((_SMALL, _SMALL), Image.Resampling.BOX)
    small = ImageOps.invert(small)
    rough = max((_levelness(small, step), step) for step in range(-10, 11))
    fine = max((_levelness(small, rough[1] + step / 4), rough[1] + step / 4) for step in range(-4, 5))
    return fine[1] if fine[0] > 1.05 * _levelness(small, 0) else 0.0


def _levelness(inverted: Image.Image, angle: float) -> float:
    """Return how sharply rows of ink and rows of paper follow each other when turned by `angle`."""
    turned = (
        inverted.rotate(angle, Image.Resampling.BILINEAR, expand=False, fillcolor=0) if angle else inverted
    )
    rows = turned.resize((1, turned.height), Image.Resampling.BOX).tobytes()
    return sum((one - other) ** 2 for one, other in itertools.pairwise(rows)) + 1.0


def _share(value: float, whole: int) -> float:
    return round(min(1.0, max(0.0, value / whole)), 4)
