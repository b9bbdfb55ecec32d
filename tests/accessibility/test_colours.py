"""Every pairing of ink and ground keeps its contrast in each theme (ux §8)."""

import re

import pytest

from cuamo.web.assets import STATIC

THEMES = {
    "light": [":root"],
    "dark": [":root", 'html[data-theme="dark"]'],
    "high contrast": [":root", 'html[data-contrast="high"]'],
    "dark, high contrast": [
        ":root",
        'html[data-theme="dark"]',
        'html[data-contrast="high"]',
        'html[data-contrast="high"][data-theme="dark"]',
    ],
}
GROUNDS = ("giay", "trang", "cham-nhat", "nghe-nhat", "son-nhat", "ngoc-nhat", "tim-nhat")
TEXT_ON = [
    *(("muc", ground) for ground in GROUNDS),
    *(("muc-nhat", ground) for ground in ("giay", "trang", "cham-nhat")),
    *(("lien", ground) for ground in ("giay", "trang", "cham-nhat")),
    *((ink, f"{ink}-nhat") for ink in ("cham", "ngoc", "son", "tim")),
    ("nghe-dam", "nghe-nhat"),
    ("tren-cham", "cham"),
    ("cham", "trang"),
    ("son", "trang"),
]
LINE_ON = [("vien", "trang"), ("vien", "giay"), ("cham", "giay"), ("tieudiem", "cham-dam")]


def tokens(theme: str) -> dict[str, str]:
    css = (STATIC / "css" / "tokens.css").read_text()
    found: dict[str, str] = {}
    for selector in THEMES[theme]:
        block = re.search(rf"^\s*{re.escape(selector)} {{(.*?)}}", css, re.DOTALL | re.MULTILINE)
        assert block, selector
        found.update(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{3,6});", block.group(1)))
    return found


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_text_reaches_4_5_to_1(theme: str) -> None:
    colour = tokens(theme)
    weak = {pair: round(contrast(colour[pair[0]], colour[pair[1]]), 2) for pair in TEXT_ON}
    assert not {pair: ratio for pair, ratio in weak.items() if ratio < 4.5}


@pytest.mark.parametrize("theme", THEMES)
def test_lines_and_focus_reach_3_to_1(theme: str) -> None:
    colour = tokens(theme)
    weak = {pair: round(contrast(colour[pair[0]], colour[pair[1]]), 2) for pair in LINE_ON}
    assert not {pair: ratio for pair, ratio in weak.items() if ratio < 3}
