"""F1: the accountant's first page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cuamo.organisation.models import Shift
from cuamo.payments.models import CashBag, CashDifference
from tests.support.city import begin_shift, staff
from tests.web.oversight.facts import at_screen

pytestmark = pytest.mark.django_db
SHUT_OUT = ("quay.hoankiem", "tiepnhan.hoankiem", "lanhdao.hoankiem", "dieuphoi.vnpost", "giamsat.trungtam")


@pytest.mark.parametrize("username", ["ketoan.trungtam", "ketoan2.trungtam"])
def test_an_accountant_of_the_centre_lands_at_todays_money(city, username):
    page = at_screen(username).get("/tai-chinh/")

    assert page.status_code == 200
    assert "Tài chính ngày" in page.content.decode()


@pytest.mark.parametrize("username", SHUT_OUT)
def test_nobody_else_opens_the_pages_of_money(city, username):
    assert at_screen(username).get("/tai-chinh/").status_code == 403


def test_the_first_page_counts_what_differs_late_bags_and_open_differences(city):
    now = timezone.now()
    clerk = staff("quay.hoankiem")
    begin_shift(clerk, at=now)
    shift = Shift.objects.get(clerk_id=clerk.id, closed_at=None)
    bag = CashBag.objects.create(
        number="TM-1",
        unit_code=clerk.unit_code,
        seal_number="NP-1",
        amount_vnd=8_000,
        state="SEALED",
        packed_by_id=clerk.id,
        packed_at=now - timedelta(days=30),
        sealed_at=now - timedelta(days=30),
    )
    for more in ({"shift": shift, "cause": "FLOAT"}, {"bag": bag, "cause": "LOST"}):
        CashDifference.objects.create(
            unit_code=clerk.unit_code, amount_vnd=-1, owner_name="An", raised_at=now, **more
        )

    page = " ".join(at_screen("ketoan.trungtam").get("/tai-chinh/").content.decode().split())

    assert "1 túi tiền chưa tới ngân hàng" in page
    assert "2 chênh lệch tiền mặt chờ kết luận" in page
