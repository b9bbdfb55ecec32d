"""The digitised copy of a paper: one to one, in colour, signed at the top right of its first page."""

import shutil
import subprocess
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from cuamo.documents.models import StoredFile
from cuamo.documents.rules.true_size import PaperSize, guessed_size, laid_out
from cuamo.documents.selectors.files import content_of
from cuamo.documents.services.digital_copy import copy_as_pdf, measure_pages
from cuamo.documents.services.merge_pages import merge_pages
from cuamo.documents.services.sign_copy import copy_stamp, sign_copy
from cuamo.documents.services.store import store_upload
from cuamo.documents.services.verify import verify_pdf
from tests.documents.conftest import saved
from tests.documents.pages import feeder_pdf, jpeg, sheet

pytestmark = pytest.mark.django_db
MM = 72 / 25.4
SIGNER = {
    "signer_code": "TN-KL-01",
    "signer_name": "Trần Văn Thử",
    "agency_name": "Điểm phục vụ hành chính công phường Kim Liên",
}


@pytest.fixture
def keep(clerk, at):
    def kept(data: bytes, name: str = "giay.jpg") -> StoredFile:
        return store_upload(data=data, filename=name, actor=clerk, at=at)

    return kept


@pytest.fixture
def scan(keep) -> StoredFile:
    return keep(jpeg(sheet()))


def _page_mm(pdf: bytes, page: int = 0) -> tuple[int, int]:
    with pikepdf.open(BytesIO(pdf)) as opened:
        left, bottom, right, top = (float(side) for side in opened.pages[page].mediabox)
    return round((right - left) / MM), round((top - bottom) / MM)


def test_a_scanned_sheet_becomes_a_colour_pdf_of_its_true_size_and_at_least_200_dpi(scan):
    pdf = copy_as_pdf(scan)

    (measure,) = measure_pages(scan)
    assert _page_mm(pdf) == (210, 297)
    assert (measure.dpi, measure.colour, measure.fault) == (200, True, "")
    assert pdf.startswith(b"%PDF-1.7")
    assert content_of(scan) in pdf, "the photograph goes in byte for byte"
    assert copy_as_pdf(scan) == pdf


def test_a_finer_photograph_of_the_same_sheet_still_lies_one_to_one(keep):
    large = sheet().resize((3000, round(3000 * sheet().height / sheet().width)))

    file = keep(jpeg(large))

    assert _page_mm(copy_as_pdf(file)) == (210, 297)
    assert measure_pages(file)[0].dpi == 363


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (jpeg(sheet().resize((620, 877))), "Trang 1 chỉ có 75 điểm mỗi inch, cần ít nhất 200."),
        (jpeg(sheet().convert("L")), "Trang 1 quét đen trắng, cần quét màu."),
    ],
)
def test_what_the_law_does_not_let_pass_is_said_with_its_page(keep, data, said):
    assert [measure.fault for measure in measure_pages(keep(data))] == [said]


def test_a_smaller_paper_needs_fewer_dots_where_the_officer_says_how_small_it_is(keep):
    file = keep(jpeg(sheet().resize((1170, 1654))))

    assert measure_pages(file)[0].dpi == 142
    assert measure_pages(file, size=PaperSize.A5)[0].fault == ""
    assert _page_mm(copy_as_pdf(file, size=PaperSize.A5)) == (148, 209)


@pytest.mark.parametrize(
    ("pixels", "size"),
    [((1654, 2339), PaperSize.A4), ((2339, 1654), PaperSize.A4), ((1012, 638), PaperSize.CARD)],
)
def test_the_size_is_guessed_from_the_shape(pixels, size):
    assert guessed_size(*pixels) is size
    assert guessed_size(1000, 1000) is PaperSize.AS_SCANNED
    assert min(laid_out(*pixels, size)) == pytest.approx({PaperSize.A4: 210, PaperSize.CARD: 53.98}[size])


def test_pages_put_together_are_laid_out_anew_each_from_its_own_picture(keep, clerk, at):
    large = sheet().resize((3000, round(3000 * sheet().height / sheet().width)))
    whole = merge_pages(files=[keep(jpeg(large)), keep(jpeg(sheet()))], actor=clerk, at=at)

    pdf = copy_as_pdf(whole)

    assert [_page_mm(pdf, page) for page in (0, 1)] == [(210, 297), (210, 297)]
    assert [measure.dpi for measure in measure_pages(whole)] == [363, 200]


def test_a_feeder_s_pdf_is_measured_by_its_own_pages(keep):
    file = keep(feeder_pdf(sheet(), sheet()), "quet.pdf")

    assert [(measure.dpi, measure.fault) for measure in measure_pages(file)] == [(200, ""), (200, "")]
    assert _page_mm(copy_as_pdf(file)) == (210, 297)


def test_the_signed_copy_is_intact_trusted_lasting_and_the_scan_stays_as_it_was(scan, signing, at):
    before = content_of(scan)

    signed = sign_copy(pdf=copy_as_pdf(scan), at=at, **SIGNER)

    (report,) = verify_pdf(signed, trust_roots=signing.trust_roots())
    assert (report.signer_name, report.agency_name) == (SIGNER["signer_name"], SIGNER["agency_name"])
    assert (report.valid, report.trusted, report.timestamped, report.long_term) == (True, True, True, True)
    assert report.covers_whole_file
    assert content_of(StoredFile.objects.get(id=scan.id)) == before


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="poppler's pdfsig is not installed")
def test_pdfsig_accepts_the_signed_copy(scan, signing, at, tmp_path):
    path = tmp_path / "ban-so-hoa.pdf"
    path.write_bytes(sign_copy(pdf=copy_as_pdf(scan), at=at, **SIGNER))

    told = subprocess.run(["pdfsig", str(path)], capture_output=True, text=True, check=False).stdout

    assert "Signature Validation: Signature is Valid." in told
    assert f"Signer Certificate Common Name: {SIGNER['signer_name']}" in told


def test_one_changed_byte_of_a_copy_is_seen(scan, signing, at):
    signed = bytearray(sign_copy(pdf=copy_as_pdf(scan), at=at, **SIGNER))
    signed[bytes(signed).index(b"stream\n") + 900] ^= 1

    (report,) = verify_pdf(bytes(signed))

    assert (report.intact, report.valid) == (False, False)


def test_the_same_copy_is_signed_once(scan, signing, at):
    pdf = copy_as_pdf(scan)

    assert sign_copy(pdf=pdf, at=at, **SIGNER) == sign_copy(pdf=pdf, at=at, **SIGNER)


def test_the_stamp_says_agency_and_time_in_iso_8601_at_ten_points_of_times_widths(at):
    stamp = copy_stamp(agency_name=SIGNER["agency_name"], at=at)

    text = _text_of(stamp)
    assert (
        " ".join(text.split()) == f"Cơ quan: {SIGNER['agency_name']} Thời gian ký: 2026-11-24T09:12:00+07:00"
    )
    with pikepdf.open(BytesIO(stamp)) as opened:
        fonts = [str(font.BaseFont) for font in opened.pages[0].Resources.Font.values()]
    assert fonts
    assert all(font.endswith("+Tinos-Regular") for font in fonts)
    page = pypdfium2.PdfDocument(stamp)[0]
    sizes = {round(_font_size(each), 1) for each in page.get_objects() if each.type == 1}
    assert sizes == {10.0}


def test_the_signature_stands_at_the_top_right_of_page_1_of_sheets_and_of_cards(scan, keep, signing, at):
    card = keep(jpeg(Image.new("RGB", (1012, 638), "white")))

    for file, wide, high in ((scan, 210, 297), (card, 85.6, 53.98)):
        left, bottom, right, top = _box_of_signature(sign_copy(pdf=copy_as_pdf(file), at=at, **SIGNER))
        assert wide / 2 - 1 < (left + right) / 2 / MM < wide, "in the right half"
        assert 0 <= wide - right / MM <= 22
        assert 4 <= high - top / MM <= 6
        assert left >= 0
        assert bottom > 0


def test_a_page_stored_lying_down_is_stood_up_before_it_is_signed(keep, signing, at):
    with pikepdf.open(BytesIO(feeder_pdf(sheet().rotate(90, expand=True)))) as pdf:
        pdf.pages[0].Rotate = 90
        file = keep(saved(pdf), "quet.pdf")

    pdf = copy_as_pdf(file)

    assert _page_mm(pdf) == (210, 297)
    seen = pypdfium2.PdfDocument(pdf)[0].render(scale=0.5).to_pil().convert("L")
    upright = Image.open(BytesIO(jpeg(sheet()))).convert("L").resize(seen.size)
    difference = sum(abs(a - b) for a, b in zip(seen.tobytes(), upright.tobytes(), strict=True)) / len(
        seen.tobytes()
    )
    assert difference < 12


def test_what_is_signed_already_is_not_drawn_anew_but_signed_once_more(scan, keep, signing, at):
    first = sign_copy(pdf=copy_as_pdf(scan), at=at, **SIGNER)
    file = keep(first, "da-ky.pdf")

    again = sign_copy(pdf=copy_as_pdf(file), at=at, **SIGNER)

    assert again.startswith(first)
    assert [report.valid for report in verify_pdf(again)] == [True, True]


def _text_of(pdf: bytes) -> str:
    return str(pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range())


def _font_size(text: pypdfium2.PdfObject) -> float:
    import ctypes

    size = ctypes.c_float()
    pypdfium2.raw.FPDFTextObj_GetFontSize(text.raw, ctypes.byref(size))
    return float(size.value) * float(text.get_matrix().d)


def _box_of_signature(pdf: bytes) -> list[float]:
    with pikepdf.open(BytesIO(pdf)) as opened:
        (note,) = [each for each in opened.pages[0].obj.Annots if str(each.Subtype) == "/Widget"]
        return [float(side) for side in note.Rect]
