"""The A5 receipt opens beside the counter page: the page stays, keys lead there and back."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cuamo.dossiers.services.submit import submit
from cuamo.kernel import events
from tests.support.browser import PICTURES
from tests.support.city import staff
from tests.web.counter.desk import prepare

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_receipt_opens_beside_the_page_and_esc_leads_back(desk):
    made = prepare(9)
    submit(dossier_id=made.dossier.id, actor=staff("quay.hoankiem"), key="k", at=timezone.now())
    page = desk.sit_down(f"{made.path}11/")
    here = page.url
    with page.expect_response(lambda answer: answer.url.endswith("/phieu/")) as came:
        desk.press("F8")

    beside = page.get_by_role("dialog", name="Phiếu nhận A5")
    expect(beside).to_be_visible()
    assert page.url == here
    assert came.value.headers["x-frame-options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in came.value.headers["content-security-policy"]
    assert page.evaluate("document.activeElement.closest('dialog') !== null"), "the caret stands in the paper"
    if PICTURES:
        page.wait_for_timeout(6000)  # the viewer of the browser takes its time to draw
    desk.browser.shoot(page, "Q11-beside", full=False)

    desk.press("Escape")

    expect(beside).to_have_count(0)
    assert page.url == here
    assert page.evaluate("document.activeElement.dataset.key") == "F8", "the caret is back where it was"
    assert events.names_of(made.visit.id).count("visit.receipt_printed") == 1
    desk.press("F10")
    page.wait_for_url("**/quay/")
    assert [fault for fault in page.faults if "frame" in fault.lower()] == []
