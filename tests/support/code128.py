"""Read Code 128 from a picture, by the standard's own table: shares nothing with what draws the codes.

Edges are found to a fraction of a pixel, so that a module of two dots (150 dpi) is enough.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from PIL import Image

_PATTERNS = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 "
    "122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 "
    "322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 "
    "112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 "
    "331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 "
    "112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 "
    "124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 "
    "411311 113141 114131 311141 411131 211412 211214 211232 "
)
_WIDTHS = [[int(digit) for digit in pattern] for pattern in _PATTERNS.split()]
_START_A, _START_B, _START_C = 103, 104, 105
_STARTS = (_START_A, _START_B, _START_C)
_STOP = [2, 3, 3, 1, 1, 1, 2]
_NEAR = 1.6
_SMALLEST, _LARGEST = 16, 66
"""Pixels of a start symbol: modules of one and a half to six dots."""
_ROWS = 8
"""Every so many lines of the picture are looked at."""


def read_code128(picture: Image.Image) -> set[str]:
    """Return the texts of the bar codes in a picture, lying or standing."""
    grey = picture.convert("L")
    found: set[str] = set()
    for turned in (grey, grey.transpose(Image.Transpose.ROTATE_270)):
        width, height = turned.size
        dots = turned.tobytes()
        for line in range(0, height, _ROWS):
            found.update(_in_line(dots[line * width : (line + 1) * width]))
    return found


def _in_line(line: bytes) -> Iterator[str]:
    edges = _edges(line)
    if len(edges) < 20:
        return
    widths = [after - before for before, after in pairwise(edges)]
    first = 0 if line[0] > 128 else 1
    for at in range(first, len(widths) - 18, 2):
        six = widths[at : at + 6]
        if not _SMALLEST <= sum(six) <= _LARGEST:
            continue
        start = min(_STARTS, key=lambda value, six=six: _far(six, _WIDTHS[value]))
        if _far(six, _WIDTHS[start]) < _NEAR and (text := _from(widths, at, start)) is not None:
            yield text


def _edges(line: bytes) -> list[float]:
    """Return where the line crosses half grey, to a fraction of a pixel."""
    return [
        at + (128 - before) / (after - before)
        for at, (before, after) in enumerate(pairwise(line))
        if (before > 128) != (after > 128)
    ]


def _far(widths: Sequence[float], pattern: Sequence[int]) -> float:
    module = sum(widths) / sum(pattern)
    return sum(abs(width / module - wanted) for width, wanted in zip(widths, pattern, strict=True))


def _symbol(widths: Sequence[float]) -> int | None:
    """Return the value six runs stand for, None when they are near no pattern."""
    if len(widths) < 6:
        return None
    best = min(range(len(_WIDTHS)), key=lambda value: _far(widths, _WIDTHS[value]))
    return best if _far(widths, _WIDTHS[best]) < _NEAR else None


def _from(widths: Sequence[float], at: int, start: int) -> str | None:
    """Return the text that begins at a start symbol, None unless it ends with its check sum and stop."""
    values: list[int] = []
    place = at + 6
    while True:
        stop = widths[place : place + 7]
        if len(stop) == 7 and _far(stop, _STOP) < _NEAR:
            break
        value = _symbol(widths[place : place + 6])
        if value is None or value >= _START_A or len(values) > 80:
            return None
        values.append(value)
        place += 6
    if len(values) < 2:
        return None
    *data, check = values
    if (start + sum(number * value for number, value in enumerate(data, start=1))) % 103 != check:
        return None
    return _text(start, data)


def _text(start: int, data: list[int]) -> str:
    mode, text = {_START_A: "A", _START_B: "B", _START_C: "C"}[start], ""
    for value in data:
        if mode == "C" and value < 100:
            text += f"{value:02d}"
        elif value in {99, 100, 101}:
            mode = {99: "C", 100: "B", 101: "A"}[value]
        elif value < 96:
            text += chr(value + 32)
    return text
