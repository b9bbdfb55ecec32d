"""Refunds over real HTTP: paid, refused, silent, dead; the same key is the same refund."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from cuamo.interop.systems.payment.adapter import PlatformGateway
from cuamo.kernel.identifiers import vietqr
from cuamo.payments.errors import GatewayUnavailable
from cuamo.payments.types import RefundOrder
from tests.support import http
from tests.support.simulators import refusing_address, running_simulator

PAYER, OURS = "19036000000001", "1234567890123"
REFERENCE = "CM00000000001"


def gateway(base_url: str, secret: str = settings.PAYMENT_SECRET) -> PlatformGateway:
    return PlatformGateway(base_url, secret, bank="970432", account=OURS)


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[str]:
    with running_simulator("payment", state=tmp_path) as base_url:
        yield base_url


@pytest.fixture
def paid(platform: str) -> str:
    """A payment of 8.000 ₫; returns the platform's number of it."""
    payload = vietqr.encode(bin="970432", account=OURS, amount_vnd=8_000, purpose=REFERENCE)
    http.post(f"{platform}/tra-tien", data={"order": f"qr:{payload}", "payer": PAYER, "act": "pay"})
    (movement,) = gateway(platform).find(REFERENCE)
    return movement.transaction_id


def mode(platform: str, name: str) -> None:
    assert http.post(f"{platform}/control", json={"mode": name}).json() == {"mode": name}


def balance(platform: str, account: str) -> int:
    rows = http.get(f"{platform}/api/accounts").json()["accounts"]
    return next(row["balance_vnd"] for row in rows if row["number"] == account)


def order(number: str, *, key: str = "refund-1", amount_vnd: int = 8_000) -> RefundOrder:
    return RefundOrder(key=key, transaction_id=number, amount_vnd=amount_vnd, reason="HT-2026-000001")


def test_a_refund_ordered_twice_under_one_key_moves_the_money_once(platform, paid):
    before = balance(platform, PAYER)

    first, second = (gateway(platform).refund(order(paid)) for _ in range(2))

    assert (first.outcome, first) == ("PAID", second)
    assert gateway(platform).find_refund("refund-1") == first
    assert (balance(platform, PAYER), balance(platform, OURS)) == (before + 8_000, 50_000_000)


def test_more_than_came_is_refused_also_under_another_key(platform, paid):
    gateway(platform).refund(order(paid, amount_vnd=5_000))

    answer = gateway(platform).refund(order(paid, key="refund-2", amount_vnd=5_000))

    assert (answer.outcome, answer.reason) == ("REFUSED", "Số tiền hoàn lớn hơn số đã nhận.")
    assert balance(platform, OURS) == 50_000_000 + 3_000


def test_a_key_with_another_content_is_no_answer(platform, paid):
    gateway(platform).refund(order(paid))

    with pytest.raises(GatewayUnavailable):
        gateway(platform).refund(order(paid, amount_vnd=1))


def test_a_closed_account_is_a_refusal_with_its_reason(platform, paid):
    mode(platform, "refund_refused")

    answer = gateway(platform).refund(order(paid))

    assert (answer.outcome, answer.reason) == ("REFUSED", "Tài khoản nhận đã đóng.")


def test_what_was_done_in_silence_is_found_by_asking(platform, paid):
    mode(platform, "refund_silent")
    with pytest.raises(GatewayUnavailable):
        gateway(platform).refund(order(paid))
    mode(platform, "normal")

    found = gateway(platform).find_refund("refund-1")

    assert found is not None
    assert found.outcome == "PAID"
    assert gateway(platform).find_refund("refund-2") is None


def test_a_platform_that_is_down_or_does_not_know_us_gives_no_answer(platform, paid):
    mode(platform, "error")
    strangers = gateway(platform, "another-secret")
    for asked in (gateway(platform), gateway(refusing_address()), strangers):
        with pytest.raises(GatewayUnavailable):
            asked.refund(order(paid))
        with pytest.raises(GatewayUnavailable):
            asked.find_refund("refund-1")
    mode(platform, "normal")
    with pytest.raises(GatewayUnavailable):
        strangers.refund(order(paid))
    assert gateway(platform).find_refund("refund-1") is None
