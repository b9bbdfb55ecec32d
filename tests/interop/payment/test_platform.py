"""Our side and the platform's side over real HTTP: pay by link, pay by QR, and everything that goes wrong."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from django.utils import timezone

from cuamo.kernel import events, ports
from cuamo.kernel.actors import SYSTEM
from cuamo.payments.errors import GatewayUnavailable
from cuamo.payments.models import CallbackReceipt, PaymentAttempt, PaymentRequest
from cuamo.payments.ports import PaymentGateway
from cuamo.payments.selectors.books import balance_of, trial_balance
from cuamo.payments.services.open_request import open_request
from cuamo.payments.services.pull_status import pull_status
from cuamo.payments.services.start_attempt import start_attempt
from cuamo.payments.states import AttemptState, Verdict
from tests.support import http
from tests.support.simulators import running_simulator

pytestmark = pytest.mark.django_db(transaction=True)
PAYER = "19036000000001"


class Bank:
    """What a payer and a demonstrator do on the platform's pages."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url

    def mode(self, name: str) -> None:
        assert http.post(f"{self.base_url}/control", json={"mode": name}).json() == {"mode": name}

    def pay_link(self, attempt: PaymentAttempt, act: str = "pay") -> httpx.Response:
        page = http.get(attempt.pay_url)
        assert page.status_code == 200, page.text
        query = attempt.pay_url.partition("?")[2]
        return self._pay("link:" + query, act)

    def pay_qr(self, payload: str) -> httpx.Response:
        assert "Trả tiền" in http.post(f"{self.base_url}/quet", data={"payload": payload}).text
        return self._pay("qr:" + payload, "pay")

    def _pay(self, order: str, act: str) -> httpx.Response:
        return http.post(f"{self.base_url}/tra-tien", data={"order": order, "payer": PAYER, "act": act})


@pytest.fixture
def bank(live_server, settings, tmp_path: Path) -> Iterator[Bank]:
    with running_simulator(
        "payment", state=tmp_path, environment={"CUAMO_PUBLIC_URL": live_server.url}
    ) as base_url:
        settings.PAYMENT_URL = base_url
        yield Bank(base_url)


@pytest.fixture
def attempt(bank: Bank) -> PaymentAttempt:
    line = {"key": "a", "name_vi": "Phí", "kind": "PHI", "setter": "MOF", "citizen_vnd": 8_000}
    request = open_request(
        subject_id=uuid4(),
        subject_code="CM-1",
        lines=[line],
        payer_name="An",
        actor=SYSTEM,
        at=timezone.now(),
    )
    return start_attempt(request_id=request.id, at=timezone.now())


def wait_for(messages: int, *, seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while sum(CallbackReceipt.objects.values_list("times_seen", flat=True)) < messages:
        assert time.monotonic() < until, "the platform sent nothing"
        time.sleep(0.1)


def test_a_payer_opens_the_link_pays_and_the_message_settles_it(bank, attempt):
    assert "Đã trả tiền" in bank.pay_link(attempt).text
    wait_for(1)

    request = PaymentRequest.objects.get()
    assert (request.state, balance_of("gateway")) == ("PAID", 8_000)
    assert "Đã chuyển" in http.get(attempt.pay_url).text


def test_a_payer_pastes_the_qr_into_the_bank(bank, attempt):
    bank.pay_qr(attempt.qr_payload)
    wait_for(1)

    assert CallbackReceipt.objects.get().verdict == Verdict.SETTLED


def test_messages_that_come_three_times_book_once(bank, attempt):
    bank.mode("duplicate")
    bank.pay_link(attempt)
    wait_for(3)

    assert balance_of("gateway") == 8_000
    assert events.names_of(attempt.request.subject_id).count("payment.settled") == 1


def test_a_lost_message_is_found_by_asking(bank, attempt):
    bank.mode("drop")
    bank.pay_link(attempt)

    assert pull_status(attempt_id=attempt.id, at=timezone.now()).state == AttemptState.PAID
    assert PaymentRequest.objects.get().settled


def test_messages_out_of_order_end_the_same(bank, attempt):
    bank.mode("out_of_order")
    bank.pay_link(attempt)
    assert http.post(f"{bank.base_url}/release").json() == {"released": 2}
    wait_for(2)

    verdicts = CallbackReceipt.objects.order_by("received_at").values_list("verdict", flat=True)
    assert list(verdicts) == [Verdict.SETTLED, Verdict.FAILED]
    assert PaymentRequest.objects.get().settled


@pytest.mark.parametrize(
    ("mode", "state", "suspense"), [("wrong_amount", "PARTIAL", 0), ("too_much", "OVERPAID", -1_000)]
)
def test_another_amount_is_told_apart(bank, attempt, mode, state, suspense):
    bank.mode(mode)
    bank.pay_link(attempt)
    wait_for(1)

    assert PaymentRequest.objects.get().state == state
    assert balance_of("suspense") == suspense
    assert sum(trial_balance().values()) == 0


def test_a_payer_who_refuses_pays_nothing_and_may_try_again(bank, attempt):
    bank.pay_link(attempt, act="refuse")
    wait_for(1)

    again = start_attempt(request_id=attempt.request_id, at=timezone.now())
    assert (again.id != attempt.id, balance_of("gateway")) == (True, 0)


def test_a_platform_out_of_order_leaves_the_outcome_unknown(bank, attempt):
    bank.mode("error")
    with pytest.raises(GatewayUnavailable):
        ports.get(PaymentGateway).find(attempt.reference)

    later = attempt.expires_at + timedelta(hours=1)
    assert pull_status(attempt_id=attempt.id, at=later).state == AttemptState.OPEN


def test_a_changed_link_is_refused(bank, attempt):
    changed = attempt.pay_url.replace("amount=8000", "amount=1000")

    assert http.get(changed).status_code == 403


def test_a_wrongly_signed_question_is_refused(bank, attempt):
    answer = http.get(
        f"{bank.base_url}/api/transactions?reference={attempt.reference}",
        headers={"X-Timestamp": str(int(time.time())), "X-Signature": "00"},
    )

    assert answer.status_code == 401


def test_kill_9_of_the_platform_loses_no_payment_and_no_message(
    live_server, settings, tmp_path, bank, attempt
):
    bank.mode("delay")
    bank.pay_link(attempt)
    state = tmp_path
    accounts = http.get(f"{bank.base_url}/api/accounts").json()
    assert {row["number"]: row["balance_vnd"] for row in accounts["accounts"]}[PAYER] == 50_000_000 - 8_000

    with running_simulator(
        "payment", state=state, environment={"CUAMO_PUBLIC_URL": live_server.url}
    ) as again:
        settings.PAYMENT_URL = again
        assert [row.amount_vnd for row in ports.get(PaymentGateway).find(attempt.reference)] == [8_000]
        http.post(f"{again}/messages/1/again")
        wait_for(1)
        assert attempt.reference in http.get(f"{again}/statement.csv").text
        assert "Cổng thanh toán mô phỏng" in http.get(again).text
    assert PaymentRequest.objects.get().settled
