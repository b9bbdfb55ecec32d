"""F16, F17, O3 in a real browser: every page wide and narrow; a month is built by keyboard alone."""

from datetime import date
from uuid import uuid4

import pytest
from django.utils import timezone

from cuamo.cli.sample_settlement import settle_two_months
from cuamo.kernel.clock import local
from cuamo.settlement.models import Instrument, Item, Line, LongWork, Statement
from cuamo.settlement.rules.custody import NO_PROOF
from cuamo.settlement.services.long_work import start_build
from cuamo.settlement.services.object_to_item import object_to_item
from tests.cli.test_sample_settlement import delivered
from tests.support.browser import assert_tables_fit
from tests.support.city import staff
from tests.web.officer.office import Office

pytestmark = pytest.mark.django_db(transaction=True)
FINANCE = "/tai-chinh/quyet-toan/"
WAITING = (
    "Chưa trả 2 việc, 34.560 ₫, từ ngày 16/10/2026: dự toán năm 2026 (số Dự toán mẫu 2026), 6.000.000 ₫,"
    " không còn đủ. Duyệt dự toán bổ sung thì bảng tiếp theo trả, theo thứ tự ngày thực hiện."
)


def unproven() -> Item:
    """A delivery without proof, which cannot be claimed."""
    item = Item.objects.filter(operator_code="VNPOST", service="DELIVER_HOME").latest("acted_at")
    facts = {"proof": "WORD", "claimable": False, "reason": NO_PROOF, "settled": False}
    row = {name: getattr(item, name) for name in (one.attname for one in Item._meta.concrete_fields)}
    made = {
        "id": uuid4(),
        "subject_id": uuid4(),
        "hand_over_id": uuid4(),
        "claim_key": "K",
        "label": "RH000000077VN",
    }
    return Item.objects.create(**row | made | facts)


def test_the_pages_of_settlement_look_right_and_a_month_is_built_without_a_mouse(
    browser, live_server, transactional_db
):
    office = Office(browser, live_server)
    for number in range(12):
        delivered(f"2026-10-{5 + number:02d} 10:00", label=f"RH{number:09d}VN")
    settle_two_months(now=local("2026-11-20 09:00"))
    statement = Statement.objects.get(operator_code="VNPOST", month="2026-10-01")
    penalty = Line.objects.filter(statement=statement, kind="PENALTY").first()
    contract = Instrument.objects.filter(kind="CONTRACT", subject="VNPOST").latest("valid_from")

    page = office.look("ketoan.trungtam", f"{FINANCE}{statement.id}/", "F16-statement")
    assert_tables_fit(page)
    page = office.look("ketoan.trungtam", f"{FINANCE}{statement.id}/in/", "F16-paper")
    assert_tables_fit(page, printed=True)
    office.look("ketoan.trungtam", f"{FINANCE}{statement.id}/dong/{penalty.id}/", "F16-line")
    office.look("ketoan.trungtam", f"{FINANCE}hop-dong/", "F17-contracts")
    office.look("ketoan.trungtam", f"{FINANCE}hop-dong/{contract.id}/", "F17-contract")
    office.look("ketoan.trungtam", f"{FINANCE}hop-dong/{contract.id}/ban-moi/", "F17-renew")
    office.look("dieuphoi.vnpost", "/dieu-phoi/quyet-toan/", "O3-statements")
    office.look("dieuphoi.vnpost", f"/dieu-phoi/quyet-toan/{statement.id}/", "O3-statement")

    item = unproven()
    office.look("dieuphoi.vnpost", f"/dieu-phoi/quyet-toan/viec/{item.id}/", "O3-item")
    object_to_item(
        item_id=item.id,
        words="Người nhận là NGUYỄN THỊ ĐẶNG THẲNG đã ký sổ giấy tại nhà, sổ số 12/2026",
        evidence="Sổ 12/2026",
        actor=staff("dieuphoi.vnpost"),
        at=timezone.now(),
    )
    Statement.objects.filter(id=statement.id).update(waiting_words=WAITING)
    office.look("ketoan.trungtam", f"{FINANCE}chua-tinh/", "F16-unclaimed")
    office.look("ketoan.trungtam", f"{FINANCE}chua-tinh/{item.id}/", "F16-item")
    office.look("dieuphoi.vnpost", f"/dieu-phoi/quyet-toan/{statement.id}/", "O3-statement-waiting")
    office.look("ketoan.trungtam", "/tai-chinh/", "F1-budget")
    work = start_build(month=date(2026, 10, 1), actor=staff("ketoan.trungtam"), at=timezone.now())
    LongWork.objects.filter(id=work.id).update(status="RUNNING", total=200_000, done=61_000)
    office.look("ketoan.trungtam", f"/viec/{work.id}/", "V3-build")

    page = office.look("ketoan.trungtam", FINANCE, "F16-statements")
    page.keyboard.press("F10")
    page.wait_for_selector(".notice")
    assert page.faults == []
    browser.close_pages()
