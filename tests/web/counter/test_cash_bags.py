"""Q15: after closing, the money of a shift goes into a bag, through two people, to the bank."""

import re
from datetime import timedelta

import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.clock import HANOI
from cuamo.organisation.selectors.shifts import open_shift_of
from cuamo.payments.models import CashBag, CashDifference
from cuamo.payments.reconciling import FileSide
from cuamo.payments.services.open_request import open_request
from cuamo.payments.services.read_money_file import read_money_file
from cuamo.payments.services.take_cash import take_cash
from cuamo.people.models import Account
from tests.support.city import begin_shift, staff
from tests.web.test_electronic_receipt import LINES

pytestmark = pytest.mark.django_db
BAGS, FINANCE, COURIER = "/quay/ca/tui-tien/", "/tai-chinh/tien-mat/", "/giao/tui-tien"
SEAL = "NP 4711"


def browser(username: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return client


@pytest.fixture
def clerk(city) -> Client:
    """A clerk who took 8.000 ₫ and closed the shift with `counted`."""
    actor, now = staff("quay.hoankiem"), timezone.now()
    begin_shift(actor, at=now - timedelta(minutes=5))
    shift = open_shift_of(actor.id)
    request = open_request(
        subject_id=shift.id, subject_code="X-1", lines=LINES, payer_name="An", actor=actor, at=now
    )
    take_cash(request_id=request.id, tendered_vnd=10_000, shift_id=shift.id, clerk=actor, at=now)
    return browser("quay.hoankiem")


def close(client: Client, counted: str = "508.000", **more):
    return client.post("/quay/ca/", {"counted": counted, "leave": "close", **more})


def statement(amount_vnd: int) -> None:
    """The bank's statement of yesterday with one line of cash that names no bag."""
    now = timezone.now()
    day = now.astimezone(HANOI).date() - timedelta(days=1)
    moment = f"{day}T09:00:00+07:00"
    content = (
        f"H,BANK,{day},0\nL,VCB-77,{moment},{amount_vnd},CSH,A,NOP TIEN\nE,1,{amount_vnd},{amount_vnd}\n"
    )
    read_money_file(side=FileSide.BANK, day=day, content=content.encode(), actor=SYSTEM, at=now)


def test_closing_leads_to_the_bag_and_the_bag_to_the_bank(clerk):
    answer = close(clerk)
    assert (answer.status_code, answer["Location"]) == (302, BAGS)
    page = clerk.get(BAGS).content.decode()
    assert "8.000" in page
    shift = re.search(r'name="shift"\s+value="([0-9a-f-]{36})"', page)[1]
    lead, courier = browser("truongca.hoankiem"), browser("buuta.hoankiem")

    assert clerk.post(BAGS, {"act": "pack", "shift": shift, "seal_number": SEAL}).status_code == 302
    bag = CashBag.objects.get()
    assert clerk.post(BAGS, {"act": "seal", "bag": bag.id, "seal_seen": SEAL}).status_code == 403
    assert "Ký niêm phong" in lead.get(BAGS).content.decode()
    wrong = lead.post(BAGS, {"act": "seal", "bag": bag.id, "seal_seen": "NP4712"})
    assert wrong.status_code == 409
    assert "không khớp" in wrong.content.decode()
    assert lead.post(BAGS, {"act": "seal", "bag": bag.id, "seal_seen": SEAL}).status_code == 302
    assert lead.post(BAGS, {"act": "give", "bag": bag.id, "bank_receipt": ""}).status_code == 302
    assert bag.number in courier.get(COURIER).content.decode()
    assert courier.post(COURIER, {"act": "take", "bag": bag.id, "seal_seen": SEAL}).status_code == 302
    told = {"act": "told", "bag": bag.id, "slip_number": "GNT 99", "slip_vnd": "8.000"}
    assert courier.post(COURIER, told).status_code == 302

    finance = browser("ketoan.trungtam")
    assert "GNT99" in finance.get(FINANCE).content.decode()
    statement(7_000)
    said = {"act": "propose", "bag": bag.id, "line": "VCB-77", "words": "Người mang túi không ghi số túi"}
    assert finance.post(FINANCE, said | {"line": "VCB-78"}).status_code == 422
    assert finance.post(FINANCE, said).status_code == 302
    agreed = {"act": "agree", "bag": bag.id, "seen": "DEPOSIT:VCB-77"}
    assert finance.post(FINANCE, agreed).status_code == 403
    other = browser("ketoan2.trungtam")
    assert "Người mang túi không ghi số túi" in other.get(FINANCE).content.decode()
    assert other.post(FINANCE, agreed).status_code == 302

    bag.refresh_from_db()
    assert (bag.state, bag.deposited_vnd) == ("DONE", 7_000)
    difference = CashDifference.objects.get()
    assert "lệch" in courier.get(COURIER).content.decode()
    early = finance.post(FINANCE, {"act": "close", "difference": difference.id, "conclusion": "Xong"})
    assert early.status_code == 409
    words = {"act": "explain", "difference": difference.id, "words": "Ngân hàng trả lại tờ rách"}
    assert courier.post(COURIER, words).status_code == 302
    page = finance.get(FINANCE).content.decode()
    assert "tờ rách" in page
    done = finance.post(FINANCE, {"act": "close", "difference": difference.id, "conclusion": "Nộp bù"})
    assert done.status_code == 302
    assert bag.number in finance.get(FINANCE + "?nhom=da-vao").content.decode()


def test_the_slip_names_bag_seal_and_shift_and_counts_its_prints(clerk):
    close(clerk)
    shift = re.search(r'name="shift"\s+value="([0-9a-f-]{36})"', clerk.get(BAGS).content.decode())[1]
    clerk.post(BAGS, {"act": "pack", "shift": shift, "seal_number": SEAL})
    bag = CashBag.objects.get()

    prints = [clerk.get(f"{BAGS}{bag.id}/phieu/").content for _ in range(2)]

    said = [pypdfium2.PdfDocument(data)[0].get_textpage().get_text_bounded() for data in prints]
    assert all(words in said[0] for words in (bag.number, "NP4711", "8.000", "PHIẾU TÚI TIỀN"))
    assert "IN LẠI" not in said[0]
    assert "IN LẠI lần 1" in said[1]


@pytest.mark.parametrize("username", ["tiepnhan.hoankiem", "ketoan.trungtam", "buuta.hoankiem"])
def test_the_counters_page_is_for_clerks(clerk, username):
    close(clerk)

    assert browser(username).get(BAGS).status_code == 403


@pytest.mark.parametrize(
    "username", ["quay.hoankiem", "truongca.hoankiem", "buuta.hoankiem", "giamsat.trungtam"]
)
def test_the_page_of_finance_is_for_accountants_of_the_centre(clerk, username):
    assert browser(username).get(FINANCE).status_code == 403


def test_bad_input_is_answered_and_changes_nothing(clerk):
    close(clerk)
    for act in ("pack", "seal", "give", "told", "explain", "x"):
        answer = clerk.post(BAGS, {"act": act, "bag": "x", "shift": "x", "seal_number": "NP-1"})
        assert answer.status_code in {404, 409, 422}

    assert not CashBag.objects.exists()


def test_many_bags_take_no_more_questions(clerk):
    close(clerk)
    shift = re.search(r'name="shift"\s+value="([0-9a-f-]{36})"', clerk.get(BAGS).content.decode())[1]
    clerk.post(BAGS, {"act": "pack", "shift": shift, "seal_number": SEAL})
    finance = browser("ketoan.trungtam")

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            finance.get(FINANCE)
        return len(asked)

    questions()
    one = questions()
    now = timezone.now()
    CashBag.objects.bulk_create(
        CashBag(
            number=f"TM-X-26-{number:05d}",
            unit_code="DL-001",
            seal_number=f"S-{number}",
            amount_vnd=1_000,
            packed_by_id="x",
            packed_by_name="X",
            packed_at=now + timedelta(seconds=number),
        )
        for number in range(60)
    )

    assert questions() == one
    page = finance.get(FINANCE).content.decode()
    after = re.search(r'href="(\?nhom=[^"]+)"', page)[1].replace("&amp;", "&")
    assert "TM-X-26-00055" in finance.get(FINANCE + after).content.decode()
