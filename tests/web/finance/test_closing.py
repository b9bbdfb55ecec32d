"""F1, F19 and V1: a nightly closing that does not agree is work of accountants and of operators."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cuamo.payments.jobs import close_the_books
from cuamo.payments.models import BooksClosing, ClosedBalance, ClosingRebuild
from cuamo.payments.selectors.closing import last_place
from cuamo.payments.services.book import book
from cuamo.payments.services.close_books import BooksDiffer, close_books, verify_closing
from cuamo.payments.types import Account, EntryKind, Leg, Side
from cuamo.web.templatetags.words import hanoi_datetime
from tests.web.oversight.facts import at_screen

pytestmark = pytest.mark.django_db
URL, JOBS = "/tai-chinh/chot-so/", "/viec/loi/"


def page_of(user, url):
    answer = at_screen(user).get(url)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def entry(source, amount_vnd, *, ago=timedelta(0)):
    legs = [Leg(Account.GATEWAY, Side.DEBIT, amount_vnd), Leg(Account.CITIZEN, Side.CREDIT, amount_vnd)]
    book(kind=EntryKind.PAID_CASH, source=source, request_id=None, legs=legs, at=timezone.now() - ago)


@pytest.fixture
def wrong(city):
    """Last night's closing holds 1.000 ₫ that no entry stands for."""
    night = timezone.now() - timedelta(hours=8)
    entry("a", 5_000)
    closing = BooksClosing.objects.create(upto=last_place(), closed_at=night)
    for account, debit_vnd, credit_vnd in ((Account.GATEWAY, 6_000, 0), (Account.CITIZEN, 0, 5_000)):
        ClosedBalance.objects.create(
            closing=closing, account=account, accounts=1, debit_vnd=debit_vnd, credit_vnd=credit_vnd
        )
    with pytest.raises(BooksDiffer):
        verify_closing(closing=closing, at=night)
    return closing


def test_an_accountant_finds_the_night_what_differs_and_what_to_do(wrong):
    first = page_of("ketoan.trungtam", "/tai-chinh/")
    assert "không khớp 1 tài khoản" in first
    assert f'href="{URL}"' in first

    page = page_of("ketoan.trungtam", URL)
    for words in (
        "Cổng thanh toán đang giữ",
        "6.000 ₫",
        "5.000 ₫",
        "1.000 ₫",
        "/tai-chinh/so/?tai_khoan=gateway",
        "Số tài khoản theo nhật ký",
        "Báo kỹ thuật",
        "việc này tự hết",
    ):
        assert words in page
    assert "Người dân còn phải trả" not in page, "what agrees is no work"


def test_the_operator_reads_which_accounts_differ_without_their_sums_and_what_to_do(wrong):
    page = page_of("kythuat.trungtam", JOBS)

    assert "không khớp nhật ký" in page
    assert "Cổng thanh toán đang giữ" in page
    assert "close_the_books" in page
    assert "6.000" not in page


def test_a_closing_that_agrees_takes_the_work_from_both_pages(wrong):
    entry("b", 1_000)
    closing = close_books(at=timezone.now())
    verify_closing(closing=closing, at=timezone.now())

    assert "Chốt sổ đêm" not in page_of("ketoan.trungtam", "/tai-chinh/")
    good = page_of("ketoan.trungtam", URL)
    assert "Không có việc phải làm" in good
    assert hanoi_datetime(closing.closed_at) in good
    assert "Chốt sổ đêm" not in page_of("kythuat.trungtam", JOBS)


def test_a_night_that_broke_off_says_so(city):
    entry("a", 5_000)
    close_books(at=timezone.now() - timedelta(hours=8))

    assert "chưa kiểm xong" in page_of("ketoan.trungtam", "/tai-chinh/")
    assert "Máy kiểm lại đêm sau" in page_of("ketoan.trungtam", URL)
    assert "chưa kiểm xong" in page_of("kythuat.trungtam", JOBS)


def test_one_accountant_asks_for_a_closing_made_anew_and_another_agrees_on_the_page(wrong):
    first, second = at_screen("ketoan.trungtam"), at_screen("ketoan2.trungtam")
    why = "Đĩa hỏng một dòng, nhật ký khớp bản sao lưu"
    empty = first.post(URL, {"viec": "de-nghi", "ly_do": ""})
    assert (empty.status_code, ClosingRebuild.objects.count()) == (422, 0)

    assert first.post(URL, {"viec": "de-nghi", "ly_do": why}).status_code == 302
    rebuild = ClosingRebuild.objects.get()
    assert "Rút đề nghị" in page_of("ketoan.trungtam", URL)
    own = first.post(URL, {"viec": "duyet", "de_nghi": rebuild.id})
    assert "không tự duyệt" in own.content.decode()
    assert ClosingRebuild.objects.get().state == "ASKED"
    assert "chờ kế toán thứ hai" in page_of("ketoan2.trungtam", "/tai-chinh/")
    page = page_of("ketoan2.trungtam", URL)
    assert why in page
    assert "Duyệt, lập lại số chốt" in page

    assert second.post(URL, {"viec": "duyet", "de_nghi": rebuild.id}).status_code == 302
    assert "Máy đang cộng lại" in page_of("ketoan.trungtam", URL)
    close_the_books()
    done = page_of("ketoan.trungtam", URL)
    assert "Không có việc phải làm" in done
    assert "Các lần lập lại trước" in done
    assert "Đề nghị lập lại số chốt" not in done


def test_an_accountant_refuses_a_closing_made_anew_and_words_for_an_ended_one_are_not_lost(wrong):
    first, second = at_screen("ketoan.trungtam"), at_screen("ketoan2.trungtam")
    first.post(URL, {"viec": "de-nghi", "ly_do": "Đĩa hỏng một dòng của lần chốt"})
    rebuild = ClosingRebuild.objects.get()
    said = {"viec": "khong", "de_nghi": rebuild.id, "ly_do": "Nhật ký cũng lệch bản sao lưu"}

    assert second.post(URL, said).status_code == 302
    assert "Không lập lại: Nhật ký cũng lệch bản sao lưu" in page_of("ketoan.trungtam", URL)
    late = second.post(URL, said | {"ly_do": "Câu gõ sau khi việc đã xong"})
    assert "Câu gõ sau khi việc đã xong" in late.content.decode()
    assert ClosingRebuild.objects.get().refusal == "Nhật ký cũng lệch bản sao lưu"


def test_before_the_first_closing_the_page_says_so_and_is_not_green(city):
    page = page_of("ketoan.trungtam", URL)

    assert "Chưa chốt lần nào" in page
    assert "notice success" not in page


def test_a_night_without_a_closing_is_work_of_accountants_and_of_operators(city):
    night = timezone.now() - timedelta(hours=40)
    entry("a", 5_000)
    verify_closing(closing=close_books(at=night), at=night)
    entry("b", 1_000, ago=timedelta(hours=30))

    assert "Chốt sổ đêm không chạy" in page_of("ketoan.trungtam", "/tai-chinh/")
    page = page_of("ketoan.trungtam", URL)
    assert "Việc chốt đêm không chạy" in page
    assert hanoi_datetime(night) in page
    assert "không chạy" in page_of("kythuat.trungtam", JOBS)


@pytest.mark.parametrize("user", ["kythuat.trungtam", "quay.hoankiem", "giamsat.trungtam", "dieuphoi.vnpost"])
def test_nobody_but_accountants_opens_it(city, user):
    assert at_screen(user).get(URL).status_code == 403
