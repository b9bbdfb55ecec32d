"""Forms 01 to 07 of Circular 03/2025/TT-VPCP, read back from the paper they would be printed on."""

import copy
import unicodedata
from datetime import date
from functools import cache
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageFilter

from cuamo.documents.rules.page_code import PageCode, read_page_code
from cuamo.documents.rules.sheets import SHEETS
from cuamo.documents.services.print_sheet import print_sheet
from cuamo.documents.services.read_codes import read_codes
from tests.documents.conftest import encoded
from tests.documents.samples import CODE, OFFICIAL, SAMPLES

FORMS = [f"form_{number:02}" for number in range(1, 8)]
LONG = "CÔNG TY TRÁCH NHIỆM HỮU HẠN MỘT THÀNH VIÊN XÂY DỰNG NGUYỄN THỊ ẲẴẪỖỢỬỮ VÀ CÁC CON"
MM = 72 / 25.4


def _filled(form, **changes):
    return copy.deepcopy(SAMPLES[form]) | changes


def _many(form):
    """Return the form with forty of whatever it lists."""
    data = _filled(form)
    if "applicant" in data:
        data["applicant"] |= {"name": LONG, "address": LONG.capitalize()}
    key = {
        "form_01": "components",
        "form_02": "items",
        "form_03": "reasons",
        "form_05": "grounds",
        "form_06": "handovers",
        "form_07": "entries",
    }[form]
    naming = {"components": "name", "items": "what", "handovers": "work", "entries": "owner"}.get(key, "text")
    some = data[key]
    data[key] = [some[place % len(some)] | {naming: f"Dòng {place + 1}: {LONG}"} for place in range(40)]
    return data


@cache
def _printed(form):
    return print_sheet(form, SAMPLES[form])


@cache
def _printed_many(form):
    return print_sheet(form, _many(form))


@cache
def _pages(pdf, dpi=150):
    return [page.render(scale=dpi / 72).to_pil().convert("L") for page in pypdfium2.PdfDocument(pdf)]


def _words(pdf):
    document = pypdfium2.PdfDocument(pdf)
    return [
        unicodedata.normalize(
            "NFC", " ".join(page.get_textpage().get_text_range().replace("\u200b", "").split())
        )
        for page in document
    ]


def _codes(image):
    formats = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Code128])
    return zxingcpp.read_barcodes(image, formats=formats)


def _code_of(form):
    return SAMPLES[form].get("number", CODE) if form == "form_07" else CODE


@pytest.mark.parametrize("form", FORMS)
def test_bar_code_and_qr_are_read_from_a_150_dpi_scan_of_every_page(form):
    pages = _pages(_printed(form))

    for number, image in enumerate(pages, start=1):
        found = {code.text for code in _codes(image)}
        assert str(PageCode(_code_of(form), form[-2:], number, len(pages))) in found
        if number == 1 and "track_url" in SAMPLES[form]:
            assert OFFICIAL["track_url"] in found


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("damage", ["turned", "blurred", "photocopied"])
def test_codes_survive_a_poor_scan(form, damage):
    image = _pages(_printed(form))[0]
    image = {
        "turned": lambda: image.rotate(2.5, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC),
        "blurred": lambda: image.filter(ImageFilter.GaussianBlur(0.7)),
        "photocopied": lambda: image.point(lambda grey: 255 if grey > 150 else 0),
    }[damage]()

    read = {read_page_code(text) for text in read_codes(encoded(image, "JPEG", quality=70))}

    assert any(page and page.form == form[-2:] and page.page == 1 for page in read)


@pytest.mark.parametrize("form", [form for form in FORMS if form != "form_04"])
def test_forty_rows_break_over_numbered_pages_and_lose_none(form):
    pdf = _printed_many(form)

    words = _words(pdf)
    total = len(words)
    assert total >= 3
    everything = " ".join(words)
    assert all(f"Dòng {number}:" in everything for number in range(1, 41))
    for number, said in enumerate(words, start=1):
        assert f"{_code_of(form)} · {form[-2:]} · {number}/{total}" in said
    for number, image in enumerate(_pages(pdf), start=1):
        assert str(PageCode(_code_of(form), form[-2:], number, total)) in {
            code.text for code in _codes(image)
        }


@pytest.mark.parametrize("form", ["form_01", "form_02", "form_06", "form_07"])
def test_the_head_of_a_table_stands_on_each_page_it_runs_over(form):
    words = _words(_printed_many(form))

    running = [said for said in words if "Dòng" in said]
    assert len(running) >= 3
    assert all("STT" in said for said in running)


@pytest.mark.parametrize("form", [form for form in FORMS if form != "form_04"])
def test_nothing_is_printed_outside_the_margins(form):
    for page in pypdfium2.PdfDocument(_printed_many(form)):
        text = page.get_textpage()
        boxes = [text.get_charbox(index) for index in range(text.count_chars())]
        left, right = (20, 15) if form == "form_07" else (30, 18)
        assert min(box[0] for box in boxes) >= left * MM - 1
        assert max(box[2] for box in boxes) <= page.get_width() - right * MM + 1
        assert min(box[1] for box in boxes) >= 20 * MM - 1


@pytest.mark.parametrize("form", FORMS)
def test_the_head_is_that_of_decree_30(form):
    said = _words(_printed(form))[0]

    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập – Tự do – Hạnh phúc" in said
    assert "ỦY BAN NHÂN DÂN" in said
    assert "Số: " in said
    assert "Hà Nội, ngày" in said
    assert SHEETS[form].title.upper() in said


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 3, 5), "ngày 05 tháng 3 năm 2026"),
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2026, 12, 25), "ngày 25 tháng 12 năm 2026"),
    ],
)
def test_a_date_has_a_nought_before_small_days_and_the_first_two_months(day, said):
    assert said in _words(print_sheet("form_03", _filled("form_03", issued_on=day)))[0]


@pytest.mark.parametrize("form", FORMS)
def test_four_corner_marks_let_a_scanner_set_the_page_straight(form):
    for image in _pages(_printed(form)):
        width, height = image.size
        near = round(7 / 25.4 * 150)
        for x in (near, width - near):
            for y in (near, height - near):
                corner = image.crop((x - 4, y - 4, x + 5, y + 5))
                assert min(corner.tobytes()) < 80


@pytest.mark.parametrize("form", FORMS)
def test_a_reprint_is_marked(form):
    assert "IN LẠI lần 3" in _words(print_sheet(form, _filled(form, reprint=3)))[0]
    assert "IN LẠI" not in _words(_printed(form))[0]
    assert "IN LẠI" not in _words(print_sheet(form, _filled(form, reprint=0)))[0]


def test_the_first_page_has_no_number_and_the_next_have_it_in_the_middle():
    document = pypdfium2.PdfDocument(_printed_many("form_02"))
    total = len(document)

    def in_the_middle(page):
        middle = (30 + 162 / 2) * MM
        top = page.get_height()
        return page.get_textpage().get_text_bounded(
            middle - 8 * MM, top - 22 * MM, middle + 8 * MM, top - 14 * MM
        )

    assert in_the_middle(document[0]).strip() == ""
    assert in_the_middle(document[1]).strip() == f"2/{total}"


def test_a_stop_notice_says_on_whose_wish_why_and_what_of_the_money():
    said = _words(print_sheet("form_05", SAMPLES["form_05"]))[0]

    for words in (
        "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ",
        "Kính gửi: Ông/Bà NGUYỄN THỊ ĐẶNG THẲNG",
        "từ 10:30 ngày 26/11/2026, theo đề nghị rút hồ sơ của người nộp",
        "Người nộp không còn nhu cầu giải quyết.",
        "Phí, lệ phí: đã thu 8.000 ₫, trả lại toàn bộ",
        "Hồ sơ đang ở bước: thẩm định",
        "có quyền khiếu nại",
    ):
        assert words in said, words
    by_authority = _filled("form_05", asked_by_applicant=False)
    assert "theo đề nghị rút" not in _words(print_sheet("form_05", by_authority))[0]


def test_a_control_slip_says_who_had_it_from_when_to_when_and_whether_in_time():
    said = _words(print_sheet("form_06", SAMPLES["form_06"]))[0]

    for words in (
        "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
        "Bộ phận Một cửa, chi nhánh số 3 → Ủy ban nhân dân phường Kim Liên; Lê Thị Mẫu; Thẩm định",
        "10:05 24/11/2026 11:40 25/11/2026 10:05 25/11/2026 Quá hạn",
        "Trước hạn",
        "Đang giữ",
    ):
        assert words in said, words


def test_the_register_is_landscape_with_an_entry_for_each_dossier():
    pdf = print_sheet("form_07", SAMPLES["form_07"])

    page = pypdfium2.PdfDocument(pdf)[0]
    assert page.get_width() > page.get_height()
    everything = " ".join(_words(pdf))
    for entry in SAMPLES["form_07"]["entries"]:
        assert entry["code"] in everything
    assert "Cộng: 7 hồ sơ" in everything
    assert "02/11/2026 04/11/2026" in everything


@pytest.mark.parametrize("sheet", list(SAMPLES))
def test_every_sheet_is_tagged_embedded_and_of_known_colour(sheet):
    pdf = print_sheet(sheet, SAMPLES[sheet])

    opened = pikepdf.open(BytesIO(pdf))
    assert opened.Root.MarkInfo.Marked
    assert str(opened.Root.Lang).startswith("vi")
    assert str(opened.Root.OutputIntents[0].S) == "/GTS_PDFA1"
    assert "/DestOutputProfile" in opened.Root.OutputIntents[0]
    assert not opened.is_encrypted
    assert "/JavaScript" not in opened.Root.get("/Names", {})
    described = [
        thing
        for thing in opened.objects
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor"
    ]
    assert described
    assert all("/FontFile2" in font or "/FontFile3" in font for font in described)
    kinds = [str(element.S) for element in _structure(opened.Root.StructTreeRoot)]
    assert "/Document" in kinds
    figures = [element for element in _structure(opened.Root.StructTreeRoot) if element.S == "/Figure"]
    assert all("/Alt" in figure for figure in figures)
    if sheet in {"form_01", "form_02", "form_06", "form_07"}:
        assert {"/Table", "/THead", "/TH", "/TD"} <= set(kinds)


def _structure(node):
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from _structure(child)
