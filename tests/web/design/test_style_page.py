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
    page = browser.leaf(site + path)
    browser.shoot(page, f"design-{name}")
    browser.check(page, allow_faults=("the server responded with a status of 4",))


@pytest.mark.parametrize(("path", "name"), STAFF)
def test_staff_page_is_accessible_on_a_dark_ground(browser: Browser, site: str, path: str, name: str) -> None:
    page = browser.leaf(site + path, size=DESKTOP, cookies={"nen": "toi"})
    browser.shoot(page, f"design-{name}-dark", sizes=(DESKTOP,))
    browser.check(page)


@pytest.mark.parametrize(("path", "name"), PUBLIC[:2] + STAFF + OTHERS)
def test_page_is_accessible_in_high_contrast_and_largest_text(
    browser: Browser, site: str, path: str, name: str
) -> None:
    page = browser.leaf(site + path, size=PHONE, cookies={"tuong-phan": "1", "co-chu": "3"})
    browser.shoot(page, f"design-{name}-contrast", sizes=(PHONE, SMALL))
    browser.check(page)


CUT_OFF = """() => [...document.querySelectorAll(
  'textarea, select, input:not([type=checkbox],[type=radio],[type=file],[type=range],[type=hidden])'
)].filter((field) => field.checkVisibility()).flatMap((field) => {
  const style = getComputedStyle(field);
  const pen = document.createElement('canvas').getContext('2d');
  pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const drawn = pen.measureText('ẲỄẪỘẶ');
  const line = parseFloat(style.lineHeight);
  const rise = drawn.fontBoundingBoxAscent;
  const base = (line - rise - drawn.fontBoundingBoxDescent) / 2 + rise;
  const cut = Math.max(drawn.actualBoundingBoxAscent - base, drawn.actualBoundingBoxDescent - line + base);
  return cut > 0.5 ? [`${field.name}: ${cut.toFixed(1)} px`] : [];
})"""
"""A field clips at its line: what of the tallest letters would be cut off, in pixels."""


@pytest.mark.parametrize("size", ["1", "3"])
def test_no_field_cuts_the_marks_off_a_vietnamese_letter(browser: Browser, site: str, size: str) -> None:
    for path in ("/du-lieu", "/quay/", "/"):
        page = browser.leaf(site + path, cookies={"co-chu": size})
        assert page.evaluate(CUT_OFF) == [], path
