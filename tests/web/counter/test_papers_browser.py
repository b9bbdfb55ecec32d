"""What only a browser can prove of Q6: the camera, a phone's photo that comes by itself, pages by keys."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cuamo.dossiers.models import DossierPaper, TrayPage
from cuamo.dossiers.services.bring_pages import bring_pages
from cuamo.kernel.ids import new_id
from cuamo.web import context
from tests.documents.pages import blurred_below, feeder_pdf, full, jpeg, photo, sheet
from tests.support.browser import (
    DESKTOP,
    PHONE,
    assert_accessible,
    assert_legible,
    assert_no_sideways_scroll,
    wear,
)
from tests.support.city import staff
from tests.web.counter.desk import Prepared, prepare

pytestmark = pytest.mark.django_db(transaction=True)
THREE = "1.013831"
PAPERS = ("ban_goc_gcn", "hop_dong", "to_khai_thue")
DARK = {context.THEME_COOKIE: "toi"}
CONTRAST = {context.CONTRAST_COOKIE: "1"}


def _bring(made: Prepared, data: bytes, key: str = "") -> None:
    bring_pages(
        dossier_id=made.dossier.id,
        actor=staff("quay.hoankiem"),
        data=data,
        filename="quet",
        source="FILE",
        batch=new_id(),
        component_key=key,
        at=timezone.now(),
    )


def _small(seed: int) -> bytes:
    return jpeg(sheet(seed=seed).resize((827, 1170)))


def _order(made: Prepared, key: str) -> list[str]:
    pages = TrayPage.objects.filter(dossier=made.dossier, removed_at=None, component_key=key)
    return [str(page.id) for page in pages.order_by("position")]


def test_three_papers_of_three_pages_fit_and_are_handled_by_keys_alone(desk):
    made = prepare(6, procedure=THREE)
    for place, key in enumerate(PAPERS):
        for seed in range(3):
            faulty = place == 1 and seed == 1
            data = jpeg(blurred_below(full())) if faulty else _small(10 * place + seed + 1)
            _bring(made, data, key)
    page = desk.sit_down(made.path + "6/", size=DESKTOP)

    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight"), "no page scroll at 1366×768"
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    desk.browser.shoot(page, "Q6-papers")
    expect(page.locator(".page-pick.wrong rect")).to_have_count(1)

    first, second, third = _order(made, PAPERS[0])
    page.locator(f"#id_trang_{first}").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.id") == f"id_trang_{second}"
    with page.expect_navigation():
        page.keyboard.press("PageDown")
    assert _order(made, PAPERS[0]) == [first, third, second]
    assert page.evaluate("document.activeElement.id") == f"id_trang_{second}", "the caret stays with the page"
    with page.expect_navigation():
        page.keyboard.press("3")
    assert _order(made, PAPERS[2])[-1] != first
    assert len(_order(made, PAPERS[2])) == 4
    with page.expect_navigation():
        page.keyboard.press("Delete")
    assert (len(_order(made, PAPERS[0])), len(_order(made, PAPERS[2]))) == (2, 3)
    page.locator(f"#id_trang_{first}").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("dialog.page-large img")).to_be_visible()
    page.keyboard.press("Escape")

    _bring(made, feeder_pdf(sheet(seed=91), sheet(seed=92)))
    page.reload()
    assert page.evaluate("document.activeElement.id") == "id_nhom_1", (
        "all papers have pages: a person chooses"
    )
    for looks in (DARK, CONTRAST):
        wear(page, looks)
        assert_legible(page)
    desk.browser.close_pages()


def test_a_document_camera_takes_page_after_page_by_keys(desk):
    made = prepare(6, procedure=THREE)
    page = desk.sit_down(made.path + "6/", size=DESKTOP)
    page.keyboard.press("F8")
    page.wait_for_url(re.compile(r"/6/"))
    page.goto(desk.url + made.path + "6/")
    page.evaluate("localStorage.setItem('nguon-giay', 'CAMERA')")
    before = TrayPage.objects.count()

    page.keyboard.press("F8")
    expect(page.locator("[data-said]")).to_contain_text("Máy ảnh đã sẵn sàng", timeout=20_000)
    page.wait_for_function("document.querySelector('[data-preview]').videoWidth > 0")
    assert_accessible(page)
    desk.browser.shoot(page, "Q6-camera")
    for taken in (1, 2):
        page.keyboard.press("F8")
        expect(page.locator(".sending-words", has_text="Đã nhận")).to_have_count(taken, timeout=30_000)
    with page.expect_navigation():
        page.keyboard.press("F10")

    pages = TrayPage.objects.order_by("position")[before:]
    assert [found.source for found in pages] == ["CAMERA", "CAMERA"]
    assert len({found.batch for found in pages}) == 1
    desk.browser.close_pages()


def test_a_photo_from_a_phone_is_seen_at_the_counter_without_a_press_and_its_fault_on_both(desk):
    made = prepare(6, procedure=THREE)
    counter = desk.sit_down(made.path + "6/", size=DESKTOP)
    phone = desk.browser.open(f"{desk.url}/chup/{made.visit.screen_code}/", size=PHONE, touch=True)
    assert_accessible(phone)
    bad = jpeg(photo(blurred_below(full()), angle=2.0))

    with phone.expect_navigation():
        phone.locator(f"#id_anh_{PAPERS[1]}").set_input_files(
            {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": bad}
        )
    expect(phone.locator(".phone-page.wrong")).to_contain_text("Ảnh bị mờ ở góc dưới bên phải.")
    desk.browser.shoot(phone, "S9-capture")

    shown = counter.locator(f"#giay-{PAPERS[1]} .page-pick")
    expect(shown).to_have_count(1, timeout=15_000)
    expect(shown).to_contain_text("Ảnh bị mờ ở góc dưới bên phải.")
    with phone.expect_navigation():
        phone.get_by_role("button", name="Bỏ ảnh này").click()
    expect(shown).to_have_count(0, timeout=15_000)
    assert not DossierPaper.objects.filter(dossier=made.dossier, removed_at=None).exists()
    assert_no_sideways_scroll(phone)
    desk.browser.close_pages()
