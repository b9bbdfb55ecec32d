"""V3 in a real browser: it follows the work by itself, is accessible, and works without scripts."""

from datetime import date

from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from cuamo.dossiers.services.print_register import start_register
from cuamo.people.models import Account
from tests.support.city import load_city, staff
from tests.support.jobs import run_due_jobs


def test_the_page_of_a_work_follows_it_by_itself_and_without_scripts(browser, live_server, transactional_db):
    load_city()
    officer = staff("tiepnhan.hoankiem")
    run = start_register(
        unit_code="DIEM-00070",
        first=date(2026, 9, 1),
        last=date(2026, 11, 20),
        officer=officer,
        at=timezone.now(),
    )
    client = Client()
    client.force_login(Account.objects.get(username="tiepnhan.hoankiem"))
    cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
    address = f"{live_server.url}/viec/{run.id}/"
    page = browser.leaf(address, cookies=cookies)
    plain = browser.leaf(address, cookies=cookies, scripts=False)
    browser.shoot(page, "V3-running")
    browser.check(page)

    run_due_jobs("documents")

    expect(page.get_by_role("link", name="Mở sổ (PDF)")).to_be_visible()
    browser.shoot(page, "V3-done")
    browser.check(page)
    plain.get_by_role("link", name="Xem lại tiến độ").click()
    expect(plain.get_by_role("link", name="Mở sổ (PDF)")).to_be_visible()
