"""P8 and T2: an electronic receipt is checked by anybody with its code, and is the payer's to keep."""

import pypdfium2
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from cuamo.documents.ports import DocumentSigner
from cuamo.documents.selectors.signatures import signatures_of
from cuamo.dossiers.models import Dossier, ReceiptFile
from cuamo.dossiers.services.receipt_file import receipt_pdf
from cuamo.dossiers.subscribers import keep_receipts
from cuamo.interop.systems.signing.adapter import RemoteDocumentSigner
from cuamo.kernel import events, ports
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.shifts import open_shift_of
from cuamo.organisation.services.sign_in_limit import take_try
from cuamo.payments.models import ElectronicReceipt
from cuamo.payments.services.electronic_receipt import cancel_receipt
from cuamo.payments.services.open_request import open_request
from cuamo.payments.services.take_cash import take_cash
from cuamo.people.models import Account
from tests.support.city import begin_shift, staff
from tests.support.simulators import running_simulator
from tests.web.my.conftest import OTHER_CARD, sign_in

pytestmark = pytest.mark.django_db
NAME = "Nguyễn Thị Đặng Thẳng"
LINES = [
    {
        "key": key,
        "name_vi": name,
        "kind": "PHI",
        "setter": setter,
        "citizen_vnd": amount_vnd,
        "budget_vnd": 0,
    }
    for key, name, setter, amount_vnd in (
        ("hdnd", "Lệ phí hộ tịch", "COUNCIL", 3_000),
        ("btc", "Phí cấp bản sao trích lục", "MOF", 5_000),
    )
]


@pytest.fixture(scope="module")
def signing_url():
    with running_simulator("signing") as url:
        yield url


@pytest.fixture
def receipt(counter, signing_url) -> ElectronicReceipt:
    """The receipt of 8.000 ₫ taken in cash for a dossier, issued by the ledger's reader."""
    adapter = RemoteDocumentSigner(signing_url, settings.SIGNING_SECRET)
    ports.bind(DocumentSigner, lambda: adapter)
    dossier = counter.sent()
    clerk, now = staff("quay.hoankiem"), timezone.now()
    if open_shift_of(clerk.id) is None:
        begin_shift(clerk, at=now)
    request = open_request(
        subject_id=dossier.id,
        subject_code=dossier.shown_code,
        lines=LINES,
        payer_name=NAME,
        actor=clerk,
        at=now,
    )
    shift = open_shift_of(clerk.id)
    take_cash(request_id=request.id, tendered_vnd=10_000, shift_id=shift.id, clerk=clerk, at=now)
    settled = [event for event in events.history_of(dossier.id) if event.name == "payment.settled"]
    for event in settled * 2:
        keep_receipts(event)
    return ElectronicReceipt.objects.select_related("request").get(request=request)


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def test_the_receipt_of_cash_is_of_the_point_that_took_it_and_lists_fees_by_who_set_them(receipt):
    pdf = receipt_pdf(receipt_id=receipt.id, at=timezone.now())

    said = words_of(pdf)
    assert receipt.unit_code == staff("quay.hoankiem").unit_code
    for words in (receipt.shown_number, NAME, "Lệ phí hộ tịch", "ngân sách thành phố", "ngân sách nhà nước"):
        assert words in said
    assert "8.000" in said
    assert "IN LẠI" not in said


def test_the_file_is_signed_once_and_kept_byte_for_byte(receipt):
    first = receipt_pdf(receipt_id=receipt.id, at=timezone.now())

    again = receipt_pdf(receipt_id=receipt.id, at=timezone.now())

    receipt.refresh_from_db()
    assert again == first
    kept = ReceiptFile.objects.get(receipt_id=receipt.id)
    assert (kept.dossier_id, kept.file.size) == (receipt.request.subject_id, len(first))
    assert events.names_of(receipt.id) == ["receipt.issued", "receipt.filed"]
    assert receipt.signed == bool(signatures_of(first))
    assert receipt.signed


def test_the_page_behind_the_qr_says_amount_purpose_and_validity_and_covers_the_payer(receipt):
    answer = Client().get(f"/bien-lai/{receipt.token}/")

    page = answer.content.decode()
    assert answer.status_code == 200
    for words in ("còn hiệu lực", receipt.shown_number, "8.000", "Lệ phí hộ tịch", "N. T. Đ. T."):
        assert words in page
    assert NAME not in page
    paper = Client().get(f"/bien-lai/{receipt.token}/tep/")
    said = words_of(paper.content)
    assert receipt.shown_number in said
    assert NAME not in said


def test_a_cancelled_receipt_says_so_everywhere(receipt):
    kept = receipt_pdf(receipt_id=receipt.id, at=timezone.now())
    cancel_receipt(request_id=receipt.request_id, reason="Đã hoàn tiền, phiếu hoàn HT-1", at=timezone.now())

    assert "đã hủy" in Client().get(f"/bien-lai/{receipt.token}/").content.decode()
    english = Client().get(f"/en/bien-lai/{receipt.token}/").content.decode()
    assert 'Reason: <span lang="vi">Đã hoàn tiền, phiếu hoàn HT-1</span>' in english
    unit = Unit.objects.get(code=receipt.unit_code)
    assert unit.name_en in english
    assert unit.name_vi not in english
    assert "ĐÃ HỦY" in words_of(Client().get(f"/bien-lai/{receipt.token}/tep/").content)
    assert receipt_pdf(receipt_id=receipt.id, at=timezone.now()) == kept, "the original is never rewritten"


def test_an_unknown_code_is_told_apart_and_after_thirty_tries_nobody_is_answered(receipt):
    client = Client()

    first = client.get("/bien-lai/khong-co-that/")
    for number in range(40):
        last = client.get(f"/bien-lai/khong-{number}/")

    assert first.status_code == 404
    assert "Đừng trả tiền" in first.content.decode()
    assert last.status_code == 429
    assert client.get(f"/bien-lai/{receipt.token}/").status_code == 429


def test_sixty_files_in_ten_minutes_are_drawn_for_one_address_and_no_more(receipt):
    client = Client()
    url = f"/bien-lai/{receipt.token}/tep/"
    assert client.get(url).status_code == 200
    for _ in range(59):
        take_try(what="receipt-files-to:127.0.0.1", most=60, at=timezone.now())

    last = client.get(url)

    assert last.status_code == 429
    assert int(last["Retry-After"]) > 0
    assert client.get(f"/bien-lai/{receipt.token}/").status_code == 200, "the page itself is still read"


def test_links_of_no_dossier_are_tried_few_times(receipt):
    client = Client()
    for number in range(30):
        assert client.get(f"/t/KHONGCO{number:05d}/bien-lai/").status_code == 404

    assert client.get("/t/KHONGCO99999/bien-lai/").status_code == 429


def test_the_link_of_the_text_leads_to_the_receipt_without_signing_in(receipt):
    dossier = Dossier.objects.get(id=receipt.request.subject_id)

    answer = Client().get(f"/t/{dossier.tracking_token}/bien-lai/")

    assert answer.status_code == 302
    assert answer["Location"] == f"/bien-lai/{receipt.token}/"
    assert Client().get("/t/khong-co/bien-lai/").status_code == 404


def test_the_payer_downloads_the_original_and_nobody_else_does(receipt):
    dossier_id = receipt.request.subject_id
    path = f"/toi/ho-so/{dossier_id}/bien-lai-dien-tu/{receipt.id}/"

    mine, other = sign_in(), sign_in(OTHER_CARD, "vneid-2")

    assert mine.get(path).content == receipt_pdf(receipt_id=receipt.id, at=timezone.now())
    assert receipt.shown_number in mine.get(f"/toi/ho-so/{dossier_id}/").content.decode()
    assert other.get(path).status_code in {403, 404}
    assert Client().get(path).status_code == 302


def test_on_paper_at_a_counter_it_says_how_often_it_was_printed_and_never_who_paid(receipt):
    clerk = Client()
    clerk.force_login(Account.objects.get(username="quay.hoankiem"))
    assert "In bản giấy" in clerk.get(f"/bien-lai/{receipt.token}/").content.decode()
    assert "In bản giấy" not in Client().get(f"/bien-lai/{receipt.token}/").content.decode()
    path = f"/quay/bien-lai-dien-tu/{receipt.token}/"

    first, second = (words_of(clerk.post(path).content) for _ in range(2))

    assert "IN LẠI" not in first
    assert "IN LẠI lần 1" in second
    assert NAME not in first + second
    assert clerk.get(path).status_code == 405
    assert Client().post(path).status_code == 302
    assert clerk.post("/quay/bien-lai-dien-tu/khong-co/").status_code == 404
