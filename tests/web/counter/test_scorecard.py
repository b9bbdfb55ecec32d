"""The counter by its scorecard: Enter, input methods, no mouse (T8, T9, T10)."""

import re
import unicodedata

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cuamo.dossiers.models import Dossier, Visit
from cuamo.dossiers.services.submit import submit
from cuamo.dossiers.states import State
from cuamo.organisation.models import Shift
from tests.support.browser import scan
from tests.support.city import CARD, staff
from tests.web.counter.desk import Desk, prepare

pytestmark = pytest.mark.django_db(transaction=True)
NOT_MAIN_FIRST = """() => [...document.forms].flatMap((form) => {
  const buttons = [...form.elements].filter((e) => e.type === 'submit' || e.type === 'image');
  const main = buttons.filter((e) => e.matches('.main, [data-key~=F10]'));
  const typed = [...form.elements].some((e) => e.matches(
    'textarea, select, input:not([type=hidden],[type=submit],[type=button],[type=file])'));
  const name = form.id || form.action;
  if (main.length && buttons[0] !== main[0]) return [`${name}: first is ${buttons[0].innerText}`];
  return typed && buttons.length > 1 && !main.length ? [`${name}: no main action`] : [];
})"""
NEVER_FOCUSED = """() => [...document.querySelectorAll(
  'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]')].filter((e) => {
    if (e.dataset.reached || e.disabled || !e.checkVisibility() || e.tabIndex < 0) return false;
    if (e.closest('dialog:not([open])')) return false;
    return !(e.type === 'radio' && document.querySelector(`[name="${CSS.escape(e.name)}"][data-reached]`));
  }).map((e) => e.outerHTML.slice(0, 120))"""
MARK = """() => { const e = document.activeElement; if (!e || e === document.body) return '';
  const again = e.dataset.reached; e.dataset.reached = '1';
  const lined = (s) => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2;
  const seen = [e, e.closest('label') ?? e].map((part) => getComputedStyle(part))
    .some((style) => lined(style) || style.boxShadow !== 'none');
  return again ? 'again' : seen ? 'seen' : 'unseen: ' + e.outerHTML.slice(0, 120); }"""


def test_the_first_submit_button_of_every_form_of_the_counter_is_its_main_action(desk: Desk):
    visit = prepare(9, procedure="1.012289")
    page = desk.sit_down("/quay/")
    paths = ["/quay/", "/quay/ca/", "/quay/cho-gui/", "/quay/tim/?q=khai+sinh"]
    for path in [*paths, *(f"{visit.path}{step}/" for step in range(1, 10))]:
        page.goto(desk.url + path)
        assert page.evaluate(NOT_MAIN_FIRST) == [], path


def test_enter_in_the_field_with_the_caret_goes_on_at_every_step_that_takes_words(desk: Desk):
    made = prepare(8)
    assert made.dossier is not None
    page = desk.sit_down(f"{made.path}1/")
    for step, field, follows in ((1, "#id_phone", 3), (6, "#id_address", 7)):
        page.goto(f"{desk.url}{made.path}{step}/")
        page.locator(field).focus()
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(rf"/({follows}|{step + 1})/"))
    page.goto(f"{desk.url}{made.path}5/")
    page.fill("[name=dc_ho_ten]", "")
    page.locator("[name=nyc_ho_ten]").focus()
    page.keyboard.press("Enter")
    assert desk.caret() == "dc_ho_ten", "Enter goes to the gap"
    page.keyboard.insert_text("ĐẶNG THỊ ẲNG")
    page.keyboard.press("Enter")
    desk.at_step(6)
    assert Dossier.objects.get(id=made.dossier.id).values["dc_ho_ten"] == "ĐẶNG THỊ ẲNG"


def _compose(page: Page, *parts: str) -> None:
    """Type one word as an input method does: it grows and changes while it is composed, then is given."""
    line = page.context.new_cdp_session(page)
    for part in parts:
        where = {"text": part, "selectionStart": len(part), "selectionEnd": len(part)}
        line.send("Input.imeSetComposition", where)
    enter = {"type": "rawKeyDown", "key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229}
    line.send("Input.dispatchKeyEvent", enter)
    line.send("Input.insertText", {"text": parts[-1]})
    line.detach()


def test_a_word_being_composed_is_never_sent_and_every_name_is_kept_composed(desk: Desk):
    made = prepare(6)
    assert made.dossier is not None
    page = desk.sit_down(f"{made.path}5/")
    page.fill("[name=dc_ho_ten]", "")
    page.focus("[name=dc_ho_ten]")
    _compose(page, "T", "Th", "Thaa", "Thâ", "Thâng", "Thẩng")
    assert page.url.endswith("/5/"), "the Enter that ends a composition belongs to the input method"
    assert page.input_value("[name=dc_ho_ten]") == "Thẩng"
    page.keyboard.insert_text(unicodedata.normalize("NFD", " ĐẶNG THẲNG"))
    with page.expect_response("**/luu/"):
        page.keyboard.press("Tab")

    kept = Dossier.objects.get(id=made.dossier.id).values["dc_ho_ten"]
    assert kept == unicodedata.normalize("NFC", "Thẩng ĐẶNG THẲNG")


def test_a_scan_an_input_method_has_mangled_begins_no_visit_and_says_what_to_do(desk: Desk):
    page = desk.sit_down("/quay/")
    desk.caret_at("card")
    for text in (CARD.replace("|02091985|", "|0209198ư|"), CARD.replace("001185012345", "001185ư12345")):
        scan(page, text)
        expect(page.locator("#thong-bao")).to_contain_text("Tắt bộ gõ")
        assert page.input_value("#id_card") == "", "no half of a card stays in the field"
    assert Visit.objects.count() == 0

    scan(page, CARD)
    desk.at_step(1)


def test_every_control_of_every_step_is_reached_by_tab_and_shows_the_focus(desk: Desk):
    made = prepare(9, procedure="1.012289")
    page = desk.sit_down("/quay/")
    for path in ("/quay/", *(f"{made.path}{step}/" for step in (1, 5, 6, 7, 9))):
        page.goto(desk.url + path)
        for _ in range(200):
            page.keyboard.press("Tab")
            mark = page.evaluate(MARK)
            assert not mark.startswith("unseen"), f"{path}: {mark}"
            if mark == "again":
                break
        assert page.evaluate(NEVER_FOCUSED) == [], path


def test_a_day_at_the_counter_is_worked_without_a_mouse(desk: Desk):
    Shift.objects.all().delete()
    page = desk.sit_down("/quay/")
    page.wait_for_url("**/quay/ca/")
    desk.caret_at("float")
    desk.press("F10")
    page.wait_for_url("**/quay/")
    desk.caret_at("card")
    desk.scan()
    desk.at_step(1)
    first = desk.visit()

    desk.press("F1")
    expect(page.locator("#ho-tro")).to_be_visible()
    desk.press("Escape")
    expect(page.locator("#ho-tro")).to_be_hidden()
    with page.expect_navigation():
        desk.press("Alt+0")
    assert Visit.objects.get(id=first.id).screen_blank
    desk.press("F2")
    page.wait_for_url("**/quay/")
    desk.scan(CARD.replace("001185012345", "001185012346").replace("Nguyễn Thị Đặng Thẳng", "Trần Thị Ẩn"))
    desk.at_step(1)
    desk.press("Escape")
    page.wait_for_url("**/quay/")
    assert Visit.objects.filter(parked=True).count() == 1, "the first one waits"
    page.locator(f"a[href*='{first.id}']").focus()
    desk.press("Enter")
    desk.at_step(1)
    desk.press("F4")
    page.wait_for_url("**/quay/tim/")
    desk.press("Escape")
    page.wait_for_url("**/quay/")

    made = prepare(9)
    assert made.dossier is not None
    submit(dossier_id=made.dossier.id, actor=staff("quay.hoankiem"), key="k", at=timezone.now())
    page.goto(f"{desk.url}{made.path}11/")
    desk.press("F10")
    page.wait_for_url("**/quay/")
    assert Dossier.objects.get(id=made.dossier.id).state == State.SUBMITTED
    Visit.objects.filter(ended_at=None).update(ended_at=timezone.now(), parked=False)
    page.goto(desk.url + "/quay/ca/")
    desk.caret_at("counted")
    page.keyboard.insert_text("500000")
    with page.expect_navigation():
        desk.press("F10")
    assert not Shift.objects.filter(closed_at=None).exists()
