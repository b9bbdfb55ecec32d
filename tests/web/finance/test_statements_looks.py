"""F16, F17, O3 in a real browser: every page wide and narrow; a month is built by keyboard alone."""

import pytest

from cuamo.cli.sample_settlement import settle_two_months
from cuamo.kernel.clock import local
from cuamo.settlement.models import Instrument, Line, Statement
from tests.cli.test_sample_settlement import delivered
from tests.web.officer.office import Office

pytestmark = pytest.mark.django_db(transaction=True)
FINANCE = "/tai-chinh/quyet-toan/"


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

    office.look("ketoan.trungtam", f"{FINANCE}{statement.id}/", "F16-statement")
    office.look("ketoan.trungtam", f"{FINANCE}{statement.id}/dong/{penalty.id}/", "F16-line")
    office.look("ketoan.trungtam", f"{FINANCE}hop-dong/", "F17-contracts")
    office.look("ketoan.trungtam", f"{FINANCE}hop-dong/{contract.id}/", "F17-contract")
    office.look("ketoan.trungtam", f"{FINANCE}hop-dong/{contract.id}/ban-moi/", "F17-renew")
    office.look("dieuphoi.vnpost", "/dieu-phoi/quyet-toan/", "O3-statements")
    office.look("dieuphoi.vnpost", f"/dieu-phoi/quyet-toan/{statement.id}/", "O3-statement")

    page = office.look("ketoan.trungtam", FINANCE, "F16-statements")
    page.keyboard.press("F10")
    page.wait_for_selector(".notice")
    assert page.faults == []
    browser.close_pages()
