"""F1: the accountant's first page."""

import pytest

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
