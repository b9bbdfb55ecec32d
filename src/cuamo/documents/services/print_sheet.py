"""Print a sheet: data in, PDF out."""

import json
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import fontpkg_be_vietnam_pro
import fontpkg_source_serif_4
import pikepdf
import structlog
import typst

from cuamo.documents.errors import SheetDataMissing
from cuamo.documents.rules.codes import code128_modules, code128_svg, qr_svg
from cuamo.documents.rules.open_place import OpenPlace
from cuamo.documents.rules.page_code import PageCode
from cuamo.documents.rules.presentable import presentable
from cuamo.documents.rules.sheets import SHEETS, Sheet

log = structlog.get_logger(__name__)
SHEETS_FOLDER = Path(__file__).resolve().parents[1] / "sheets"
ARCHIVAL: Literal["a-2a"] = "a-2a"
MODULE_MM = 25.4 * 9 / 600
"""One module of a page's bar code: nine dots of a 600 dpi printer, a good two of a 150 dpi scan."""
WIDEST_MM = 162
_NO_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def print_sheet(sheet: str, data: dict[str, Any]) -> bytes:
    """Return the PDF/A-2a of `sheet` filled with `data` (`sheets/README.md` lists what each expects).

    Data reach the sheet as values, never as text of its program, so a name can do nothing but be
    printed. The same data give the same bytes. Letters no font has are printed as a box, and the
    sheet is then a plain PDF.

    Raises:
        SheetDataMissing: no such sheet, or a required value is absent.
    """
    kind = SHEETS.get(sheet)
    if kind is None:
        raise SheetDataMissing(f"there is no sheet {sheet!r}; sheets: {', '.join(SHEETS)}")
    missing = [key for key in kind.required if data.get(key) is None]
    if missing:
        raise SheetDataMissing(f"{sheet} cannot be printed without {', '.join(missing)}")
    values = {**presentable(data), "sheet_title": kind.title, "svg": _drawn_codes(kind, data)}
    given = data.get("printed_at")
    moment = given if isinstance(given, datetime) else _NO_MOMENT
    pdf = compile_sheet(sheet, json.dumps(values, ensure_ascii=False), moment=moment)
    if kind.form:
        values["svg"]["pages"] = _page_codes(str(data[kind.form_code]), kind.form, _pages_of(pdf))
        pdf = compile_sheet(sheet, json.dumps(values, ensure_ascii=False), moment=moment)
    return pdf


def open_places(sheet: str, data: dict[str, Any]) -> list[OpenPlace]:
    """Return the places a sheet printed with `open` leaves empty, to be written into after it is signed.

    `data` must be complete: print the sheet first.
    """
    kind = SHEETS[sheet]
    values = {**presentable(data), "sheet_title": kind.title, "svg": _drawn_codes(kind, data)}
    found = _compiler(sheet, json.dumps(values, ensure_ascii=False)).query("<open-place>", field="value")
    return [OpenPlace.of(place) for place in json.loads(found)]


def _compiler(sheet: str, values: str) -> typst.Compiler:
    return typst.Compiler(
        str(SHEETS_FOLDER / f"{sheet}.typ"),
        root=str(SHEETS_FOLDER),
        font_paths=_fonts(),
        sys_inputs={"data": values},
    )


def compile_sheet(sheet: str, values: str, *, moment: datetime) -> bytes:
    """Return the PDF of the program `sheet` with its JSON `values`, created at `moment`."""
    compiler = _compiler(sheet, values)
    seconds = int(moment.timestamp())
    try:
        pdf = compiler.compile(pdf_standards=[ARCHIVAL], timestamp=seconds)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        log.warning("sheet_letter_without_font", sheet=sheet)
        pdf = compiler.compile(timestamp=seconds)
    assert isinstance(pdf, bytes)
    return pdf if pdf.endswith(b"\n") else pdf + b"\n"


def _drawn_codes(kind: Sheet, data: dict[str, Any]) -> dict[str, Any]:
    drawn: dict[str, Any] = {}
    if kind.qr and (kind.qr in kind.required or data.get(kind.qr)):
        drawn["qr"] = qr_svg(str(data[kind.qr]), quiet=0)
    if kind.pays and data.get("pay"):
        drawn["pay"] = qr_svg(str(data["pay"]["payload"]), quiet=0)
    if kind.bars:
        drawn["bars"] = code128_svg(str(data[kind.bars]), quiet=0)
    if kind.label:
        drawn["label"] = code128_svg(str(data[kind.label].get("code") or data["code"]), quiet=0)
    if kind.bars_in:
        drawn["rows"] = [code128_svg(str(item["code"]), quiet=0) for item in data[kind.bars_in]]
    return drawn


def _page_codes(code: str, form: str, total: int) -> list[dict[str, Any]]:
    """Return for each page the bar code that files a scan of it; they lie in the margin and move nothing."""
    pages = (PageCode(code, form, page, total) for page in range(1, total + 1))
    return [
        {
            "svg": code128_svg(str(page), quiet=0),
            "width_mm": min(code128_modules(str(page)) * MODULE_MM, WIDEST_MM),
            "text": page.said,
        }
        for page in pages
    ]


def _pages_of(pdf: bytes) -> int:
    with pikepdf.open(BytesIO(pdf)) as opened:
        return len(opened.pages)


@cache
def _fonts() -> typst.Fonts:
    """Return the fonts of the product; without those of the machine, so that all machines print alike."""
    packages = (fontpkg_be_vietnam_pro, fontpkg_source_serif_4)
    folders = [str(Path(package.__file__).parent / "files") for package in packages] + [
        str(SHEETS_FOLDER / "fonts")
    ]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)
