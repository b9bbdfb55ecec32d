"""B1 to B3 in a real browser, wide and on a phone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cuamo.delivery.models import Parcel
from tests.support.browser import DESKTOP, PHONE, assert_tables_fit
from tests.support.city import load_city
from tests.web.coordinator.post import alarm, carried, own_run, strange_news
from tests.web.oversight.facts import at_screen


@pytest.mark.django_db(transaction=True)
def test_the_pages_of_coordination_look_right_and_are_accessible(browser, live_server):
    load_city()
    cookies = {"sessionid": at_screen("dieuphoi.vnpost").cookies["sessionid"].value}
    run = own_run(1, 2, 3)
    first, second, third = run.parcels.order_by("run_order")
    Parcel.objects.filter(id=first.id).update(state="DELIVERED")
    Parcel.objects.filter(id=second.id).update(
        state="FAILED_ATTEMPT", attempts=2, deliver_by=timezone.now() - timedelta(hours=3)
    )
    late = alarm(second, kind="DELIVERY_OVERDUE")
    type(late).objects.filter(id=late.id).update(due_at=timezone.now() - timedelta(hours=1))
    alarm(third)
    strange_news(carried(4))
    carried(5, state="UNKNOWN")
    carried(6, state="CANCELLING")
    for name, path in (
        ("B1", ""),
        ("B2", f"chuyen/{run.id}/"),
        ("B3", "bat-thuong/"),
        ("B3-news", "bat-thuong/?nhom=tin"),
        ("B3-orders", "bat-thuong/?nhom=don"),
        ("B3-attempts", "bat-thuong/?nhom=lan-giao"),
    ):
        page = browser.leaf(f"{live_server.url}/dieu-phoi/{path}", size=DESKTOP, cookies=cookies)
        browser.shoot(page, name, sizes=(PHONE, DESKTOP))
        browser.check(page, nodes=1500)
        if name in {"B2", "B3"}:
            assert_tables_fit(page)
