"""The pages of the kinds of visit, at the counter and on the citizen screen, in Chromium."""

from hashlib import sha256

import pytest
from django.utils import timezone

from cuamo.dossiers.models import Visit
from cuamo.dossiers.selectors.referrals import places_for
from cuamo.dossiers.services.end_visit import go_to_step
from cuamo.dossiers.services.guide_by_list import start_guided
from cuamo.dossiers.services.refer import refer
from cuamo.dossiers.services.request_confirmation import request_confirmation
from cuamo.dossiers.services.submit import submit
from cuamo.web.screen.show import COOKIE
from tests.dossiers.services.test_external import MINISTRY
from tests.support.browser import assert_accessible, assert_no_sideways_scroll
from tests.support.city import staff
from tests.web.counter.desk import TABLET, Desk, prepare
from tests.web.counter.test_looks import _end_visits, _fits

pytestmark = pytest.mark.django_db(transaction=True)
TYPED = "form[data-together] input[type=text]"


def _clerk():
    return staff("quay.hoankiem")


def _at(upto: int, procedure: str = "2.000635"):
    _end_visits()
    return prepare(upto, procedure=procedure)


def test_the_pages_beside_the_straight_way_fit_and_are_accessible(desk):
    made = _at(3)
    here = made.path
    start_guided(visit_id=made.visit.id, clerk=_clerk(), at=timezone.now())
    for path in (
        "/quay/khong-the/",
        f"{here}viec-khac/",
        f"{here}so-nhan-tin/",
        f"{here}lam-thay/",
        f"{here}dong-y-giay/",
        f"{here}tai-khoan/",
        f"{here}bai-hoc/",
        f"{here}danh-sach/",
        f"{here}huong-dan/1.001193/",
        f"{here}gioi-thieu/",
        f"{here}gioi-thieu/?ma=1.001193",
    ):
        _fits(desk, path)


def test_confirming_on_paper_referred_ministry_and_follow_up_fit_and_are_accessible(desk):
    made = _at(7)
    assert made.dossier is not None
    request_confirmation(dossier_id=made.dossier.id, actor=_clerk(), at=timezone.now())
    place = places_for(made.dossier.version, made.visit)[0]
    refer(
        visit_id=made.visit.id,
        clerk=_clerk(),
        procedure_code="2.000635",
        to_unit=place.code,
        reason="ORIGINALS",
        at=timezone.now(),
    )
    for path in (f"{made.path}xac-nhan-giay/", f"{made.path}gioi-thieu/xong/", "/quay/theo-doi/"):
        _fits(desk, path)
    far = _ministry()
    _fits(desk, f"{far.path}nop-bo/")


def _ministry():
    from cuamo.cli.sample_work import Cast

    made = _at(9, MINISTRY)
    assert made.dossier is not None
    Cast().pay(made.dossier, _clerk(), at=timezone.now())
    submit(dossier_id=made.dossier.id, actor=_clerk(), key="k-bo", at=timezone.now())
    return made


def _screen(desk: Desk, visit: Visit, where: str, name: str) -> None:
    """Look at a scene of the paired screen, on a tablet and on a small phone; it knows no dark."""
    address = f"{desk.url}/man-hinh/{visit.screen_code}/{where}"
    Visit.objects.filter(id=visit.id).update(screen_device=sha256(b"t").digest())
    page = desk.browser.leaf(address, size=TABLET, touch=True, cookies={COOKIE: "t"})
    assert_accessible(page)
    assert page.faults == []  # type: ignore[attr-defined]
    desk.browser.shoot(page, f"man-hinh-{name}")
    assert_no_sideways_scroll(page)
    assert page.evaluate("document.documentElement.dataset.density ?? ''") == "", (
        "a theme would be drawn here"
    )


def test_the_new_scenes_of_the_citizen_screen_are_accessible_and_fit_a_phone(desk):
    made = _at(5)
    go_to_step(visit_id=made.visit.id, clerk=_clerk(), step=5, at=timezone.now())
    _screen(desk, made.visit, "", "dang-dien")
    _screen(desk, made.visit, "tu-dien/", "tu-dien")
    asked = _at(4, "1.001193")
    go_to_step(visit_id=asked.visit.id, clerk=_clerk(), step=4, at=timezone.now())
    _screen(desk, asked.visit, "tu-dien/", "cau-hoi")
    shown = _at(7)
    assert shown.dossier is not None
    request_confirmation(dossier_id=shown.dossier.id, actor=_clerk(), at=timezone.now())
    Visit.objects.filter(id=shown.visit.id).update(contact_owner="-")
    _screen(desk, shown.visit, "", "ky-tom-tat")
    _screen(desk, shown.visit, "ky-xac-nhan/", "ky-xac-nhan")
    guided = _at(3)
    start_guided(visit_id=guided.visit.id, clerk=_clerk(), at=timezone.now())
    _screen(desk, guided.visit, "", "tai-khoan")
    far = _ministry()
    _screen(desk, far.visit, "", "bo")


def test_the_whole_form_of_acting_for_somebody_is_filled_without_a_mouse(desk):
    made = _at(3)
    page = desk.sit_down(f"{made.path}3/")
    page.keyboard.press("F8")
    page.wait_for_url("**/viec-khac/")
    page.keyboard.press("1")
    page.wait_for_url("**/lam-thay/")
    page.keyboard.press("2")
    assert page.evaluate("document.querySelector('[name=kind]:checked').value") == "PARENT"
    page.keyboard.press("Escape")
    page.wait_for_url("**/1/")


def test_values_are_copied_one_key_at_a_time(desk):
    far = _ministry()
    page = desk.sit_down(f"{far.path}nop-bo/")
    values = page.locator("[data-copy-row] input")
    for number in range(2):
        page.keyboard.press("F9")
        page.wait_for_selector(f"[data-copy-row]:nth-child({number + 1})[aria-current]")
        said = page.locator("[data-copy-note]").inner_text()
        assert f"{number + 1}/{values.count()}" in said


def test_what_the_citizen_types_appears_in_the_clerks_form_but_never_over_the_clerks_own(desk):
    from cuamo.dossiers.services.fill_together import fill_together
    from tests.support.city import citizen_of

    made = _at(5)
    assert made.dossier is not None
    desk.sit_down(f"{made.path}5/")
    desk.pair()
    page = desk.sit_down(f"{made.path}5/")
    names = [
        name
        for name in page.eval_on_selector_all(
            "form[data-together] input[type=text]", "all => all.map(x => x.name)"
        )
        if "." not in name
    ]
    mine, theirs = names[0], names[-1]
    page.fill(f"[name='{mine}']", "Nhân viên gõ")
    raw = {mine: "Người dân gõ", theirs: "Bản Mòng"}
    citizen = citizen_of(Visit.objects.get(id=made.visit.id))
    fill_together(dossier_id=made.dossier.id, citizen=citizen, raw=raw, at=timezone.now())

    page.wait_for_function(
        "name => document.querySelector(`[name='${name}']`).value === 'Bản Mòng'", arg=theirs
    )
    assert page.input_value(f"[name='{mine}']") == "Nhân viên gõ"
