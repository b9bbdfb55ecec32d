"""Printed sheets, read back from the PDF."""

import copy
import unicodedata
from io import BytesIO

import pikepdf
import pypdfium2
import pytest

from cuamo.documents.errors import SheetDataMissing
from cuamo.documents.rules.sheets import SHEETS
from cuamo.documents.services.print_sheet import print_sheet
from cuamo.documents.services.read_codes import read_codes
from tests.documents.samples import CODE, SAMPLES

MM = 72 / 25.4
SIZE_OF = {"cash_receipt": "a5", "electronic_receipt": "a5", "cash_bag": "a5", "paper_labels": "a6"}
"""Sheets whose name does not end in their size and that are not A4."""
SIZES = {"a4": (210, 297), "a5": (148, 210), "a6": (105, 148)}
VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
LETTERS = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES] + ["đ"]


def _text(pdf):
    document = pypdfium2.PdfDocument(pdf)
    words = " ".join(page.get_textpage().get_text_range() for page in document)
    return unicodedata.normalize("NFC", " ".join(words.replace("\u200b", "").split()))


def _filled(sheet, **changes):
    return copy.deepcopy(SAMPLES[sheet]) | changes


@pytest.mark.parametrize("sheet", SAMPLES)
def test_every_sheet_is_archival_of_its_size_and_in_fonts_of_its_own(sheet):
    pdf = print_sheet(sheet, SAMPLES[sheet])

    opened = pikepdf.open(BytesIO(pdf))
    size = next((mm for name, mm in SIZES.items() if sheet.endswith(name)), None)
    expected = size or SIZES[SIZE_OF.get(sheet, "a4")]
    expected = expected[::-1] if sheet == "form_07" else expected
    box = opened.pages[0].mediabox
    assert (round(float(box[2]) / MM), round(float(box[3]) / MM)) == expected
    with opened.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
    assert pdf.endswith(b"%%EOF\n")
    fonts = {
        str(thing.BaseFont)
        for thing in opened.objects
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font"
    }
    assert all("BeVietnamPro" in font or "SourceSerif4" in font for font in fonts), fonts


@pytest.mark.parametrize("sheet", SAMPLES)
def test_the_same_data_print_the_same_bytes(sheet):
    assert print_sheet(sheet, SAMPLES[sheet]) == print_sheet(sheet, copy.deepcopy(SAMPLES[sheet]))


def test_the_receipt_says_all_that_was_received_promised_and_paid():
    text = _text(print_sheet("receipt_a5", SAMPLES["receipt_a5"]))

    for words in (
        "Đại lý dịch vụ công trực tuyến",
        "Bưu điện Kim Liên · Quầy 3 · NV 0123",
        "Lập lúc 09:12 ngày 24/11/2026",
        CODE,
        "NGUYỄN THỊ ĐẶNG THẲNG · số định danh 001•••••2345",
        "Thủ tục: Đăng ký khai sinh (1.001193)",
        "Giấy tờ đã nhận (3)",
        "bản chính, 1 trang",
        "Trung tâm trả lời: chậm nhất 17:00 ngày 25/11/2026",
        "Nhận kết quả: giao tận nhà, phường Kim Liên",
        "Bản sao trích lục, 1 bản 8.000 ₫",
        "Cộng 8.000 ₫",
        "Trả bằng: chuyển khoản. Còn phải trả: 0 ₫",
        "Hỗ trợ miễn phí.",
        "024.1022",
        "Đã đồng ý lúc 09:05",
        "TH-0001234",
        "Chuyến: C24-02",
    ):
        assert words in text, words


def test_the_codes_of_the_receipt_are_read_by_a_machine():
    codes = read_codes(print_sheet("receipt_a5", SAMPLES["receipt_a5"]))

    assert set(codes) == {"http://localhost:8000/t/7Kq2mZ4nP9xR", CODE, "TH-0001234"}


def test_the_qr_of_the_receipt_is_30_mm():
    page = pypdfium2.PdfDocument(print_sheet("receipt_a5", SAMPLES["receipt_a5"]))[0]
    image = page.render(scale=300 / 72).to_pil()

    import zxingcpp

    qr = next(code for code in zxingcpp.read_barcodes(image) if code.format == zxingcpp.BarcodeFormat.QRCode)
    width_mm = (qr.position.top_right.x - qr.position.top_left.x) / 300 * 25.4
    assert width_mm == pytest.approx(30, abs=0.5)


def test_a_receipt_in_the_making_promises_no_date():
    text = _text(print_sheet("receipt_a5", _filled("receipt_a5", provisional=True, due_at="01/12/2026")))

    assert "PHIẾU NHẬN TẠM" in text
    assert "01/12/2026" not in text
    assert "Trung tâm trả lời" not in text


def test_a_reprint_says_so():
    assert "IN LẠI lần 2" in _text(print_sheet("receipt_a5", _filled("receipt_a5", reprint=2)))


def test_a_receipt_of_many_papers_flows_to_numbered_pages_and_loses_none():
    papers = [
        {"name": f"Giấy tờ số {number} có tên dài để xuống dòng", "kind": "bản chính", "pages": 1}
        for number in range(1, 31)
    ]

    pdf = print_sheet("receipt_a5", _filled("receipt_a5", papers=papers))

    text = _text(pdf)
    assert all(f"Giấy tờ số {number} " in text for number in range(1, 31))
    assert "Trang 1/2" in text
    assert "Trang 2/2" in text


def test_form_01_carries_the_fields_of_the_circular():
    text = _text(print_sheet("form_01", SAMPLES["form_01"]))

    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập – Tự do – Hạnh phúc",
        "Hà Nội, ngày 24 tháng 11 năm 2026",
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "Họ và tên người nộp: NGUYỄN THỊ ĐẶNG THẲNG",
        "Chủ hồ sơ: NGUYỄN ĐẶNG BẢO AN",
        "Thời gian nhận hồ sơ: 09:12 ngày 24/11/2026",
        "Thời gian trả kết quả giải quyết hồ sơ: 17:00 ngày 24/11/2026",
        "Số lượng hồ sơ: 1 (bộ)",
        "Lệ phí đăng ký khai sinh: 0 ₫",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
    ):
        assert words in text, words


@pytest.mark.parametrize(
    "sheet", ["form_01", "form_02", "form_03", "form_04", "result", "receipt_a5", "summary_a5", "label_a6"]
)
def test_a_hostile_name_is_printed_and_nothing_else(sheet):
    hostile = '#read("/etc/passwd") $x$ *b* \\u{41} #eval("1+1") <a> @b `c` "]'
    data = _filled(sheet)
    holder = {
        "result": "signer_name",
        "label_a6": "recipient",
        "receipt_a5": "person",
        "summary_a5": "person",
    }.get(sheet, "applicant")
    if sheet == "result":
        data[holder] = hostile
    else:
        data[holder] = data[holder] | {"name": hostile}

    text = _text(print_sheet(sheet, data))

    assert hostile in text
    assert "root:" not in text


@pytest.mark.parametrize("sheet", ["receipt_a5", "form_01"])
def test_every_vietnamese_letter_is_printed_in_the_sheet_s_own_font(sheet):
    letters = " ".join(LETTERS + [letter.upper() for letter in LETTERS])
    key = "person" if sheet == "receipt_a5" else "applicant"
    data = _filled(sheet)
    data[key] = data[key] | {"name": letters}

    pdf = print_sheet(sheet, data)

    assert letters in _text(pdf)
    opened = pikepdf.open(BytesIO(pdf))
    names = {
        str(thing.BaseFont)
        for thing in opened.objects
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font"
    }
    assert not any("Libertinus" in name or "DejaVu" in name for name in names)


def test_a_letter_no_font_has_does_not_stop_the_printer():
    pdf = print_sheet("receipt_a5", _filled("receipt_a5", person={"name": "陳 🙂 Thử"}))

    assert "Thử" in _text(pdf)


def test_a_name_without_spaces_stays_on_the_paper():
    pdf = print_sheet("label_a6", _filled("label_a6", recipient={"name": "Ẳ" * 120, "address": "x" * 200}))

    page = pypdfium2.PdfDocument(pdf)[0]
    text = page.get_textpage()
    boxes = [text.get_charbox(index) for index in range(text.count_chars())]
    assert max(box[2] for box in boxes) <= page.get_width() - 6 * MM + 1
    assert min(box[1] for box in boxes) >= 6 * MM - 1


def test_the_manifest_carries_a_bar_code_for_every_envelope():
    codes = read_codes(print_sheet("manifest_a4", SAMPLES["manifest_a4"]))

    assert {item["code"] for item in SAMPLES["manifest_a4"]["envelopes"]} <= set(codes)


def test_a_sheet_without_its_data_is_a_fault_that_names_them():
    with pytest.raises(SheetDataMissing, match="hotline"):
        print_sheet(
            "receipt_a5", {key: value for key, value in SAMPLES["receipt_a5"].items() if key != "hotline"}
        )


def test_an_unknown_sheet_is_a_fault():
    with pytest.raises(SheetDataMissing, match="no sheet"):
        print_sheet("../../etc/passwd", {})


def test_every_sheet_has_an_example():
    assert set(SAMPLES) == set(SHEETS) - {"stamp", "copy_stamp", "seal", "field"}
