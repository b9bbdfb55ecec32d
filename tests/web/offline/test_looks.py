"""The bench and the citizen's window: axe 0 at every step, in every display, at 320 px; no scroll."""

import random
from typing import Any

import pytest

from tests.support.browser import (
    PICTURES,
    SCREENS,
    assert_accessible,
    assert_legible,
    assert_no_sideways_scroll,
)
from tests.web.offline.day import card_of, wanted
from tests.web.offline.test_kill import SIGNED, TOUCH

pytestmark = pytest.mark.django_db(transaction=True)
LICENCE = "3.000347"


def test_every_step_of_the_bench_and_of_the_citizens_window_can_be_used_by_everybody(post, line):
    post.prepare()
    line.cut()
    page = post.open_bench()
    _look(page, 0)
    window = post.context.new_page()
    window.goto(post.line.url + "/quay/may/guong/")
    window.wait_for_selector("h1")
    page.keyboard.insert_text(card_of(3).replace("Nguyễn Thị Dũng An", "NGUYỄN THỊ ĐẶNG THẲNG"))
    page.keyboard.press("Enter")
    _look(page, 1)
    page.keyboard.press("F10")
    _look(page, 2)
    _show(window, 2)
    window.get_by_role("button", name="Đồng ý", exact=True).click()
    _look(page, 3)
    page.keyboard.press("F4")
    page.keyboard.type("blx")
    page.wait_for_selector(f"[name=procedure][value='{LICENCE}']")
    page.check(f"[name=procedure][value='{LICENCE}']")
    page.keyboard.press("F10")
    _look(page, 4)
    asked = wanted(3, LICENCE, rng=random.Random(1))
    page.evaluate(
        """async (asked) => {
          const item = cuamoBench.current().item;
          Object.assign(item, {answers: asked.answers, values: asked.values, delivery: asked.delivery});
          await cuamoBench.save(item);
        }""",
        asked,
    )
    _again(page, post, 5)
    _look(page, 5)
    page.keyboard.press("F10")
    _look(page, 6)
    page.evaluate(
        """async (keys) => {
          const text = atob(keys.image.split(',')[1]);
          const image = new Blob([Uint8Array.from(text, (char) => char.charCodeAt(0))], {type: 'image/png'});
          const item = cuamoBench.current().item;
          for (const key of keys.papers) await cuamoBench.addPaper(item, key, image, 'giay.png');
        }""",
        {"papers": asked["papers"], "image": page.evaluate(SIGNED)},
    )
    page.keyboard.press("F10")
    _look(page, 7)
    _show(window, 7)
    window.get_by_role("button", name="Đúng rồi, tôi đồng ý nộp").click()
    _look(page, 8)
    _show(window, 8)
    area = window.locator("canvas").bounding_box()
    assert area is not None
    assert area["width"] >= 453, "12 cm at 96 points to the inch"
    assert area["height"] >= 188, "5 cm"
    page.evaluate(TOUCH, ["sign", page.evaluate(SIGNED)])
    _look(page, 9)
    _show(window, 9)
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    page.wait_for_selector(".change-back")
    page.keyboard.press("Enter")
    _look(page, 10)
    page.keyboard.press("F10")
    _look(page, 11)
    _show(window, 11)
    page.keyboard.press("F8")
    slip = page.frame_locator("dialog iframe")
    slip.locator("h1").wait_for()
    words = slip.locator("main").inner_text()
    assert "PHIẾU NHẬN TẠM" in words
    assert "Chưa phải giấy tiếp nhận" in words
    assert page.evaluate("() => cuamoBench.current().item.local_number") in words
    assert "hẹn trả" not in words.lower(), "a provisional slip promises no date"
    _picture(page, "T12-slip")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.wait_for_selector(".idle-scan")
    window.wait_for_selector("h1:has-text('Xin chào')")


def test_the_list_of_what_waits_tells_state_age_and_size_and_finds_by_name(post, line):
    from tests.web.offline.day import SCRIPT

    post.prepare()
    line.cut()
    page = post.open_bench()
    numbers = [page.evaluate(SCRIPT, wanted(place, LICENCE, rng=random.Random(1))) for place in (1, 2)]
    line.decide = lambda head: "before" if "/quay/may/tep/" in head or "/ho-so/" in head else ""
    line.restore()
    page = post.go("/quay/cho-gui/")
    page.wait_for_selector("#tren-may li")
    words = page.inner_text("#tren-may")
    assert all(number in words for number in numbers)
    assert "kB" in words or "MB" in words
    _check(page, "Q12")
    page.fill("#id_tim", "thi chi")
    page.wait_for_function("() => document.querySelectorAll('#tren-may ul.plain-list > li').length === 1")
    with page.expect_download() as saved:
        page.locator("[data-do=rescue]").first.click()
    rescue = saved.value.path().read_text()
    assert "Nguyễn" not in rescue, "a rescue file can be read by nobody without the key"


def _again(page: Any, post: Any, step: int) -> None:
    key = page.evaluate("() => cuamoBench.current().item.key")
    post.go("/quay/may/phieu/")
    post.go(f"/quay/may/ban/#{key}/{step}")
    page.wait_for_selector(f"body[data-page=Q{step}] #buoc")


def _look(page: Any, step: int) -> None:
    page.wait_for_selector(f"body[data-page=Q{step}] :is(#buoc, .card.need)")
    _check(page, f"ban-{step}")


def _check(page: Any, name: str) -> None:
    assert_accessible(page)
    scrolls = page.evaluate("document.documentElement.scrollHeight > innerHeight")
    assert not scrolls, f"{name}: the page scrolls"
    _picture(page, name)
    for attribute, value in (("theme", "dark"), ("contrast", "high")):
        page.evaluate(
            "([name, value]) => { document.documentElement.dataset[name] = value; }", [attribute, value]
        )
        assert_legible(page)
        page.evaluate("name => { delete document.documentElement.dataset[name]; }", attribute)
    assert_no_sideways_scroll(page)


def _show(window: Any, step: int) -> None:
    window.wait_for_timeout(300)
    assert_accessible(window)
    _picture(window, f"guong-{step}")


def _picture(page: Any, name: str) -> None:
    if PICTURES:
        SCREENS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(SCREENS / f"{name}-1366.png"))
