"""The lock in a real browser: in every tab at once, nothing typed is lost, the caret comes back."""

from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from cuamo.cli.sample_people import pin_of_sample
from cuamo.dossiers.models import Dossier, Visit
from tests.web.counter.desk import prepare
from tests.web.counter.test_lock import sign_in

FIELD = "nyc_noi_cu_tru"
LOCK = "dialog#khoa"
SERVER_LOCKED = "() => fetch(location.href).then((answer) => answer.status === 423)"


def heard(page: Page) -> None:
    """Let the page write down what it tells the offline store."""
    page.evaluate(
        """window.heard = [];
        for (const name of ["counter:lock", "counter:unlock", "pin:entered"]) {
          document.addEventListener(name, (event) => {
            window.heard.push(name + (event.detail?.pin ? " " + event.detail.pin : ""));
            const late = (go) => setTimeout(() => { window.heard.push("waited"); go(); }, 50);
            event.detail?.waitUntil?.(new Promise(late));
          });
        }"""
    )


def test_the_counter_locks_in_all_tabs_and_opens_with_the_pin_where_the_caret_was(desk, browser):
    prepared = prepare(6)
    page = desk.sit_down(f"{prepared.path}5/")
    other = page.context.new_page()
    other.goto(f"{desk.url}/quay/tim/")
    page.bring_to_front()
    heard(page)

    page.focus(f"#id_{FIELD}")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("Số 8 ngõ Tức Mạc")
    page.keyboard.press("Alt+l")
    expect(page.locator(LOCK)).to_be_visible()
    expect(other.locator(LOCK)).to_be_visible()
    assert page.evaluate("document.activeElement.id") == "id_khoa_pin"
    for _ in range(3):
        page.keyboard.press("Escape")
    expect(page.locator(LOCK)).to_be_visible()
    page.wait_for_function(SERVER_LOCKED)
    assert Dossier.objects.get(id=prepared.dossier.id).values[FIELD] == "Số 8 ngõ Tức Mạc"
    assert Visit.objects.get(id=prepared.visit.id).screen_blank
    browser.check(page, nodes=1500, allow_faults=("423",))
    browser.shoot(page, "counter-lock", full=False)

    page.focus("#id_khoa_pin")
    page.keyboard.type("000000")
    page.keyboard.press("Enter")
    expect(page.locator("#khoa-loi")).to_have_text("Mã PIN chưa đúng. Còn 4 lần thử.")
    page.keyboard.type(pin_of_sample())
    page.keyboard.press("Enter")
    expect(page.locator(LOCK)).to_be_hidden()
    expect(other.locator(LOCK)).to_be_hidden()
    desk.caret_at(FIELD)
    assert page.evaluate("window.heard") == [
        "counter:lock",
        f"pin:entered {pin_of_sample()}",
        "waited",
        "counter:unlock",
    ]

    page.clock.install()
    page.reload()
    page.clock.run_for(150_000)
    expect(page.locator("#khoa-canh")).to_be_empty()
    page.clock.run_for(12_000)
    expect(page.locator("#khoa-canh")).to_have_text("Sau 20 giây quầy sẽ khóa. Bấm phím bất kỳ để làm tiếp.")
    page.keyboard.press("Shift")
    expect(page.locator("#khoa-canh")).to_be_empty()
    page.clock.run_for(170_000)
    expect(page.locator(LOCK)).to_be_hidden()
    page.clock.run_for(12_000)
    expect(page.locator(LOCK)).to_be_visible()
    page.wait_for_function(SERVER_LOCKED)

    page.goto(f"{desk.url}{prepared.path}5/")
    expect(page.locator("h1")).to_contain_text("Quầy đang khóa")
    browser.check(page, nodes=1500, allow_faults=("422", "423"))
    browser.shoot(page, "counter-lock-page", full=False)


def test_who_has_just_signed_in_is_not_locked_by_what_the_last_session_left(desk):
    page = desk.sit_down("/quay/")
    page.evaluate(
        """const long = String(Date.now() - 3_600_000);
        for (const name of ["quay.luc", "quay.tay"]) localStorage.setItem(name, long);
        localStorage.setItem("quay.khoa", localStorage.getItem("quay.phien"));"""
    )
    fresh = sign_in(Client()).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": fresh, "url": desk.url}])
    page.clock.install()

    page.goto(f"{desk.url}/quay/ma-pin/")
    page.clock.run_for(5_000)

    expect(page.locator(LOCK)).to_be_hidden()
    assert page.evaluate("localStorage.getItem('quay.khoa')") is None
    for field in ("pin", "again"):
        page.fill(f"#id_{field}", "739152")
    page.locator("#buoc .button.main").click()
    expect(page).to_have_url(f"{desk.url}/quay/")
    page.clock.run_for(200_000)
    expect(page.locator(LOCK)).to_be_visible()
