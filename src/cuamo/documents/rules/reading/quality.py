"""Whether a scan is good enough to be read by people and by the machine."""

from collections.abc import Sequence
from enum import StrEnum

from PIL import Image, ImageFilter, ImageStat

from cuamo.documents.rules.reading.straighten import STEEPEST, Straight, paper_light
from cuamo.documents.rules.reading.words import Line
from cuamo.documents.types import PageWord


class Flaw(StrEnum):
    """What is wrong with a scan, worst first."""

    TURNED = "TURNED"
    UNREADABLE = "UNREADABLE"
    DARK = "DARK"
    BLURRED = "BLURRED"
    CUT = "CUT"
    ASKEW = "ASKEW"


FLAW_WORDS = {
    Flaw.TURNED: "Giấy nằm ngược. Xoay lại cho đúng chiều.",
    Flaw.UNREADABLE: "Không đọc được chữ. Chụp lại gần hơn, đủ sáng.",
    Flaw.DARK: "Ảnh tối. Chụp lại ở chỗ sáng.",
    Flaw.BLURRED: "Ảnh mờ. Giữ yên máy rồi chụp lại.",
    Flaw.CUT: "Mất mép giấy. Chụp lại đủ bốn góc.",
    Flaw.ASKEW: "Giấy nghiêng nhiều. Đặt thẳng rồi chụp lại.",
}
DARKEST_PAPER = 70
"""Of 255: where bare paper is darker than this, grey letters are lost."""
LEAST_SHARP = 0.16
"""Steepest step between neighbouring pixels, as a share of the step from paper to ink."""
SURE = 60.0
FEWEST_SURE = 8
"""Words read with some certainty; with fewer a page says nothing."""
LEAST_SURE_SHARE = 0.35


def flaws(
    page: Image.Image, straight: Straight, words: Sequence[PageWord], lines: Sequence[Line]
) -> list[Flaw]:
    """Return what is wrong with the scan, worst first."""
    found = []
    if unreadable(words):
        found.append(Flaw.UNREADABLE)
    if brightness(page) < DARKEST_PAPER:
        found.append(Flaw.DARK)
    if sharpness(straight.image) < LEAST_SHARP:
        found.append(Flaw.BLURRED)
    if cut(straight, lines):
        found.append(Flaw.CUT)
    if abs(straight.angle) >= STEEPEST - 1:
        found.append(Flaw.ASKEW)
    return found


def unreadable(words: Sequence[PageWord]) -> bool:
    """True when too few words are certain for anything to be believed."""
    real = [word for word in words if any(letter.isalnum() for letter in word.text)]
    sure = [word for word in real if word.confidence >= SURE]
    return len(sure) < FEWEST_SURE or len(sure) < LEAST_SURE_SHARE * len(real)


def brightness(page: Image.Image) -> float:
    """Return how bright bare paper is on the middle of the page, 0 to 255."""
    return float(ImageStat.Stat(paper_light(page.convert("L"))).median[0])


def sharpness(grey: Image.Image) -> float:
    """Return the steepest steps between neighbouring pixels as a share of the step from paper to ink."""
    edges = grey.filter(ImageFilter.Kernel((3, 3), (0, 0, 0, -1, 0, 1, 0, 0, 0), scale=2, offset=0))
    steps = _at_share(edges.histogram(), 0.995)
    levels = grey.histogram()
    contrast = _at_share(levels, 0.95) - _at_share(levels, 0.01)
    return 2 * steps / contrast if contrast > 20 else 0.0


def cut(straight: Straight, lines: Sequence[Line]) -> bool:
    """True when several lines run into the edge of the picture."""
    width = straight.image.width
    near = 0.006 * width
    long = [line for line in lines if len(line.words) >= 3]
    left = sum(line.box[0] <= near for line in long)
    right = sum(line.box[2] >= width - near for line in long)
    return max(left, right) >= max(3, 0.2 * len(long))


def _at_share(histogram: Sequence[int], share: float) -> int:
    """Return the level below which `share` of the pixels lie."""
    wanted, seen = share * sum(histogram), 0
    for level, count in enumerate(histogram):
        seen += count
        if seen >= wanted:
            return level
    return len(histogram) - 1
