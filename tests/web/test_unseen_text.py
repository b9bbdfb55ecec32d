"""Text in the very colour of its ground is a fault, though axe itself leaves it undecided."""

import pytest

from tests.support.browser import assert_legible

PAGE = """data:text/html,<!doctype html><html lang="vi"><title>Thử</title><main><h1>Thử</h1>
<p style="background: {ground}; color: {letters}">Cả đơn vị</p></main>"""


@pytest.mark.parametrize(("letters", "ground"), [("navy", "navy"), ("white", "white")])
def test_text_nobody_can_see_is_found(browser, letters, ground):
    page = browser.open(PAGE.format(letters=letters, ground=ground))
    with pytest.raises(AssertionError, match="1:1"):
        assert_legible(page)
    browser.close_pages()


def test_text_everybody_can_see_is_no_fault(browser):
    assert_legible(browser.open(PAGE.format(letters="white", ground="navy")))
    browser.close_pages()
