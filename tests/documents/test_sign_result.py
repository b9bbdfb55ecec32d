"""Signing and checking, against the signing simulator as its own process."""

import json
import shutil
import subprocess
from io import BytesIO

import pikepdf
import pypdfium2
import pytest

from cuamo.documents.errors import SigningRefused, SigningUnavailable
from cuamo.documents.models import SignedContent
from cuamo.documents.services.print_sheet import print_sheet
from cuamo.documents.services.sign_result import sign_pdf, stamp_of
from cuamo.documents.services.store import store_upload
from cuamo.documents.services.verify import verify_pdf
from tests.documents.conftest import blank_pdf, saved
from tests.documents.samples import SAMPLES
from tests.support import http

pytestmark = pytest.mark.django_db
MM = 72 / 25.4
SIGNER = {
    "signer_code": "LD-KL-01",
    "signer_name": "Phạm Văn Ví Dụ",
    "agency_name": "Ủy ban nhân dân phường Kim Liên",
}


@pytest.fixture
def result_pdf():
    return print_sheet("result", SAMPLES["result"])


@pytest.fixture
def mode(signing_url):
    def switch(name):
        http.post(f"{signing_url}/control", json={"mode": name}).raise_for_status()

    yield switch
    switch("normal")


def _signatures_made(signing_url):
    return int(http.get(f"{signing_url}/").text.split("Đã ký <strong>")[1].split("<")[0])


def test_a_signed_result_is_intact_stamped_lasting_and_trusted(result_pdf, signing, at):
    signed = sign_pdf(pdf=result_pdf, at=at, **SIGNER)

    (report,) = verify_pdf(signed, trust_roots=signing.trust_roots())
    assert (report.signer_name, report.agency_name) == (SIGNER["signer_name"], SIGNER["agency_name"])
    assert (report.intact, report.valid, report.trusted) == (True, True, True)
    assert (report.timestamped, report.long_term, report.covers_whole_file) == (True, True, True)
    assert report.signed_at is not None
    assert signed.startswith(result_pdf), "signing only adds to the file"


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="poppler's pdfsig is not installed")
def test_pdfsig_finds_the_signature_valid_and_trusts_the_test_root(result_pdf, signing, at, tmp_path):
    path = tmp_path / "ket-qua.pdf"
    path.write_bytes(sign_pdf(pdf=result_pdf, at=at, **SIGNER))

    told = subprocess.run(["pdfsig", str(path)], capture_output=True, text=True, check=False).stdout

    assert "Signature Validation: Signature is Valid." in told
    assert "Signer Certificate Common Name: Phạm Văn Ví Dụ" in told
    assert "ETSI.CAdES.detached" in told


def test_one_changed_byte_is_seen(result_pdf, signing, at):
    signed = bytearray(sign_pdf(pdf=result_pdf, at=at, **SIGNER))
    place = bytes(signed).index(b"stream\n") + 200
    signed[place] ^= 1

    (report,) = verify_pdf(bytes(signed))

    assert (report.intact, report.valid, report.covers_whole_file) == (False, False, False)
    assert report.problem


def test_what_is_added_after_signing_is_seen(result_pdf, signing, at):
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(BytesIO(sign_pdf(pdf=result_pdf, at=at, **SIGNER)))
    page = writer.find_page_for_modification(0)[0].get_object()
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
    writer.update_container(page)
    out = BytesIO()
    writer.write(out)

    (report,) = verify_pdf(out.getvalue())

    assert (report.intact, report.covers_whole_file) == (True, False)


def test_an_unsigned_or_unreadable_file_has_no_reports(result_pdf):
    assert verify_pdf(result_pdf) == []
    assert verify_pdf(b"not a pdf") == []
    assert verify_pdf(b"") == []


def test_another_root_is_not_trusted(result_pdf, signing, at):
    from tests.support.simulators import running_simulator

    signed = sign_pdf(pdf=result_pdf, at=at, **SIGNER)
    with running_simulator("signing") as other:
        stranger = http.get(f"{other}/ca/root.crt").content

    (report,) = verify_pdf(signed, trust_roots=[stranger])

    assert (report.intact, report.valid, report.trusted) == (True, True, False)


def test_the_same_content_is_signed_once(result_pdf, signing, signing_url, at):
    before = _signatures_made(signing_url)

    first = sign_pdf(pdf=result_pdf, at=at, **(SIGNER | {"signer_code": "LD-ONCE"}))
    second = sign_pdf(pdf=result_pdf, at=at, **(SIGNER | {"signer_code": "LD-ONCE"}))

    assert first == second
    assert _signatures_made(signing_url) == before + 1
    assert SignedContent.objects.filter(signer_code="LD-ONCE").count() == 1


def test_two_people_may_sign_one_after_the_other(result_pdf, signing, at):
    once = sign_pdf(pdf=result_pdf, at=at, **SIGNER)

    twice = sign_pdf(pdf=once, at=at, signer_code="VT-01", signer_name="Lê Thị Mẫu", agency_name="UBND")

    reports = verify_pdf(twice, trust_roots=signing.trust_roots())
    assert [report.signer_name for report in reports] == ["Phạm Văn Ví Dụ", "Lê Thị Mẫu"]
    assert [report.valid for report in reports] == [True, True]


def _box_of_signature(pdf):
    with pikepdf.open(BytesIO(pdf)) as opened:
        notes = [note for note in opened.pages[0].obj.Annots if str(note.Subtype) == "/Widget"]
        assert len(notes) == 1
        return tuple(float(value) for value in notes[0].Rect)


def _box_of_name(pdf, name):
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    index, count = text.search(name).get_next()
    assert text.count_rects(index, count) == 1
    return text.get_rect(0)


def test_the_stamp_stands_right_above_the_signer_s_name(result_pdf, signing, at):
    signed = sign_pdf(pdf=result_pdf, at=at, **SIGNER)

    left, bottom, right, top = _box_of_signature(signed)
    name_left, _, name_right, name_top = _box_of_name(result_pdf, SIGNER["signer_name"])
    assert (round((right - left) / MM), round((top - bottom) / MM)) == (76, 24)
    assert (left + right) / 2 == pytest.approx((name_left + name_right) / 2, abs=2)
    assert 1 * MM < bottom - name_top < 4 * MM


def test_the_stamp_covers_nothing_that_is_printed(result_pdf, signing, at):
    left, bottom, right, top = _box_of_signature(sign_pdf(pdf=result_pdf, at=at, **SIGNER))

    page = pypdfium2.PdfDocument(result_pdf)[0]
    under = (
        page.render(scale=2)
        .to_pil()
        .crop(
            tuple(
                round(2 * value)
                for value in (left, page.get_height() - top, right, page.get_height() - bottom)
            )
        )
    )
    assert under.convert("L").getextrema() == (255, 255)


def test_the_stamp_says_who_for_whom_and_when(at):
    text = pypdfium2.PdfDocument(
        stamp_of(at=at, signer_name="Phạm Văn Ví Dụ", agency_name="UBND phường Kim Liên")
    )[0]

    words = " ".join(text.get_textpage().get_text_range().split())
    assert words == (
        "Ký bởi: Phạm Văn Ví Dụ Cơ quan: UBND phường Kim Liên Thời gian ký: 2026-11-24T09:12:00+07:00"
    )


def test_a_document_without_the_name_is_stamped_at_the_top_right(signing, at):
    signed = sign_pdf(pdf=saved(blank_pdf(2)), at=at, **SIGNER)

    _, _, right, top = _box_of_signature(signed)
    assert (right, top) == (pytest.approx(420 - 10 * MM, abs=1), pytest.approx(595 - 10 * MM, abs=1))


@pytest.mark.parametrize("fault", ["error", "garbage", "no_timestamp"])
def test_a_service_out_of_order_is_a_reason_to_try_again_and_the_retry_signs(
    result_pdf, signing, at, mode, fault
):
    mode(fault)
    with pytest.raises(SigningUnavailable):
        sign_pdf(pdf=result_pdf, at=at, **SIGNER)
    assert SignedContent.objects.count() == 0

    mode("normal")
    assert verify_pdf(sign_pdf(pdf=result_pdf, at=at, **SIGNER))[0].valid


def test_a_service_that_is_away_is_a_reason_to_try_again(result_pdf, at):
    from cuamo.documents.ports import DocumentSigner
    from cuamo.interop.systems.signing.adapter import RemoteDocumentSigner
    from cuamo.kernel import ports
    from tests.support.simulators import refusing_address

    ports.bind(DocumentSigner, lambda: RemoteDocumentSigner(refusing_address(), "x"))

    with pytest.raises(SigningUnavailable):
        sign_pdf(pdf=result_pdf, at=at, **SIGNER)


def test_a_refusing_service_is_no_reason_to_try_again(result_pdf, signing, at, mode):
    mode("refuse")

    with pytest.raises(SigningRefused):
        sign_pdf(pdf=result_pdf, at=at, **SIGNER)


def test_a_revoked_signer_cannot_sign(result_pdf, signing, signing_url, at):
    revoked = SIGNER | {"signer_code": "LD-GONE"}
    sign_pdf(pdf=result_pdf, at=at, **revoked)
    http.post(
        f"{signing_url}/revoke",
        content=json.dumps({"signer_code": "LD-GONE"}),
        headers={"Content-Type": "application/json"},
    ).raise_for_status()

    with pytest.raises(SigningRefused):
        sign_pdf(pdf=print_sheet("result", SAMPLES["result"] | {"number": "2"}), at=at, **revoked)


def test_a_signed_result_uploaded_as_a_paper_keeps_its_signature(result_pdf, signing, at, clerk):
    from cuamo.documents.selectors.files import content_of

    signed = sign_pdf(pdf=result_pdf, at=at, **SIGNER)

    file = store_upload(data=signed, filename="ket-qua.pdf", actor=clerk, at=at)

    assert verify_pdf(content_of(file))[0].valid
