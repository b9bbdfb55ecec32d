"""Every slip, label and result opens in poppler, and its codes are read from a 150 dpi picture poppler drew.

QR codes are drawn by segno and read by zxing; bar codes are drawn from zxing's modules and read by a decoder
of the tests' own, so that nobody judges their own work.
"""

import shutil
import subprocess
from datetime import date

import pytest
import zxingcpp
from PIL import Image

from cuamo.documents.rules.open_place import ISSUED, NUMBER
from cuamo.documents.rules.page_code import PageCode
from cuamo.documents.rules.sheets import SHEETS
from cuamo.documents.services.open_fields import with_open_fields
from cuamo.documents.services.print_sheet import open_places, print_sheet
from cuamo.documents.services.sign_result import seal_pdf, sign_pdf
from tests.documents.samples import SAMPLES
from tests.support.code128 import read_code128
from tests.support.paper import opened

pytestmark = pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler is not installed")


def qr_codes(pictures: list[Image.Image]) -> set[str]:
    wanted = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    return {code.text for one in pictures for code in zxingcpp.read_barcodes(one, formats=wanted)}


def expected_bars(name: str, pages: int) -> set[str]:
    kind, data = SHEETS[name], SAMPLES[name]
    codes: set[str] = set()
    if kind.bars and not (name == "slip_a5" and data.get("page_url")):
        codes.add(str(data[kind.bars]))
    if kind.label:
        codes.add(str(data[kind.label].get("code") or data["code"]))
    if kind.bars_in:
        codes |= {str(item["code"]) for item in data[kind.bars_in]}
    if kind.form:
        code = str(data[kind.form_code])
        codes |= {str(PageCode(code, kind.form, page, pages)) for page in range(1, pages + 1)}
    return codes


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_the_sheet_opens_and_all_its_codes_are_read(name, tmp_path):
    pictures, words = opened(print_sheet(name, SAMPLES[name]), tmp_path)

    assert len(words.split()) > 5
    kind, data = SHEETS[name], SAMPLES[name]
    bars = set().union(*(read_code128(one) for one in pictures))
    assert expected_bars(name, len(pictures)) <= bars
    if kind.qr and data.get(kind.qr):
        assert str(data[kind.qr]) in qr_codes(pictures)


def test_a_slip_of_the_counter_without_a_page_of_its_own_carries_its_bar_code(tmp_path):
    data = {key: value for key, value in SAMPLES["slip_a5"].items() if key != "page_url"}

    pictures, _ = opened(print_sheet("slip_a5", data | {"code": "H26.16-20261124-0000012"}), tmp_path)

    assert "H26.16-20261124-0000012" in set().union(*(read_code128(one) for one in pictures))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("number", "token", "day"),
    [
        ("12/2026/KL", "FIRST0000000TOKEN", date(2026, 11, 26)),
        ("15/2026/KL", "CORRECTED000TOKEN", date(2026, 12, 1)),
    ],
)
def test_a_result_and_the_corrected_one_open_with_their_qr_number_and_two_signatures(
    signing, at, tmp_path, number, token, day
):
    url = f"http://localhost:8000/kiem-tra/{token}"
    data = SAMPLES["result"] | {"open": True, "number": "", "check_url": url}
    paper = with_open_fields(
        print_sheet("result", data), open_places("result", data), shown={}, signer=data["signer_name"]
    )
    signed = sign_pdf(
        pdf=paper,
        signer_code="LD-SLIP",
        signer_name=data["signer_name"],
        agency_name=data["agency_name"],
        at=at,
        open_for_number=True,
    )
    written = {NUMBER: f"Số: {number}", ISSUED: f"Hà Nội, ngày {day:%d} tháng {day.month} năm {day.year}"}
    sealed = seal_pdf(
        pdf=signed, values=written, agency_code="PX-SLIP", agency_name=data["agency_name"], at=at
    )

    pictures, words = opened(sealed, tmp_path)

    assert url in qr_codes(pictures)
    for line in written.values():
        assert line in " ".join(words.split())
    told = subprocess.run(
        ["pdfsig", str(tmp_path / "slip.pdf")], capture_output=True, text=True, check=False, timeout=60
    ).stdout
    assert told.count("Signature Validation: Signature is Valid.") == 2
