"""How S1 and S2 look: full, empty, on a small screen; nobody is shut out."""

import pytest

from cuamo.web.account.landing import landing_of
from tests.support.browser import DESKTOP, PHONE
from tests.support.city import load_city, staff
from tests.web.oversight.facts import OTHERS, at_screen, thirteen_weeks, waiting

STEPS = ("INTAKE", "EXAMINE", "APPROVE", "ISSUE", "PACK")


def cookie_of(username):
    return {"sessionid": at_screen(username).cookies["sessionid"].value}


@pytest.mark.django_db(transaction=True)
def test_the_pages_look_right_and_are_accessible(browser, live_server):
    load_city()
    cookies = cookie_of("giamsat.trungtam")
    for name, path in (("S1-empty", ""), ("S2-empty", "tre-han/")):
        page = browser.leaf(f"{live_server.url}/giam-sat/{path}", size=DESKTOP, cookies=cookies)
        browser.shoot(page, name)
        browser.check(page, nodes=900)
    for helped_at in ("DL-001", OTHERS, ""):
        thirteen_weeks(helped_at=helped_at)
    for number in range(70):
        waiting(
            number,
            hours=-90 + number * 3,
            unit="DIEM-00070" if number % 5 in {0, 4} else "PX-00070",
            step=STEPS[number % 5],
        )

    for name, path in (("S1", ""), ("S2", "tre-han/"), ("S2-soon", "tre-han/?nhom=sap-tre&noi=PX-00070")):
        page = browser.leaf(f"{live_server.url}/giam-sat/{path}", size=DESKTOP, cookies=cookies)
        browser.shoot(page, name, sizes=(PHONE, DESKTOP))
        browser.check(page, nodes=1500)

    assert landing_of(staff("giamsat.trungtam")) == "/giam-sat/"
