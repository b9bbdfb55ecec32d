"""T2 between acceptance and result, and after it: money found while deciding, complaint, corrected result."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from cuamo.dossiers.models import Complaint, Dossier, Obligation, PastResult, Result
from cuamo.dossiers.services.accept import accept, refuse_intake
from cuamo.dossiers.services.approve import approve
from cuamo.dossiers.services.ask_payment import ask_payment, settle_obligation
from cuamo.dossiers.services.complain import answer_complaint, complain
from cuamo.dossiers.services.correct_result import correct_result
from cuamo.dossiers.services.issue_result import issue_result
from cuamo.dossiers.services.propose import propose
from cuamo.dossiers.services.sign_result import _keep
from cuamo.dossiers.states import State
from cuamo.kernel import events
from cuamo.payments.models import PaymentAttempt, PaymentRequest
from tests.support.city import MORNING, citizen_of, staff
from tests.support.qr import codes_drawn
from tests.web.my.conftest import OTHER_CARD, sign_in

pytestmark = pytest.mark.django_db

TAX = {"name_vi": "Lệ phí trước bạ", "amount_vnd": "1.430.000", "law": "Thông báo thuế số 12/TB"}
WORDS = "Tên đệm trong sổ là Đặng, không phải Đăng. Xin xem lại bản gốc."


def shown(client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def t2(dossier: Dossier, last: str = "") -> str:
    return f"/toi/ho-so/{dossier.id}/{last}"


def rows_of(dossier: Dossier) -> tuple:
    """Everything these pages could change."""
    with connection.cursor() as cursor:
        found = []
        for table, key in (
            ("dossiers_dossier", "id"),
            ("dossiers_obligation", "dossier_id"),
            ("dossiers_complaint", "dossier_id"),
            ("dossiers_result", "dossier_id"),
        ):
            cursor.execute(f"SELECT t::text FROM {table} t WHERE {key} = %s ORDER BY 1", [dossier.id])
            found.append(tuple(row[0] for row in cursor.fetchall()))
    return (*found, tuple(events.names_of(dossier.id)))


@pytest.fixture
def received(sent) -> Dossier:
    return accept(dossier_id=sent.id, officer=staff("tiepnhan.hoankiem"), at=MORNING + timedelta(minutes=5))


@pytest.fixture
def owed(received) -> Obligation:
    officer = staff("chuyenvien.hoankiem")
    at = MORNING + timedelta(minutes=30)
    return ask_payment(dossier_id=received.id, officer=officer, lines=[TAX], at=at)


@pytest.fixture
def refused(sent) -> Dossier:
    return refuse_intake(
        dossier_id=sent.id,
        officer=staff("tiepnhan.hoankiem"),
        reasons=["Không thấy việc đăng ký này trong sổ."],
        turn_to="",
        at=MORNING + timedelta(minutes=5),
    )


@pytest.fixture
def issued(received) -> Dossier:
    at = MORNING + timedelta(minutes=30)
    propose(
        dossier_id=received.id,
        officer=staff("chuyenvien.hoankiem"),
        grant=True,
        note="",
        result={"Họ và tên": "Nguyễn Thị Đăng Thẳng"},
        at=at,
    )
    approve(dossier_id=received.id, leader=staff("lanhdao.hoankiem"), at=at)
    _keep(received.id, b"%PDF-1.7 first", at)
    return issue_result(dossier_id=received.id, clerk=staff("vanthu.hoankiem"), at=at)


def correct(dossier: Dossier) -> None:
    correct_result(
        dossier_id=dossier.id,
        officer=staff("chuyenvien.hoankiem"),
        reason="Sai tên đệm",
        content={"Họ và tên": "Nguyễn Thị Đặng Thẳng"},
        at=MORNING + timedelta(hours=2),
    )


def issue_again(dossier: Dossier) -> None:
    at = MORNING + timedelta(hours=3)
    approve(dossier_id=dossier.id, leader=staff("lanhdao.hoankiem"), at=at)
    _keep(dossier.id, b"%PDF-1.7 second", at)
    issue_result(dossier_id=dossier.id, clerk=staff("vanthu.hoankiem"), at=at)


# --- money found while deciding


def test_what_must_be_paid_stands_on_top_of_the_list_and_of_the_dossier(citizen, owed):
    listed = shown(citizen, "/toi/")
    page = shown(citizen, t2(owed.dossier))

    assert listed.index("Cần làm") < listed.index(owed.dossier.code)
    for words in ("Chờ trả tiền", "Lệ phí trước bạ", "1.430.000", "Thông báo thuế số 12/TB", "Trả tiền"):
        assert words in page
    assert f'href="{t2(owed.dossier, "tra-tien/")}"' in page


def test_the_page_to_pay_shows_each_item_and_one_qr_however_often_it_is_opened(citizen, owed):
    pages = [shown(citizen, t2(owed.dossier, "tra-tien/")) for _ in range(2)]

    for page in pages:
        assert "Lệ phí trước bạ" in page
        assert "Quét bằng ứng dụng ngân hàng" in page
        assert "Trả trên trang ngân hàng" in page
        assert "Đã trả, xem lại" in page
    attempt = PaymentAttempt.objects.get(request__subject_id=owed.id)
    assert attempt.amount_vnd == 1_430_000
    assert codes_drawn(pages[0]) == codes_drawn(pages[1]) == {attempt.qr_payload}
    assert owed.dossier.fee.get("citizen_total_vnd") != 1_430_000, "the fee of the dossier stays what it is"


def test_while_the_bank_is_silent_nobody_is_asked_to_pay_again(citizen, owed):
    shown(citizen, t2(owed.dossier, "tra-tien/"))
    PaymentAttempt.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    page = shown(citizen, t2(owed.dossier, "tra-tien/"))

    assert "Ngân hàng chưa báo. Chưa cần trả lần nữa." in page
    assert "Trả trên trang ngân hàng" not in page
    assert "Đã trả, xem lại" in page
    assert PaymentAttempt.objects.count() == 1


def test_once_paid_the_dossier_says_so_and_there_is_nothing_to_pay(citizen, owed):
    settle_obligation(obligation_id=owed.id, amount_vnd=1_430_000, at=MORNING + timedelta(hours=4))

    page = shown(citizen, t2(owed.dossier))

    assert "Đã trả" in page
    assert "Cần trả để giải quyết tiếp" not in page
    assert citizen.get(t2(owed.dossier, "tra-tien/")).url == t2(owed.dossier)
    assert not PaymentAttempt.objects.exists()


def test_money_that_arrived_a_moment_ago_is_not_asked_for_again(citizen, owed):
    asked = PaymentRequest.objects.get(subject_id=owed.id)
    PaymentRequest.objects.filter(id=asked.id).update(settled_at=timezone.now(), received_vnd=1_430_000)

    page = shown(citizen, t2(owed.dossier, "tra-tien/"))

    assert "Đã nhận đủ tiền." in page
    assert "Quét bằng ứng dụng ngân hàng" not in page
    assert not PaymentAttempt.objects.exists()


# --- complaint


def test_a_complaint_is_written_sent_and_shown_with_its_day_of_answer(citizen, refused):
    form = shown(citizen, t2(refused, "khieu-nai/"))

    answer = citizen.post(t2(refused, "khieu-nai/"), {"text": WORDS})

    assert "15 ngày làm việc" in form
    assert answer.url == t2(refused)
    made = Complaint.objects.get(dossier=refused)
    assert made.text == WORDS
    page = shown(citizen, t2(refused))
    assert WORDS in page
    assert f"{timezone.localtime(made.answer_by):%d/%m/%Y}" in page
    assert "Khiếu nại quyết định này" not in page
    assert events.names_of(refused.id)[-1] == "dossier.complained"


def test_the_answer_is_read_word_by_word_and_one_may_complain_again(citizen, refused):
    made = complain(dossier_id=refused.id, citizen=citizen_of(refused), text=WORDS, at=timezone.now())
    answer_complaint(
        complaint_id=made.id,
        leader=staff("lanhdao.hoankiem"),
        upheld=True,
        answer="Sổ gốc ghi Đặng. Xin lỗi, mời nộp lại miễn phí.",
        at=timezone.now(),
    )

    page = shown(citizen, t2(refused))

    assert "Trả lời: khiếu nại đúng" in page
    assert "Sổ gốc ghi Đặng. Xin lỗi, mời nộp lại miễn phí." in page
    assert "Khiếu nại quyết định này" in page


def test_an_empty_complaint_is_refused_and_nothing_is_written(citizen, refused):
    before = rows_of(refused)

    answer = citizen.post(t2(refused, "khieu-nai/"), {"text": "Sai"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "ít nhất một câu" in page
    assert ">Sai</textarea>" in page
    assert rows_of(refused) == before


def test_a_second_complaint_beside_an_open_one_is_refused_and_keeps_the_words(citizen, refused):
    citizen.post(t2(refused, "khieu-nai/"), {"text": WORDS})
    before = rows_of(refused)

    answer = citizen.post(t2(refused, "khieu-nai/"), {"text": "Lần nữa: " + WORDS})

    assert answer.status_code == 409
    assert "Một khiếu nại đang được xem xét." in answer.content.decode()
    assert "Lần nữa: " in answer.content.decode()
    assert rows_of(refused) == before
    assert citizen.get(t2(refused, "khieu-nai/")).url == t2(refused)


def test_before_a_decision_there_is_nothing_to_complain_about(citizen, received):
    before = rows_of(received)

    assert "Khiếu nại quyết định này" not in shown(citizen, t2(received))
    assert citizen.get(t2(received, "khieu-nai/")).url == t2(received)
    assert citizen.post(t2(received, "khieu-nai/"), {"text": WORDS}).status_code == 409
    assert rows_of(received) == before


# --- corrected result


def test_a_corrected_result_names_both_numbers_and_gives_the_new_one(citizen, issued):
    first = Result.objects.get(dossier=issued).number
    correct(issued)
    between = shown(citizen, t2(issued))
    assert "Kết quả đang được đính chính" in between
    assert citizen.get(t2(issued, "ket-qua/")).status_code == 404

    issue_again(issued)

    page = shown(citizen, t2(issued))
    now = Result.objects.get(dossier=issued)
    assert now.number != first
    place = page.index("Bản đính chính")
    assert place < page.index(now.number) < page.index(first)
    assert citizen.get(t2(issued, "ket-qua/")).content == b"%PDF-1.7 second"


def test_the_check_page_of_a_replaced_print_says_so_and_nothing_that_is_not_printed(client, issued):
    first = Result.objects.get(dossier=issued)
    correct(issued)
    under_way = shown(client, f"/kiem-tra/{first.check_token}/")
    issue_again(issued)

    page = shown(client, f"/kiem-tra/{first.check_token}/")

    assert "đang đính chính" in under_way
    assert "thay bằng bản đính chính" in page
    now = Result.objects.get(dossier=issued)
    for seen in (under_way, page):
        assert "Bản in này không dùng nữa." in seen
        assert first.number in seen
        for secret in (now.number or "chưa có số", now.check_token, "Sai tên đệm", "Thẳng", issued.code):
            assert secret not in seen
    assert "Thành phố đã phát hành kết quả này" in shown(client, f"/kiem-tra/{now.check_token}/")
    assert PastResult.objects.get().check_token == first.check_token


# --- tracking by the receipt


def test_the_receipt_page_says_money_is_due_without_the_sum(client, owed):
    page = shown(client, f"/t/{owed.dossier.tracking_token}/")

    assert "Chờ trả tiền" in page
    assert "Đăng nhập để trả tiền" in page
    assert "1.430.000" not in page
    assert "giấy tờ. Đăng nhập" not in page


# --- nobody else's


@pytest.mark.parametrize("last", ["tra-tien/", "khieu-nai/"])
def test_another_persons_dossier_is_not_found(city, refused, last):
    stranger = sign_in(OTHER_CARD, "vneid-2")
    before = rows_of(refused)

    assert stranger.get(t2(refused, last)).status_code == 404
    assert stranger.post(t2(refused, "khieu-nai/"), {"text": WORDS}).status_code == 404

    assert rows_of(refused) == before
    assert Dossier.objects.get(id=refused.id).state == State.NOT_ACCEPTED
