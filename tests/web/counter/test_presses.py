"""The clerk's key presses for a returning person and a simple procedure, by the script of ux §4.3.

Every press goes through the keyboard; the mouse is never touched. A scan is no press, nor is what the
citizen does on their own screen.
"""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from cuamo.dossiers.states import State
from cuamo.dossiers.subscribers import mark_paid
from cuamo.kernel import events
from cuamo.payments.models import CallbackReceipt
from cuamo.payments.selectors.status import status_of
from tests.support import http
from tests.support.simulators import running_simulator
from tests.web.counter.desk import Desk, filed_before

pytestmark = pytest.mark.django_db(transaction=True)
LICENCE = "3.000347"
"""Changing a driving licence: three questions, one paper, 115.000 ₫."""
MOST = 25


@pytest.fixture
def bank(live_server, settings, tmp_path: Path) -> Iterator[str]:
    with running_simulator(
        "payment", state=tmp_path, environment={"CUAMO_PUBLIC_URL": live_server.url}
    ) as base_url:
        settings.PAYMENT_URL = base_url
        yield base_url


def _greet(desk: Desk) -> None:
    filed_before(LICENCE)
    desk.sit_down()
    desk.caret_at("card")
    desk.scan()
    desk.at_step(1)
    desk.pair()
    desk.caret_at("phone")
    desk.press("Enter")
    desk.at_step(2)
    desk.citizen_agrees()
    desk.at_step(3)


def _suggestion(desk: Desk) -> None:
    desk.caret_at("procedure")
    assert desk.caret() == f"procedure={LICENCE}", "what the person filed before stands first"
    desk.press("1")
    desk.at_step(4)


def _search(desk: Desk) -> None:
    desk.press("F4", "b", "l", "x", "m")
    desk.clerk.wait_for_selector("#tim-thay [data-words='blxm']")
    expect(desk.clerk.locator("#tim-thay")).to_contain_text("giấy phép lái xe")
    first = desk.clerk.locator("#tim-thay input[type=radio]").first
    assert first.get_attribute("value") == LICENCE
    desk.press("Enter")
    desk.at_step(4)


def _to_money(desk: Desk) -> None:
    for question in ("loai_xe", "ly_do", "quoc_tich"):
        desk.caret_at(question)
        desk.press("1", "Enter")
    desk.at_step(5)
    desk.caret_at("cam_ket")  # everything else is known; only the declaration is made anew
    desk.press("Space", "Enter")
    desk.at_step(6)
    with desk.clerk.expect_navigation():
        desk.press("F8")
    desk.caret_at("buoc")
    desk.press("Enter")
    desk.at_step(7)
    desk.citizen_confirms()
    desk.at_step(9)


def _finish(desk: Desk) -> None:
    desk.at_step(10)
    desk.press("F10")
    desk.at_step(11)
    assert desk.dossier().state == State.SUBMITTED
    desk.press("Enter")
    desk.clerk.wait_for_url("**/quay/")
    desk.caret_at("card")
    visit = desk.visit()
    assert visit.outcome == "SENT"
    measured = {step: kept["presses"] for step, kept in visit.measures.items() if kept["presses"]}
    assert measured == {step: count for step, count in desk.by_step.items() if step != "0"}, (
        "the workbench counts the same presses itself"
    )


def _money_comes(desk: Desk, bank: str) -> None:
    desk.citizen.wait_for_selector(".qr.large svg")
    asked = status_of(desk.dossier().id)
    assert asked is not None
    assert "Trả tiền" in http.post(f"{bank}/quet", data={"payload": asked.qr_payload}).text
    order = {"order": "qr:" + asked.qr_payload, "payer": "19036000000001", "act": "pay"}
    assert http.post(f"{bank}/tra-tien", data=order).status_code == 200
    until = time.monotonic() + 15
    while not CallbackReceipt.objects.exists():
        assert time.monotonic() < until, "the bank sent nothing"
        time.sleep(0.1)
    for event in events.history_of(desk.dossier().id):
        if event.name == "payment.settled":
            mark_paid(event)


def test_suggestion_and_vietqr_take_at_most_17_presses(desk, bank):
    _greet(desk)
    _suggestion(desk)
    _to_money(desk)
    desk.press("F9")
    _money_comes(desk, bank)
    _finish(desk)

    assert desk.presses <= 17 <= MOST
    assert desk.presses == 15, desk.by_step


def test_search_and_vietqr_take_at_most_22_presses(desk, bank):
    _greet(desk)
    _search(desk)
    _to_money(desk)
    desk.press("F9")
    _money_comes(desk, bank)
    _finish(desk)

    assert desk.presses <= 22 <= MOST
    assert desk.presses == 20, desk.by_step


def test_search_and_cash_take_at_most_24_presses(desk):
    _greet(desk)
    _search(desk)
    _to_money(desk)
    desk.press("2", "Enter")
    expect(desk.clerk.locator(".change-back")).to_have_text("5.000\u00a0₫")
    desk.press("Enter")
    _finish(desk)

    assert desk.presses <= 24 <= MOST
    assert desk.presses == 22, desk.by_step
