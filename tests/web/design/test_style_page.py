"""Every component, photographed and checked in each way of reading."""

import pytest

from tests.support.browser import DESKTOP, PHONE, SMALL, Browser

PUBLIC = [("/", "P1"), ("/du-lieu", "DS"), ("/tu-choi/409", "E409"), ("/khong-co", "E404")]
STAFF = [("/quay/", "Q5"), ("/xu-ly/", "X1")]
OTHERS = [("/man-hinh/1", "Q2"), ("/giao/1", "G1")]
LARGE = {"co-chu": "3"}


@pytest.mark.parametrize(("path", "name"), PUBLIC + STAFF + OTHERS)
def test_page_is_accessible_and_fits_320_px_at_200_percent(
    browser: Browser, site: str, path: str, name: str
) -> None:
    page = browser.open(site + path)
    browser.shoot(page, f"design-{name}")
    browser.check(page, allow_faults=("the server responded with a status of 4",))


@pytest.mark.parametrize(("path", "name"), STAFF)
def test_staff_page_is_accessible_on_a_dark_ground(browser: Browser, site: str, path: str, name: str) -> None:
    page = browser.open(site + path, size=DESKTOP, cookies={"nen": "toi"})
    browser.shoot(page, f"design-{name}-dark", sizes=(DESKTOP,))
    browser.check(page)


@pytest.mark.parametrize(("path", "name"), PUBLIC[:2] + STAFF + OTHERS)
def test_page_is_accessible_in_high_contrast_and_largest_text(
    browser: Browser, site: str, path: str, name: str
) -> None:
    page = browser.open(site + path, size=PHONE, cookies={"tuong-phan": "1", "co-chu": "3"})
    browser.shoot(page, f"design-{name}-contrast", sizes=(PHONE, SMALL))
    browser.check(page)
