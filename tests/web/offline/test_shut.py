"""The bench and the counter share one lock: no address of the PC leads around it."""

import pytest

from tests.web.offline.post import PIN

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "NGUYỄN THỊ ĐẶNG THẲNG"


def test_a_locked_counter_is_not_opened_by_the_address_of_the_bench_or_of_a_sheet(post):
    post.prepare()
    page = post.open_bench()
    page.click("button[value=by-hand]")
    page.wait_for_selector("[name=full_name]")
    page.keyboard.insert_text(NAME)
    post.until("() => cuamoBench.all().then((items) => items[0]?.person.typed.full_name)")
    key = page.evaluate("() => cuamoBench.current().item.key")
    at_the_bench = page.url
    beside = post.context.new_page()
    beside.goto(post.line.url + "/quay/")
    beside.keyboard.press("Alt+l")
    beside.wait_for_selector("dialog#khoa[open]")

    page.wait_for_selector("[data-pin=open]")
    assert NAME not in page.content()
    beside.goto(at_the_bench)
    beside.wait_for_selector("[data-pin=open]")
    assert NAME not in beside.content()
    beside.goto(f"{post.line.url}/quay/may/phieu/?to=consent&luot={key}")
    beside.wait_for_selector("main h1")
    assert NAME not in beside.content()

    page.fill("#id_pin", "000000")
    page.keyboard.press("Enter")
    page.wait_for_selector(".notice.error")
    page.fill("#id_pin", PIN)
    page.keyboard.press("Enter")
    page.wait_for_selector("[name=full_name]")
    assert page.input_value("[name=full_name]") == NAME
    beside.reload()
    beside.wait_for_selector("h1:has-text('GIẤY ĐỒNG Ý')")
