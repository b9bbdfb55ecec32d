"""Write a workbook (XLSX) that people's spreadsheet programs open; the same content gives the same bytes."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

Cell = str | int | None
_MOMENT = (2026, 1, 1, 0, 0, 0)
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill>'
    '<patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="3" applyNumberFormat="1"/></cellXfs>'
    "</styleSheet>"
)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Sheet:
    """One sheet: its first row is the head; whole numbers are written as numbers with separators."""

    name: str
    head: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    widths: Sequence[int] = ()
    """Of the columns, in signs."""


def write_workbook(sheets: Sequence[Sheet]) -> bytes:
    """Return an XLSX workbook. Text is never read as a formula; moments and days are written as text."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        numbers = range(1, len(sheets) + 1)
        _put(package, "[Content_Types].xml", _content_types(numbers))
        _put(
            package,
            "_rels/.rels",
            f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1"'
            f' Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        listed = "".join(
            f'<sheet name="{_attribute(_sheet_name(sheet.name))}" sheetId="{number}" r:id="r{number}"/>'
            for number, sheet in zip(numbers, sheets, strict=True)
        )
        _put(
            package,
            "xl/workbook.xml",
            f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>{listed}</sheets></workbook>',
        )
        related = "".join(
            f'<Relationship Id="r{number}" Type="{_REL}/worksheet" Target="worksheets/sheet{number}.xml"/>'
            for number in numbers
        )
        _put(
            package,
            "xl/_rels/workbook.xml.rels",
            f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{related}<Relationship Id="rs"'
            f' Type="{_REL}/styles" Target="styles.xml"/></Relationships>',
        )
        _put(package, "xl/styles.xml", _STYLES)
        for number, sheet in zip(numbers, sheets, strict=True):
            _put(package, f"xl/worksheets/sheet{number}.xml", _sheet(sheet))
    return out.getvalue()


def _put(package: zipfile.ZipFile, name: str, content: str) -> None:
    info = zipfile.ZipInfo(name, _MOMENT)
    info.compress_type = zipfile.ZIP_DEFLATED
    package.writestr(info, content.encode())


def _content_types(numbers: Iterable[int]) -> str:
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_TYPES}.worksheet+xml"/>'
        for number in numbers
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml"'
        ' ContentType="application/xml"/><Override PartName="/xl/workbook.xml"'
        f' ContentType="{_TYPES}.sheet.main+xml"/><Override PartName="/xl/styles.xml"'
        f' ContentType="{_TYPES}.styles+xml"/>{parts}</Types>'
    )


def _sheet(sheet: Sheet) -> str:
    widths = "".join(
        f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
        for place, width in enumerate(sheet.widths, start=1)
    )
    rows = [_row(1, sheet.head, style=1)]
    rows += [_row(place, row) for place, row in enumerate(sheet.rows, start=2)]
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1"'
        ' topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"{f'<cols>{widths}</cols>' if widths else ''}<sheetData>{''.join(rows)}</sheetData></worksheet>"
    )


def _row(place: int, cells: Sequence[Cell], *, style: int = 0) -> str:
    written = "".join(_cell(f"{_letters(column)}{place}", cell, style) for column, cell in enumerate(cells))
    return f'<row r="{place}">{written}</row>'


def _cell(where: str, cell: Cell, style: int) -> str:
    if cell is None or cell == "":
        return ""
    if isinstance(cell, int) and not isinstance(cell, bool):
        return f'<c r="{where}" s="2"><v>{cell}</v></c>'
    text = escape(_FORBIDDEN.sub("", str(cell)))
    return f'<c r="{where}" t="inlineStr" s="{style}"><is><t xml:space="preserve">{text}</t></is></c>'


def _letters(column: int) -> str:
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _sheet_name(name: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", " ", name)[:31]


def _attribute(text: str) -> str:
    return escape(text, {'"': "&quot;"})
