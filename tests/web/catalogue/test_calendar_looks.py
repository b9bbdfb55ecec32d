"""D5, the process and form 07 in a real browser: on a desk and on a phone, without a fault of access."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cuamo.catalogue.models import LinkedSet, ProcedureVersion
from cuamo.catalogue.services.start_draft import start_draft_from
from cuamo.dossiers.services.accept import accept
from cuamo.kernel.calendar import DayKind
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.services.decide_days import DayDecision, decide_days
from tests.support.city import staff
from tests.support.jobs import run_due_jobs
from tests.web.officer.test_looks import Office

pytestmark = pytest.mark.django_db(transaction=True)
NODES = 1500
CHAIN = "2.000986"


@pytest.fixture
def office(browser, live_server):
    return Office(browser, live_server)


def looked_at(office, name, username, path):
    """Photograph a page wide and narrow, then check it."""
    page = office.leaf(username, path)
    office.browser.shoot(page, name)
    office.browser.check(page, nodes=NODES)


def test_the_process_is_drawn_on_the_dossier_and_in_the_editor(office):
    LinkedSet.objects.update(valid_to=date(2026, 1, 1))  # filed whole, so that its consultations are drawn
    sent = office.send(CHAIN)
    accept(dossier_id=sent.id, officer=staff("tiepnhan.hoankiem"), at=office.now - timedelta(hours=1))
    looked_at(office, "X2-process", "chuyenvien.hoankiem", f"/xu-ly/ho-so/{sent.id}/")
    page = office.leaf("chuyenvien.hoankiem", f"/xu-ly/ho-so/{sent.id}/")
    assert page.locator(".process rect.step-here").count() == 1
    assert page.locator(".process rect.step-wait").count() == 2
    page.locator(".process").scroll_into_view_if_needed()
    office.browser.shoot(page, "X2-process-drawing")

    editor = staff("bientap.trungtam")
    for code in (CHAIN, "1.004859"):
        live = ProcedureVersion.objects.get(procedure_id=code, status="IN_FORCE")
        draft = start_draft_from(version_id=live.id, actor=editor, at=timezone.now())
        there = f"/danh-muc/thu-tuc/{code}/{draft.number}/quy-trinh/"
        looked_at(office, f"D1-process-{code}", "bientap.trungtam", there)


def test_the_calendar_and_the_register_are_fit_to_be_seen(office):
    sent = office.send("1.004873")
    accept(dossier_id=sent.id, officer=staff("tiepnhan.hoankiem"), at=office.now - timedelta(hours=1))
    tomorrow = to_hanoi(office.now).date() + timedelta(days=1)
    days = [
        DayDecision(tomorrow + timedelta(days=ahead), DayKind.HOLIDAY, "Nghỉ vì bão số 9")
        for ahead in (0, 1, 2)
    ]
    looked_at(office, "D5-year", "quantri.trungtam", "/danh-muc/lich/?nam=2026&ngay=2026-12-31")
    decision = decide_days(
        days=days, decision="Công điện 120/CĐ-TTg", admin=staff("quantri.trungtam"), at=timezone.now()
    )
    there = f"/danh-muc/lich/{decision}/"
    looked_at(office, "D5-decided", "duyet.trungtam", there)
    page = office.leaf("duyet.trungtam", there)
    page.click("button:has-text('Áp dụng cho hồ sơ đang mở')")
    page.wait_for_selector("text=Đang tính lại ngày hẹn")
    office.browser.check(page, nodes=NODES)
    run_due_jobs("care")
    page.wait_for_selector("text=Đã áp dụng cho hồ sơ đang mở")
    looked_at(office, "D5-applied", "quantri.trungtam", there)

    looked_at(office, "X8-register", "tiepnhan.hoankiem", "/xu-ly/so-theo-doi/")
    page = office.leaf("tiepnhan.hoankiem", "/xu-ly/so-theo-doi/")
    page.fill("#id_tu", str(to_hanoi(office.now).date() - timedelta(days=90)))
    page.click("button:has-text('In sổ')")
    page.wait_for_selector("text=Đang in sổ")
    run_due_jobs("documents")
    page.wait_for_selector("text=Mở sổ (PDF)")
    office.browser.shoot(page, "X8-printed")
    office.browser.check(page, nodes=NODES)
