"""Every page of the counter and of the citizen screen in Chromium: axe, sizes, themes, no page scroll."""

from collections.abc import Iterator

import pytest
from django.utils import timezone

from cuamo.dossiers.models import Visit
from cuamo.dossiers.services.ask_change import ask_change
from cuamo.dossiers.services.parts import random_code
from cuamo.dossiers.services.request_confirmation import request_confirmation
from cuamo.dossiers.services.submit import submit
from cuamo.web import context
from tests.support.browser import (
    PHONE,
    assert_accessible,
    assert_legible,
    assert_no_sideways_scroll,
    wear,
)
from tests.support.city import citizen_of, staff
from tests.web.counter.desk import TABLET, Desk, Prepared, prepare

pytestmark = pytest.mark.django_db(transaction=True)
PAID = "1.012289"
DARK = {context.THEME_COOKIE: "toi"}
LARGEST = {context.SIZE_COOKIE: "3", context.CONTRAST_COOKIE: "1"}
"""The largest text, in high contrast."""


def _end_visits() -> None:
    Visit.objects.filter(ended_at=None).update(ended_at=timezone.now())


def _prepared(step: int) -> Prepared:
    _end_visits()
    made = prepare(min(step, 9), procedure=PAID if step == 9 else "2.000635")
    if step == 11 and made.dossier is not None:
        submit(dossier_id=made.dossier.id, actor=staff("quay.hoankiem"), key="k", at=timezone.now())
    return made


def _steps() -> Iterator[tuple[int, str]]:
    for step in range(1, 12):
        made = _prepared(step)
        yield step, f"{made.path}{step}/"


def _fits(desk: Desk, path: str) -> None:
    page = desk.turn_to(path)
    tall, across = page.evaluate(
        "(root => [root.scrollHeight - innerHeight, root.scrollWidth - innerWidth])(document.documentElement)"
    )
    assert (tall, across) == (0, 0), f"{path} scrolls as a page at 1366×768"
    assert_accessible(page)
    assert page.faults == []  # type: ignore[attr-defined]
    assert_no_sideways_scroll(page)
    wear(page, DARK)
    assert_legible(page)
    wear(page, LARGEST)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} at A++"
    assert_legible(page)


def test_every_step_of_the_workbench_fits_and_is_accessible(desk):
    for step, path in _steps():
        _fits(desk, path)
        assert desk.url
        assert step


def test_the_pages_around_the_workbench_fit_and_are_accessible(desk):
    prepare(6)
    for path in ("/quay/", "/quay/cho-gui/", "/quay/tim/?q=khai+sinh", "/quay/tim/?q=zzzz", "/quay/ca/"):
        _fits(desk, path)


def test_below_1024_px_the_rails_fold_and_every_step_can_be_reached(desk):
    made = _prepared(5)
    page = desk.sit_down(f"{made.path}5/", size=(1000, 768))

    left, main = (page.locator(place).bounding_box() for place in (".rail-left", ".workbench > main"))
    assert left["y"] + left["height"] <= main["y"] + 1, "the steps stand above the step"
    assert main["width"] > 900


def _scene(desk: Desk, name: str) -> None:
    Visit.objects.filter(ended_at=None).update(screen_device=None, screen_code=random_code(8))
    address = f"{desk.url}/man-hinh/{desk.visit().screen_code}/"
    page = desk.browser.leaf(address, size=TABLET, touch=True)
    for size, looks in ((TABLET, {}), (PHONE, {}), (TABLET, LARGEST)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        wear(page, looks)
        (assert_legible if looks else assert_accessible)(page)
        assert page.faults == [], name  # type: ignore[attr-defined]
        big = page.locator(".screen-actions .button")
        assert big.count() <= 2, name
        if size == TABLET and not looks:
            for button in big.all():
                assert button.bounding_box()["height"] >= 72, name
            assert (
                page.locator("main p, main li, main dd").first.evaluate(
                    "element => parseFloat(getComputedStyle(element).fontSize)"
                )
                >= 24
            ), name
        assert page.locator(".screen-help").get_by_text("Chậm lại, gọi người giúp").is_visible(), name
        assert "001185012345" not in page.content(), name
        if size == PHONE:
            assert_no_sideways_scroll(page)


def test_every_scene_of_the_citizen_screen_is_large_masked_and_accessible(desk):
    for step, name in ((2, "consent"), (3, "waiting"), (5, "filling"), (8, "code"), (9, "pay"), (11, "done")):
        _prepared(step)
        _scene(desk, name)
    made = _prepared(7)
    assert made.dossier is not None
    request_confirmation(dossier_id=made.dossier.id, actor=staff("quay.hoankiem"), at=timezone.now())
    _scene(desk, "summary")
    ask_change(
        dossier_id=made.dossier.id, line="delivery", citizen=citizen_of(made.dossier), at=timezone.now()
    )
    _scene(desk, "fixing")
    made.visit.screen_blank = True
    made.visit.save(update_fields=["screen_blank"])
    _scene(desk, "blank")
