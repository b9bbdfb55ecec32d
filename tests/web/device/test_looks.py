"""Pages about what waits on PCs: legible at every size, accessible, without a scroll of the page."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from cuamo.dossiers.models import DeviceReport
from cuamo.dossiers.services.report_unsent import report_unsent
from cuamo.people.models import Account
from tests.support.browser import DESKTOP, SMALL
from tests.support.city import begin_shift, load_city, staff

LONG = "NGUYỄN THỊ ĐẶNG THẲNG"


def cookie_of(username: str) -> dict[str, str]:
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}


@pytest.mark.django_db(transaction=True)
def test_the_lead_and_the_network_read_them_at_every_size(browser, live_server):
    load_city()
    now = timezone.now()
    clerk, lead = staff("quay.hoankiem", at=now), staff("truongca.hoankiem", at=now)
    begin_shift(lead, at=now)
    for hours in (5, 30):
        items = [
            {"key": str(uuid4()), "since": (now - timedelta(hours=hours)).isoformat(), "state": state}
            for state in ("waiting", "look")
        ]
        report_unsent(device=uuid4(), items=items, device_now=now, clerk=clerk, at=now)
    DeviceReport.objects.filter(oldest_since__lt=now - timedelta(days=1)).update(
        clerk_name=LONG, reported_at=now - timedelta(hours=28)
    )

    network = cookie_of("giamsat.trungtam")
    page = browser.leaf(f"{live_server.url}/giam-sat/chua-gui/", size=DESKTOP, cookies=network)
    browser.check(page, nodes=600)
    browser.shoot(page, "S2M-unsent")
    browser.check(
        browser.leaf(f"{live_server.url}/giam-sat/chua-gui/", size=SMALL, cookies=network), nodes=600
    )
    manager = cookie_of("quantri.trungtam")
    page = browser.leaf(f"{live_server.url}/giam-sat/chua-gui/", size=DESKTOP, cookies=manager)
    page.locator("summary").first.click()
    browser.check(page, nodes=700)
    browser.shoot(page, "S2M-settle-unsent")
    page = browser.leaf(f"{live_server.url}/giam-sat/", size=DESKTOP, cookies=network)
    browser.shoot(page, "S1-unsent")

    for path, name in (("/quay/may/chua-gui/", "Q12L-unsent"), ("/quay/", "Q0-unsent")):
        page = browser.leaf(live_server.url + path, size=DESKTOP, cookies=cookie_of("truongca.hoankiem"))
        browser.check(page, nodes=1500)
        assert page.evaluate("document.documentElement.scrollHeight <= window.innerHeight")
        browser.shoot(page, name)
