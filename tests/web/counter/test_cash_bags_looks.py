"""How cash on its way to the bank, receipts and reports of extra money look; nobody is shut out."""

import pytest
from django.utils import timezone

from cuamo.dossiers.services.finish_shift import finish_shift
from cuamo.organisation.selectors.shifts import open_shift_of
from cuamo.payments.services.carry_bag import confirm_deposit, give_bag, take_bag, tell_deposit
from cuamo.payments.services.electronic_receipt import cancel_receipt, issue_receipt
from cuamo.payments.services.open_request import open_request
from cuamo.payments.services.pack_bag import pack_bag, seal_bag
from cuamo.payments.services.take_cash import take_cash
from tests.support.browser import DESKTOP, PHONE
from tests.support.city import begin_shift, load_city, staff
from tests.web.oversight.facts import at_screen
from tests.web.test_electronic_receipt import LINES

pytestmark = pytest.mark.django_db(transaction=True)


def closed(username: str, *, short_vnd: int = 0):
    """A shift of this clerk that took 8.000 ₫ and was closed; with its receipt."""
    clerk, now = staff(username), timezone.now()
    begin_shift(clerk, at=now)
    shift = open_shift_of(clerk.id)
    request = open_request(
        subject_id=shift.id,
        subject_code="H26.16-261120-0000123",
        lines=LINES,
        payer_name="NGUYỄN THỊ ĐẶNG THẲNG",
        actor=clerk,
        at=now,
    )
    take_cash(request_id=request.id, tendered_vnd=10_000, shift_id=shift.id, clerk=clerk, at=now)
    finish_shift(
        shift_id=shift.id,
        clerk=clerk,
        counted_vnd=508_000 - short_vnd,
        reason="Trả thối nhầm" if short_vnd else "",
        at=now,
    )
    return clerk, shift, issue_receipt(request_id=request.id, unit_code=clerk.unit_code, at=now)


def test_cash_receipts_and_reports_look_right(browser, live_server):
    load_city()
    now = timezone.now()
    lead, courier = staff("truongca.hoankiem"), staff("buuta.hoankiem")
    for seal, deposited in (("NP-000101", 6_000), ("NP-000102", 0), ("NP-000103", 0)):
        clerk, shift, receipt = closed("quay.hoankiem", short_vnd=1_000 if deposited else 0)
        bag = pack_bag(shift_ids=[shift.id], seal_number=seal, clerk=clerk, at=now)
        if seal == "NP-000103":
            continue
        seal_bag(bag_id=bag.id, seal_seen=seal, signer=lead, at=now)
        give_bag(bag_id=bag.id, giver=lead, at=now)
        if deposited:
            take_bag(bag_id=bag.id, seal_seen=seal, courier=courier, at=now)
            tell_deposit(bag_id=bag.id, slip_number="GNT-88", amount_vnd=7_000, actor=courier, at=now)
            confirm_deposit(bag_id=bag.id, amount_vnd=deposited, source="line:VCB-1", at=now)
    closed("quay.hoankiem")
    _, _, cancelled = closed("truongca.hoankiem")
    cancel_receipt(request_id=cancelled.request_id, reason="Đã hoàn tiền, phiếu hoàn HT-1", at=now)

    for name, username, path in (
        ("Q15-bags", "truongca.hoankiem", "/quay/ca/tui-tien/"),
        ("G1-bags", "buuta.hoankiem", "/giao/tui-tien"),
        ("F-cash", "ketoan.trungtam", "/tai-chinh/tien-mat/"),
        ("F-cash-done", "ketoan.trungtam", "/tai-chinh/tien-mat/?nhom=da-vao"),
        ("C3-extra-money", "tongdai.vcs", "/tong-dai/doi-tien/"),
        ("P8-receipt", "", f"/bien-lai/{receipt.token}/"),
        ("P8-receipt-cancelled", "", f"/bien-lai/{cancelled.token}/"),
        ("P7-extra-money", "", "/gop-y?doi_tien=1"),
    ):
        cookies = {"sessionid": at_screen(username).cookies["sessionid"].value} if username else None
        page = browser.leaf(live_server.url + path, size=DESKTOP, cookies=cookies)
        browser.shoot(page, name, sizes=(PHONE, DESKTOP))
        browser.check(page, nodes=900)
