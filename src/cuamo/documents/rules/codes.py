"""Codes for machines on paper, drawn as SVG: exact at any printer's resolution."""

from itertools import groupby
from typing import cast

import segno
import zxingcpp
from typing_extensions import Buffer


def qr_svg(text: str, *, quiet: int = 4) -> str:
    """Return a QR code of `text` (error correction M or better) as SVG.

    Args:
        quiet: white modules around it; 0 where the paper around it stays white for 4 modules.

    Raises:
        ValueError: empty, or too long for a QR code.
    """
    if not text:
        raise ValueError("a QR code needs a text")
    rows = [list(map(bool, row)) for row in segno.make(text, error="m", micro=False).matrix]
    path = "".join(_bars(row, left=quiet, top=top, height=1) for top, row in enumerate(rows, quiet))
    return _svg(len(rows) + 2 * quiet, len(rows) + 2 * quiet, path)


def code128_svg(text: str, *, height: int = 40, quiet: int = 10) -> str:
    """Return a Code 128 bar code of `text` as SVG.

    Args:
        text: ASCII; the code of a dossier, an envelope, a page of a form.
        height: in modules.
        quiet: white modules left and right; 0 where the paper stays white for 10 modules.
    Raises:
        ValueError: empty or not ASCII.
    """
    if not text or not text.isascii():
        raise ValueError(f"Code 128 takes ASCII only, got {text!r}")
    row = _first_row(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128))
    return _svg(len(row) + 2 * quiet, height, _bars(row, left=quiet, top=0, height=height))


def code128_modules(text: str) -> int:
    """Return how many modules wide the Code 128 of `text` is, without quiet zones."""
    return len(_first_row(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)))


def _bars(row: list[bool], *, left: int, top: int, height: int) -> str:
    """Return the path of the dark runs of one row of modules."""
    path, place = [], left
    for dark, run in groupby(row):
        width = len(list(run))
        if dark:
            path.append(f"M{place} {top}h{width}v{height}h-{width}z")
        place += width
    return "".join(path)


def _svg(width: int, height: int, path: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" shape-rendering="crispEdges"><path fill="#000" d="{path}"/></svg>'
    )


def _first_row(barcode: zxingcpp.Barcode) -> list[bool]:
    """Return one module per entry, True where it is dark, without quiet zones."""
    image = zxingcpp.write_barcode_to_image(barcode, scale=1, add_hrt=False, add_quiet_zones=False)
    pixels = memoryview(cast(Buffer, image))
    width = (pixels.shape or (0, 0))[1]
    return [int(pixels[0, place]) < 128 for place in range(width)]
