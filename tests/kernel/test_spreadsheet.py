"""A workbook is read back by another reader of its XML, cell by cell."""

import io
import zipfile
from xml.etree import ElementTree

from cuamo.kernel.spreadsheet import Sheet, write_workbook

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ROWS = [["Nguyễn Thị Đặng Thẳng", 8_000, None], ["=1+1 & <b>", -5, "07/09/2026"]]


def read(content: bytes, number: int = 1) -> list[dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        for name in package.namelist():
            ElementTree.fromstring(package.read(name))
        sheet = ElementTree.fromstring(package.read(f"xl/worksheets/sheet{number}.xml"))
    return [
        {cell.get("r"): "".join(cell.itertext()) for cell in row.iter(f"{MAIN}c")}
        for row in sheet.iter(f"{MAIN}row")
    ]


def test_every_cell_is_where_it_was_put_and_text_is_no_formula():
    content = write_workbook([Sheet("Đối soát: 07/09", ["Tên", "Tiền", "Ngày"], ROWS, widths=[30, 12, 12])])

    assert read(content) == [
        {"A1": "Tên", "B1": "Tiền", "C1": "Ngày"},
        {"A2": "Nguyễn Thị Đặng Thẳng", "B2": "8000"},
        {"A3": "=1+1 & <b>", "B3": "-5", "C3": "07/09/2026"},
    ]
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")


def test_columns_beyond_z_and_several_sheets_have_their_names():
    wide = Sheet("Một", [f"c{n}" for n in range(30)], [])
    content = write_workbook([wide, Sheet("Hai", ["x"], [[1]])])

    assert list(read(content)[0])[-1] == "AD1"
    assert read(content, 2)[1] == {"A2": "1"}


def test_the_same_content_gives_the_same_bytes():
    assert write_workbook([Sheet("a", ["x"], ROWS)]) == write_workbook([Sheet("a", ["x"], ROWS)])
