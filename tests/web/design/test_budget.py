"""What a first visit costs on a slow network (ux §7)."""

import gzip

from cuamo.web import assets
from tests.support.browser import Browser


def test_first_load_of_a_citizen_page_is_small(browser: Browser, site: str) -> None:
    weight = browser.weigh(site + "/")
    assert weight.bytes <= 60_000, weight
    assert weight.requests <= 12, weight
    assert weight.nodes <= 600, weight


def test_first_load_of_the_counter_is_small(browser: Browser, site: str) -> None:
    weight = browser.weigh(site + "/quay/")
    assert weight.bytes <= 350_000, weight
    assert weight.requests <= 25, weight
    assert weight.nodes <= 1500, weight


def test_style_sheets_and_fonts_keep_their_share() -> None:
    assets.build()
    assert len(gzip.compress((assets.VENDOR / "citizen.css").read_bytes(), 9)) <= 15_000
    assert (assets.VENDOR / "be-vietnam-pro-400.woff2").stat().st_size <= 12_000
    assert (assets.VENDOR / "be-vietnam-pro-600.woff2").stat().st_size <= 12_000
    assert (assets.VENDOR / "so-400.woff2").stat().st_size <= 2_500
    assert not assets.build(), "a second run has nothing to do"


def test_fonts_hold_every_vietnamese_letter_and_equal_figures() -> None:
    from fontTools.ttLib import TTFont

    assets.build()
    letters = TTFont(assets.VENDOR / "be-vietnam-pro-400.woff2").getBestCmap()
    alphabet = "aăâbcdđeêghiklmnoôơpqrstuưvxyfjwzàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ"
    assert not [
        letter for letter in alphabet + alphabet.upper() + "₫0123456789–“”•…" if ord(letter) not in letters
    ]
    figures = TTFont(assets.VENDOR / "so-600.woff2")
    widths = {figures["hmtx"][name][0] for code, name in figures.getBestCmap().items() if chr(code).isdigit()}
    assert len(widths) == 1
