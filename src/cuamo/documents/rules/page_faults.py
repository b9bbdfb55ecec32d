"""What is wrong with a picture of a page, seen at once and cheaply, without reading a word.

`web/static/js/papers/faults.js` says the same before the picture is sent; a test compares the two.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from PIL import Image, ImageChops, ImageMath

from cuamo.documents.rules.reading.straighten import paper_light

LOOKED_AT = 1000
"""Pixels of the longer side a page is looked at with: enough for letters, cheap for a phone."""
SMALLEST = 600
"""Pixels of the shorter side; letters of 3 mm on A4 are then 9 pixels high, the least that can be read."""
DARKEST = 70
"""Of 255: how bright bare paper must be."""
COLUMNS, ROWS = 3, 4
LEAST_CONTRAST = 60
"""Grey steps between ink and paper; a part with less holds nothing to be sharp."""
LEAST_SHARP = 0.42
"""Steepest step over two pixels as a share of the step from paper to ink."""
FEW, MANY = 0.004, 0.4
"""Share of a part that is ink when it holds text."""
DARKEST_INK = 0.002
"""Share of a part that is as dark as its ink."""
INK = 150
EDGE = 3
FEWEST_ROWS = 8
FEWEST_COLUMNS = 16
LONGEST_RUN = 40
BLANK_INK = 0.0006
"""Share of ink below which a sheet is blank; dust and the shadow of a hole stay under it."""


class Fault(StrEnum):
    """What a person should look at before going on, worst first."""

    SMALL = "SMALL"
    DARK = "DARK"
    BLURRED = "BLURRED"
    CUT = "CUT"


Box = tuple[float, float, float, float]
WHOLE: Box = (0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True)
class FoundFault:
    """One fault and where it is, as shares (0 to 1) of width and height: left, top, right, bottom."""

    fault: Fault
    box: Box

    def as_json(self) -> dict[str, object]:
        """Return it the way it is kept."""
        return {"fault": str(self.fault), "box": list(self.box)}


@dataclass(frozen=True)
class Looked:
    """What a look at a page found."""

    faults: tuple[FoundFault, ...]
    blank: bool
    """Nothing is printed or written on it: a separator, or the back of a sheet."""


def look_at(page: Image.Image) -> Looked:
    """Return the faults of a page (RGB or grey, upright), worst first, and whether it is blank."""
    given = page.size
    grey = page.convert("L")
    if max(grey.size) > LOOKED_AT:
        grey.thumbnail((LOOKED_AT, LOOKED_AT), Image.Resampling.BOX)
    found = []
    if min(given) < SMALLEST:
        found.append(FoundFault(Fault.SMALL, WHOLE))
    if min(grey.size) < 2 * EDGE * ROWS:
        return Looked(tuple(found), blank=False)
    light = paper_light(grey)
    lightest = _middle(light)
    if lightest < DARKEST:
        found.append(FoundFault(Fault.DARK, WHOLE))
    level = _flat(grey, light)
    blurred = _blurred(level)
    found += [FoundFault(Fault.BLURRED, box) for box in blurred]
    found += [FoundFault(Fault.CUT, box) for box in _cut(level, light, lightest)]
    return Looked(tuple(found), blank=_is_blank(level))


def _flat(grey: Image.Image, light: Image.Image) -> Image.Image:
    """Return the page with its shadows taken out: paper is 250 everywhere, whatever light falls on it."""
    paper = light.resize(grey.size, Image.Resampling.BILINEAR)
    flat: Image.Image = ImageMath.lambda_eval(
        lambda args: args["convert"](args["min"](args["a"] * 250 / args["max"](args["b"], 20), 255), "L"),
        a=grey,
        b=paper,
    )
    return flat


def _middle(light: Image.Image) -> int:
    """Return how bright the paper is in the middle of the picture."""
    inner = light.crop((light.width // 6, light.height // 6, light.width * 5 // 6, light.height * 5 // 6))
    return _at_share(inner.histogram(), 0.5)


def _blurred(level: Image.Image) -> list[Box]:
    """Return the parts whose letters are not sharp; the whole page once when most of them are not."""
    steps = _steps(level)
    sharp: dict[tuple[int, int], bool] = {}
    for row in range(ROWS):
        for column in range(COLUMNS):
            box = _part(level.size, column, row)
            levels = level.crop(box).histogram()
            ink = sum(levels[:INK]) / max(1, sum(levels))
            contrast = _at_share(levels, 0.9) - _at_share(levels, DARKEST_INK)
            if FEW <= ink <= MANY and contrast >= LEAST_CONTRAST:
                steepest = _at_share(steps.crop(box).histogram(), 0.995)
                sharp[column, row] = steepest >= LEAST_SHARP * contrast
    bad = [place for place, good in sharp.items() if not good]
    if not bad:
        return []
    if len(bad) > len(sharp) / 2:
        return [WHOLE]
    return [_around(bad)]


def _steps(level: Image.Image) -> Image.Image:
    """Return how much each pixel differs from the one two further right or down, whichever is more."""
    across = ImageChops.difference(level, ImageChops.offset(level, -2, 0))
    down = ImageChops.difference(level, ImageChops.offset(level, 0, -2))
    return ImageChops.lighter(across, down)


def _part(size: tuple[int, int], column: int, row: int) -> tuple[int, int, int, int]:
    width, height = size[0] - 2, size[1] - 2
    return (
        width * column // COLUMNS,
        height * row // ROWS,
        width * (column + 1) // COLUMNS,
        height * (row + 1) // ROWS,
    )


def _around(places: Sequence[tuple[int, int]]) -> Box:
    columns, rows = [column for column, _ in places], [row for _, row in places]
    return (
        round(min(columns) / COLUMNS, 3),
        round(min(rows) / ROWS, 3),
        round((max(columns) + 1) / COLUMNS, 3),
        round((max(rows) + 1) / ROWS, 3),
    )


def _cut(level: Image.Image, light: Image.Image, lightest: int) -> list[Box]:
    """Return the edges where lines of text run out of the picture."""
    width, height = level.size
    found: list[Box] = []
    sides: list[tuple[Box, tuple[int, int, int, int], tuple[int, int, int, int], bool]] = [
        ((0.0, 0.0, 0.06, 1.0), (0, 0, EDGE, height), (0, 0, 1, light.height), True),
        (
            (0.94, 0.0, 1.0, 1.0),
            (width - EDGE, 0, width, height),
            (light.width - 1, 0, light.width, light.height),
            True,
        ),
        ((0.0, 0.0, 1.0, 0.05), (0, 0, width, EDGE), (0, 0, light.width, 1), False),
        (
            (0.0, 0.95, 1.0, 1.0),
            (0, height - EDGE, width, height),
            (0, light.height - 1, light.width, light.height),
            False,
        ),
    ]
    for place, strip, shade, upright in sides:
        bright = _at_share(light.crop(shade).histogram(), 0.5)
        if bright < 0.7 * lightest:
            continue  # a table lies there, not paper
        edge = level.crop(strip)
        line = edge.resize((1, height) if upright else (width, 1), Image.Resampling.BOX).tobytes()
        runs = [len(list(run)) for dark, run in groupby(value < INK for value in line) if dark]
        letters = [run for run in runs if 2 <= run <= LONGEST_RUN]
        if len(letters) >= (FEWEST_ROWS if upright else FEWEST_COLUMNS) and sum(runs) < len(line) / 2:
            found.append(place)
    return found


def _is_blank(level: Image.Image) -> bool:
    """Return whether there is next to no ink inside the margins."""
    inner = level.crop(
        (level.width // 16, level.height // 16, level.width * 15 // 16, level.height * 15 // 16)
    )
    levels = inner.histogram()
    return sum(levels[:INK]) < BLANK_INK * max(1, sum(levels))


def _at_share(histogram: Sequence[int], share: float) -> int:
    """Return the level below which `share` of the pixels lie."""
    wanted, seen = share * sum(histogram), 0
    for level, count in enumerate(histogram):
        seen += count
        if seen >= wanted:
            return level
    return len(histogram) - 1


def place_words(box: Sequence[float]) -> tuple[str, str]:
    """Return where on the page `box` lies, in Vietnamese and English; empty for the whole page."""
    across, down = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    wide, high = box[2] - box[0], box[3] - box[1]
    side = "" if wide > 0.7 or 0.36 <= across <= 0.64 else ("trái" if across < 0.5 else "phải")
    level = "" if high > 0.7 or 0.36 <= down <= 0.64 else ("trên" if down < 0.5 else "dưới")
    english = {"trái": "left", "phải": "right", "trên": "top", "dưới": "bottom"}
    if side and level:
        return f"góc {level} bên {side}", f"{english[level]} {english[side]} corner"
    if level:
        return f"phía {level}", f"{english[level]}"
    if side:
        return f"bên {side}", f"{english[side]} side"
    return ("", "") if wide > 0.7 and high > 0.7 else ("giữa trang", "middle")


def fault_words(fault: str, box: Sequence[float]) -> tuple[str, str]:
    """Return what to tell a person about a fault: what, where, and how to mend it."""
    vi, en = place_words(box)
    if fault == Fault.SMALL:
        return "Ảnh nhỏ quá, chữ khó đọc. Chụp lại gần hơn.", "The picture is too small to read. Move closer."
    if fault == Fault.DARK:
        return "Ảnh tối. Chụp lại ở chỗ sáng.", "The picture is dark. Take it again in good light."
    if fault == Fault.CUT:
        return (
            f"Mất mép giấy ở {vi or 'cả trang'}. Chụp lại đủ bốn góc.",
            f"The paper is cut off at the {en or 'edges'}. Take it again with all four corners.",
        )
    return (
        f"Ảnh bị mờ ở {vi}. Giữ yên máy rồi chụp lại." if vi else "Ảnh bị mờ. Giữ yên máy rồi chụp lại.",
        f"The picture is blurred at the {en}. Hold still and take it again."
        if en
        else "The picture is blurred. Hold still and take it again.",
    )


__all__ = ["Fault", "FoundFault", "Looked", "fault_words", "look_at", "place_words"]
