"""The small modules, in a real browser."""

from playwright.sync_api import expect

from tests.support.browser import DESKTOP, Browser, scan

CARD = "001085012345|012345678|NGUYEN VAN AN|02091985|Nam|Kim Lien, Ha Noi|10052021"


def test_a_field_is_saved_as_soon_as_it_is_left(browser: Browser, site: str) -> None:
    page = browser.open(site + "/du-lieu")
    with page.expect_request("**/luu") as sent:
        page.fill("#id_ho_ten", "LÊ THỊ ẨN")
        page.locator("#id_so_can_cuoc").focus()
    body = sent.value.post_data or ""
    assert "LÊ THỊ ẨN" in body
    assert "so_can_cuoc" not in body
    expect(page.locator("[data-save-note]")).to_have_text("Đã lưu")


def test_a_date_is_saved_whole(browser: Browser, site: str) -> None:
    page = browser.open(site + "/du-lieu")
    page.fill("[name='ngay_sinh.nam']", "1949")
    with page.expect_request("**/luu") as sent:
        page.locator("#id_so_can_cuoc").focus()
    assert "ngay_sinh.ngay" in (sent.value.post_data or "")


def test_a_form_is_sent_once_even_when_clicked_twice(browser: Browser, site: str) -> None:
    page = browser.open(site + "/du-lieu")
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.evaluate("document.querySelector('form[data-save]').removeAttribute('data-save')")
    page.evaluate("document.querySelectorAll('[autofocus]').forEach((e) => e.blur())")
    with page.expect_navigation():
        page.locator("button.main", has_text="Đúng rồi").dblclick(no_wait_after=True)
    page.wait_for_timeout(300)
    assert len(posts) == 1


def test_keys_act_where_they_are_written(browser: Browser, site: str) -> None:
    page = browser.open(site + "/quay/", size=DESKTOP)
    page.keyboard.press("F1")
    expect(page.locator("#ho-tro")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#ho-tro")).to_be_hidden()
    page.locator("input[name=gioi]").first.focus()
    page.keyboard.press("2")
    assert page.evaluate("document.querySelector('input[name=gioi]:checked').value") == "cha"
    with page.expect_request(lambda request: request.method == "POST"):
        page.keyboard.press("F10")


def test_keys_leave_a_composition_alone(browser: Browser, site: str) -> None:
    page = browser.open(site + "/quay/", size=DESKTOP)
    page.evaluate(
        """document.dispatchEvent(new KeyboardEvent('keydown',
        {key: 'F1', isComposing: true, bubbles: true, cancelable: true}))"""
    )
    expect(page.locator("#ho-tro")).to_be_hidden()


def test_the_pill_tells_a_lost_network_with_its_time(browser: Browser, site: str) -> None:
    page = browser.open(site + "/quay/", size=DESKTOP)
    page.route("**/healthz", lambda route: route.abort())
    expect(page.locator(".connection-word")).to_contain_text("Mất mạng từ", timeout=8000)
    page.unroute("**/healthz")
    expect(page.locator(".connection-word")).to_have_text("Có mạng", timeout=8000)


def test_a_scanner_is_told_from_a_typist_and_a_mangled_card_is_refused(browser: Browser, site: str) -> None:
    page = browser.open(site + "/quay/may-quet", size=DESKTOP)
    page.fill("#id_khac", "đang gõ ")
    page.locator("#id_khac").focus()
    scan(page, CARD)
    expect(page.locator("#ket-qua")).to_have_text(CARD)
    assert page.input_value("#id_khac") == "đang gõ "
    scan(page, "001085012345|0123|Nguye64n Va8n An|0209|Nam|x|1")
    expect(page.locator("#thong-bao")).to_contain_text("bộ gõ tiếng Việt")
    page.keyboard.type("abc", delay=120)
    expect(page.locator("#ket-qua")).to_have_text(CARD)


def test_a_scan_whose_line_stalled_is_still_one_card(browser: Browser, site: str) -> None:
    page = browser.open(site + "/quay/may-quet", size=DESKTOP)
    page.fill("#id_khac", "đang gõ ")
    page.locator("#id_khac").focus()
    scan(page, CARD, stalls_before=11)
    expect(page.locator("#ket-qua")).to_have_text(CARD)
    assert page.input_value("#id_khac") == "đang gõ "


def test_the_caret_is_in_its_place_before_the_page_has_loaded(browser: Browser, site: str) -> None:
    page = browser.open(site + "/du-lieu", size=DESKTOP)
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => { window.caret = document.activeElement.id; })"
    )
    for _ in range(5):
        page.goto(site + "/quay/")
        assert page.evaluate("caret") == "id_ho_ten"


def test_rows_are_walked_by_keyboard(browser: Browser, site: str) -> None:
    page = browser.open(site + "/xu-ly/", size=DESKTOP)
    page.locator("tr#h1").focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.id") == "h2"
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_public_page_works_without_scripts(browser: Browser, site: str) -> None:
    page = browser.open(site + "/", scripts=False)
    page.locator("button[name='co-chu'][value='3']").click()
    assert page.locator("html").get_attribute("data-size") == "3"
