"""F10–F14 in a real browser: accessible, narrow, without faults."""

import pytest

from cuamo.payments.models import ReconciliationItem
from cuamo.payments.services.repair import propose_repair
from tests.payments.reconciling import City, day, moment
from tests.support.browser import DESKTOP, PHONE, assert_tables_fit
from tests.support.city import load_city, staff
from tests.web.finance.test_reconciliation import upload
from tests.web.oversight.facts import at_screen

pytestmark = pytest.mark.django_db(transaction=True)


def test_reconciliation_pages_look_right(browser, live_server):
    load_city()
    happened = City()
    for amount_vnd in (8_000, 200_000, 1_430_000):
        happened.pay(0, amount_vnd)
    happened.pay(0, 15_000, told=False)
    happened.move(0, 70_000, "TRF", "NGUYEN THI DANG THANG ung ho quy nguoi ngheo")
    happened.night(0)
    happened.fault(1, "payout_short")
    happened.move(1, -5_500, "CHG", "phi quan ly tai khoan")
    happened.night(1)
    happened.fault(0, "wrong_amount", "FT00002")
    happened.night(0)
    short, unknown = (
        ReconciliationItem.objects.get(kind=kind) for kind in ("PAYOUT_DIFFERS", "UNKNOWN_TRANSFER")
    )
    propose_repair(
        item_id=short.id,
        words="Ngân hàng trung gian giữ 11.000 ₫ phí.",
        actor=staff("ketoan2.trungtam"),
        at=moment(2),
    )
    mine = at_screen("ketoan.trungtam")
    upload(mine, b"H,GATEWAY,2026-09-07\nT,FT1,X,8.000\nQ\n")
    cookies = {"sessionid": mine.cookies["sessionid"].value}
    for name, path in (
        ("F10-days", ""),
        ("F11-day", f"{day(0)}/"),
        ("F12-item", f"khoan/{unknown.id}/"),
        ("F12-decide", f"khoan/{short.id}/"),
        ("F13-upload", "tai-len/"),
        ("F14-protocol", f"{day(0)}/bien-ban/"),
    ):
        page = browser.leaf(f"{live_server.url}/tai-chinh/doi-soat/{path}", size=DESKTOP, cookies=cookies)
        for hidden in page.locator("main details").all():
            hidden.evaluate("element => { element.open = true }")
        browser.shoot(page, name, sizes=(PHONE, DESKTOP))
        browser.check(page, nodes=900)
        if name == "F14-protocol":
            assert_tables_fit(page)
            assert_tables_fit(page, printed=True)
