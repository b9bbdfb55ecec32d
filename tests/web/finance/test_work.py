"""F2–F9: an accountant finds, matches, asks back, decides and reads the books; never touches a case."""

import io
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cuamo.kernel import events
from cuamo.kernel.clock import HANOI
from cuamo.payments.models import PaymentAttempt, PaymentRequest, Refund, SuspenseItem
from cuamo.payments.rules import asking
from cuamo.payments.selectors.books import trial_balance
from cuamo.payments.services.ask_refund import ask_refund
from cuamo.payments.services.receive_callback import take_transaction
from cuamo.payments.services.start_attempt import start_attempt
from cuamo.payments.types import Account, Transaction
from cuamo.people.models import Reading
from cuamo.web.finance.words import ACCOUNTS, account_words
from tests.support.city import staff
from tests.web.finance.money import comes, demand, nobody_knows, paid_twice
from tests.web.oversight.facts import at_screen

pytestmark = pytest.mark.django_db
WHY = "Người nộp đã gọi, chuyển hai lần"


def text_of(answer):
    return answer.content.decode()


@pytest.fixture
def mine(city):
    return at_screen("ketoan.trungtam")


@pytest.fixture
def other(city):
    return at_screen("ketoan2.trungtam")


def ask(item):
    return ask_refund(
        item_id=item.id,
        way="GATEWAY",
        reason=WHY,
        accountant=staff("ketoan.trungtam"),
        at=timezone.now(),
    )


def test_a_sum_paid_twice_is_asked_back_by_one_and_approved_by_another(mine, other):
    item = paid_twice()
    page = text_of(mine.get(f"/tai-chinh/chua-ro/{item.id}/"))
    assert "Đề nghị hoàn tiền." in page

    mine.post(f"/tai-chinh/chua-ro/{item.id}/hoan/", {"cach": "GATEWAY", "ly_do": WHY})
    refund = Refund.objects.get(item=item)
    own = text_of(mine.get(f"/tai-chinh/hoan/{refund.id}/"))
    assert "Người đề nghị không tự duyệt" in own
    assert "Duyệt hoàn tiền</button>" not in own

    mine.post(f"/tai-chinh/hoan/{refund.id}/duyet/", {"quyet": "duyet"})
    refund.refresh_from_db()
    assert refund.state == "ASKED"

    assert "Duyệt hoàn tiền</button>" in text_of(other.get(f"/tai-chinh/hoan/{refund.id}/"))
    other.post(f"/tai-chinh/hoan/{refund.id}/duyet/", {"quyet": "duyet"})
    refund.refresh_from_db()
    assert (refund.state, refund.decided_by_name) == ("APPROVED", staff("ketoan2.trungtam").name)


def test_not_approving_needs_a_reason(mine, other):
    refund = ask(paid_twice())

    answer = other.post(f"/tai-chinh/hoan/{refund.id}/duyet/", {"quyet": "khong", "ly_do": "chưa rõ"})
    assert answer.status_code == 422
    assert 'id="ly_do-loi"' in text_of(answer)
    assert ">chưa rõ</textarea>" in text_of(answer)
    refund.refresh_from_db()
    assert refund.state == "ASKED"
    other.post(
        f"/tai-chinh/hoan/{refund.id}/duyet/", {"quyet": "khong", "ly_do": "Chưa thấy giao dịch thứ hai"}
    )

    refund.refresh_from_db()
    assert (refund.state, refund.refusal) == ("REFUSED", "Chưa thấy giao dịch thứ hai")


def test_unknown_money_shows_whose_it_may_be_and_pays_the_one_two_accountants_chose(mine, other):
    other_sum, same_sum = demand(9_000, code="H26.16-261120-0000777"), demand(8_000)
    item = nobody_knows(8_000)
    page = text_of(mine.get(f"/tai-chinh/chua-ro/{item.id}/"))
    assert same_sum.subject_code in page
    assert other_sum.subject_code not in page

    mine.post(
        f"/tai-chinh/chua-ro/{item.id}/ghep/",
        {"khoan": str(same_sum.id), "ly_do": "Đã gọi người chuyển tiền"},
    )
    same_sum.refresh_from_db()
    assert same_sum.state == "AWAITING"
    decide = (f"/tai-chinh/chua-ro/{item.id}/duyet-ghep/", {"quyet": "duyet", "khoan": str(same_sum.id)})
    refused = mine.post(*decide)
    same_sum.refresh_from_db()
    assert (refused.status_code, same_sum.state) == (403, "AWAITING")
    assert "Người đề nghị ghép không tự duyệt." in text_of(refused)

    other.post(*decide)

    same_sum.refresh_from_db()
    item.refresh_from_db()
    assert (same_sum.state, item.left_vnd, item.request_id) == ("PAID", 0, same_sum.id)
    assert trial_balance()["suspense"] == 0
    assert events.names_of(same_sum.subject_id) == ["payment.opened", "payment.settled", "payment.matched"]


def test_a_refused_reason_stays_in_its_field_with_the_choice(mine):
    same_sum, item = demand(8_000), nobody_knows(8_000)

    answer = mine.post(f"/tai-chinh/chua-ro/{item.id}/ghep/", {"khoan": str(same_sum.id), "ly_do": "ngắn"})

    page = text_of(answer)
    item.refresh_from_db()
    assert (answer.status_code, item.proposed_request_id) == (422, None)
    assert 'id="ly_do-loi"' in page
    assert ">ngắn</textarea>" in page
    chosen = page[page.index(f'value="{same_sum.id}"') :]
    assert chosen[: chosen.index(">")].split()[-1] == "checked"


def test_a_match_that_is_not_approved_moves_nothing(mine, other):
    same_sum, item = demand(8_000), nobody_knows(8_000)
    url = f"/tai-chinh/chua-ro/{item.id}/"
    mine.post(f"{url}ghep/", {"khoan": str(same_sum.id), "ly_do": "Đã gọi người chuyển tiền"})
    assert "Đã gọi người chuyển tiền" in text_of(other.get(url))

    other.post(f"{url}duyet-ghep/", {"quyet": "khong", "ly_do": "Người chuyển là người khác"})

    item.refresh_from_db()
    same_sum.refresh_from_db()
    assert (item.left_vnd, item.proposed_request_id, same_sum.state) == (8_000, None, "AWAITING")
    assert trial_balance()["suspense"] == -8_000


def test_a_cut_off_reference_and_a_code_in_the_words_lead_to_the_demand(mine):
    by_reference = demand(20_000, code="A-1")
    reference = start_attempt(request_id=by_reference.id, at=timezone.now()).reference
    by_code = demand(30_000, code="H26.16-261120-0000987")
    cut = nobody_knows(5_000, words=f"NGUYEN VAN A chuyen {reference[:9]}", number="FT1")
    named = nobody_knows(5_000, words="nop phi ho so 0000987", number="FT2")

    assert by_reference.subject_code in text_of(mine.get(f"/tai-chinh/chua-ro/{cut.id}/"))
    assert by_code.subject_code in text_of(mine.get(f"/tai-chinh/chua-ro/{named.id}/"))


def test_nobodys_money_may_be_refunded_once_somebody_said_so(mine):
    item = nobody_knows()
    url = f"/tai-chinh/chua-ro/{item.id}/"
    mine.post(f"{url}hoan/", {"cach": "GATEWAY", "ly_do": WHY})
    assert not Refund.objects.exists()

    mine.post(f"{url}ghep/", {"khoan": "khong-cua-ai", "ly_do": "Không có hồ sơ nào như vậy"})
    mine.post(f"{url}hoan/", {"cach": "GATEWAY", "ly_do": WHY})

    assert Refund.objects.get().cause == "UNCLEAR"


def test_one_demand_shows_everything_and_its_look_is_kept(mine, counter):
    dossier = counter.confirmed()
    request = open_for(dossier)

    page = text_of(mine.get(f"/tai-chinh/khoan/{request.id}/"))

    assert "Nộp trực tiếp thì trả đủ." in page
    assert request.payer_name in page
    read = Reading.objects.filter(person_id=dossier.applicant_id, purpose="Kiểm tra tiền của hồ sơ")
    assert read.count() == 1
    state = dossier.state
    dossier.refresh_from_db()
    assert dossier.state == state


def open_for(dossier) -> PaymentRequest:
    request = demand()
    PaymentRequest.objects.filter(id=request.id).update(subject_id=dossier.id)
    return request


@pytest.mark.parametrize(
    ("failed", "words"), [(True, "Ngân hàng báo không thành công"), (False, "Chưa có tiền về")]
)
def test_a_code_that_is_still_asked_about_is_told_so_with_its_last_day_and_never_as_ended(
    mine, failed, words
):
    request, now = demand(9_000), timezone.now()
    old = start_attempt(request_id=request.id, at=now)
    if failed:
        said = Transaction("FTZ1", old.reference, 9_000, False, now)
        take_transaction(said=said, body=b"{}", source="CALLBACK", at=now)
    else:
        PaymentAttempt.objects.filter(id=old.id).update(state="EXPIRED", ask_again_at=None)
    start_attempt(request_id=request.id, at=now)
    most = settings.PAYMENT_LATE_QUESTIONS
    old.refresh_from_db()
    last = asking.asked_until(next_at=old.ask_again_at, answered=0, most=most, expires_at=old.expires_at)

    page = " ".join(mine.get(f"/tai-chinh/khoan/{request.id}/").content.decode().split())
    until = last.astimezone(HANOI).strftime("%H:%M %d/%m/%Y")
    assert f'{words}. Đang hỏi thêm đến <span class="so">{until}</span>' in page
    assert "Hết hạn, không có tiền về" not in page

    PaymentAttempt.objects.filter(id=old.id).update(ask_again_at=None, answered_late=most)
    page = mine.get(f"/tai-chinh/khoan/{request.id}/").content.decode()
    assert "Đang hỏi thêm" not in page
    assert ("Hết hạn, không có tiền về" in page) is not failed


def test_the_list_names_nobody_and_finds_by_code_state_and_day(mine):
    waiting, done = demand(code="H26.16-1-0000001"), paid_twice().request
    page = text_of(mine.get("/tai-chinh/khoan/"))
    assert waiting.subject_code in page
    assert waiting.payer_name not in page

    assert done.subject_code not in text_of(mine.get("/tai-chinh/khoan/?q=0000001"))
    assert waiting.subject_code not in text_of(mine.get("/tai-chinh/khoan/?trang_thai=REFUND_DUE"))
    assert "Không thấy khoản nào" in text_of(mine.get("/tai-chinh/khoan/?ngay=2020-01-01"))


def test_the_books_are_read_by_account_and_carried_away(mine):
    paid_twice()
    page = text_of(mine.get("/tai-chinh/so/?tai_khoan=suspense"))
    assert "Giao dịch FTA2" in page
    assert "Giao dịch FTA1" not in page
    assert "gateway:" not in page
    assert "Giao dịch FTA2" in text_of(mine.get("/tai-chinh/so/?nguon=FTA2"))
    assert "FTA1" not in text_of(mine.get("/tai-chinh/so/?nguon=FTA2"))

    table = b"".join(mine.get("/tai-chinh/so/?tai_khoan=suspense&tep=csv").streaming_content).decode()
    assert table.startswith("\ufeffLúc,Loại")
    assert table.count("\r\n") == 3
    book = b"".join(mine.get("/tai-chinh/so/?tep=xlsx").streaming_content)
    assert "xl/worksheets/sheet1.xml" in ZipFile(io.BytesIO(book)).namelist()


def test_the_trial_balance_is_balanced_and_leads_to_the_journal(mine):
    paid_twice()

    page = text_of(mine.get("/tai-chinh/can-doi/"))

    assert "Sổ cân: bên nợ bằng bên có." in page
    assert "?tai_khoan=suspense" in page


def test_parts_left_and_contradictions_have_their_owner(mine):
    attempt = start_attempt(request_id=demand(9_000, code="H26.16-2-0000002").id, at=timezone.now())
    comes(attempt.reference, 4_000, "FTP")
    comes(attempt.reference, 5_000, "FTP")
    assert "Người nộp trả nốt" in text_of(mine.get("/tai-chinh/chua-ro/?nhom=thieu"))
    page = text_of(mine.get("/tai-chinh/chua-ro/?nhom=mau-thuan"))
    assert "FTP" in page

    told = attempt.callbacks.get()
    mine.post(f"/tai-chinh/mau-thuan/{told.id}/", {"tra_loi": "Cổng trả lời: 4.000 đồng là đúng"})

    assert "FTP" not in text_of(mine.get("/tai-chinh/chua-ro/?nhom=mau-thuan"))


def test_lists_ask_no_question_per_row(mine):
    for number in range(3):
        ask(paid_twice(number=f"FT{number}-"))
    counts = {}
    for path in ("khoan/", "chua-ro/", "hoan/", "so/", "can-doi/"):
        with CaptureQueriesContext(connection) as asked:
            mine.get(f"/tai-chinh/{path}")
        counts[path] = len(asked)

    assert counts == {"khoan/": 5, "chua-ro/": 9, "hoan/": 8, "so/": 6, "can-doi/": 5}
    assert SuspenseItem.objects.count() == 3


@pytest.mark.parametrize(
    "path",
    [
        "khoan/",
        "chua-ro/",
        "hoan/",
        "so/",
        "can-doi/",
        "so/?tep=csv",
        "khoan/0198f0f0-0000-7000-8000-000000000000/",
    ],
)
@pytest.mark.parametrize("username", ["quay.hoankiem", "giamsat.trungtam", "dieuphoi.vnpost"])
def test_nobody_else_reads_the_books(city, username, path):
    assert at_screen(username).get(f"/tai-chinh/{path}").status_code == 403


def test_every_account_and_every_kind_of_entry_has_its_words():
    names = {value for name, value in vars(Account).items() if name.isupper()}

    assert all(account_words(name) != name for name in names | {"till:x", "postal:VNPOST"})
    assert names <= set(ACCOUNTS)
