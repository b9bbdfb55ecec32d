"""The pages of finance as an accountant sees them."""

import pytest
from django.utils import timezone

from cuamo.payments.models import BooksClosing, ClosedBalance
from cuamo.payments.selectors.closing import last_place
from cuamo.payments.services.ask_refund import ask_refund
from cuamo.payments.services.close_books import BooksDiffer, verify_closing
from cuamo.payments.services.decide_refund import approve_refund
from cuamo.payments.services.match_money import approve_match, propose_match
from cuamo.payments.services.take_back import ask_take_back
from cuamo.payments.types import Account, MatchOf
from tests.support.browser import DESKTOP, PHONE, assert_tables_fit
from tests.support.city import load_city, staff
from tests.web.finance.money import demand, nobody_knows, paid_twice
from tests.web.oversight.facts import at_screen

pytestmark = pytest.mark.django_db(transaction=True)


def test_finance_pages_look_right(browser, live_server):
    load_city()
    now = timezone.now()
    unknown = nobody_knows(8_000, words="NGUYEN VAN A chuyen tien ho so 0000123")
    for number in range(6):
        demand(8_000 * (number % 2 + 1), code=f"H26.16-261120-000{number}123", ago=60 + number)
    twice = paid_twice()
    refund = ask_refund(
        item_id=twice.id,
        way="GATEWAY",
        reason="Người nộp chuyển hai lần cho một hồ sơ",
        accountant=staff("ketoan2.trungtam"),
        at=now,
    )
    proposed = nobody_knows(8_000, words="NGUYEN VAN A chuyen tien", number="FTP")
    propose_match(
        item_id=proposed.id,
        request_id=demand(8_000, code="H26.16-261120-0007123", ago=70).id,
        reason="Đã gọi người chuyển tiền, đọc đúng mã hồ sơ",
        accountant=staff("ketoan2.trungtam"),
        at=now,
    )
    wrong = nobody_knows(8_000, words="LE VAN B chuyen tien", number="FTW")
    request = demand(8_000, code="H26.16-261120-0009123", ago=80)
    reason = "Đã gọi người chuyển tiền, đọc đúng mã hồ sơ"
    propose_match(
        item_id=wrong.id,
        request_id=request.id,
        reason=reason,
        accountant=staff("ketoan2.trungtam"),
        at=now,
    )
    approve_match(item_id=wrong.id, request_id=request.id, accountant=staff("ketoan.trungtam"), at=now)
    ask_take_back(
        what=MatchOf.SUSPENSE,
        target_id=wrong.id,
        reason="Người chuyển gọi lại: tiền là của hồ sơ khác, đọc nhầm mã",
        accountant=staff("ketoan2.trungtam"),
        at=now,
    )
    closing = BooksClosing.objects.create(upto=last_place(), closed_at=now)
    ClosedBalance.objects.create(
        closing=closing, account=Account.GATEWAY, accounts=1, debit_vnd=6_000, credit_vnd=0
    )
    with pytest.raises(BooksDiffer):
        verify_closing(closing=closing, at=now)
    cookies = {"sessionid": at_screen("ketoan.trungtam").cookies["sessionid"].value}
    for name, path in (
        ("F1-finance", ""),
        ("F2-requests", "khoan/"),
        ("F3-request", f"khoan/{twice.request_id}/"),
        ("F4-suspense", "chua-ro/"),
        ("F5-item", f"chua-ro/{unknown.id}/"),
        ("F5-proposed", f"chua-ro/{proposed.id}/"),
        ("F6-refunds", "hoan/"),
        ("F7-refund", f"hoan/{refund.id}/"),
        ("F18-take-backs", "rut-lai/"),
        ("F18-take-back", f"rut-lai/tien/{wrong.id}/"),
        ("F8-journal", "so/"),
        ("F9-trial", "can-doi/"),
        ("F19-closing", "chot-so/"),
    ):
        page = browser.leaf(f"{live_server.url}/tai-chinh/{path}", size=DESKTOP, cookies=cookies)
        browser.shoot(page, name, sizes=(PHONE, DESKTOP))
        browser.check(page, nodes=900)
        if name in {"F2-requests", "F8-journal", "F9-trial"}:
            assert_tables_fit(page)

    fetched = approve_refund(
        refund_id=ask_refund(
            item_id=paid_twice(number="FTB").id,
            way="CASH",
            reason="Người nộp không có tài khoản ngân hàng",
            accountant=staff("ketoan.trungtam"),
            at=now,
        ).id,
        accountant=staff("ketoan2.trungtam"),
        at=now,
    )
    clerk = {"sessionid": at_screen("quay.hoankiem").cookies["sessionid"].value}
    url = f"{live_server.url}/quay/hoan-tien/?q={fetched.request.subject_code}"
    page = browser.leaf(url, size=DESKTOP, cookies=clerk)
    browser.shoot(page, "Q9R-cash-back", sizes=(PHONE, DESKTOP))
    browser.check(page, nodes=900)
