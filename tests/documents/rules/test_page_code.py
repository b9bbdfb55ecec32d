"""The bar code of a form's page, there and back."""

import pytest

from cuamo.documents.rules.page_code import PageCode, read_page_code


@pytest.mark.parametrize(
    "page",
    [
        PageCode("H26.16-20261124-0000012", "01", 1, 1),
        PageCode("000.00.01.H26-260930-0012", "06", 3, 12),
        PageCode("HT-261124-7M2K9Q", "07", 250, 1999),
    ],
)
def test_a_page_is_known_again_by_its_bar_code(page):
    assert read_page_code(str(page)) == page
    assert str(page).isascii()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "H26.16-20261124-0000012",
        "H26/01/2/1",
        "H26/01/0/1",
        "H26/1/1/1",
        "H26/01/1",
        "a/b/01/1/1",
        "H26/01/1/1\n",
    ],
)
def test_what_is_no_page_of_a_form_is_none(text):
    assert read_page_code(text) is None
