import json
from datetime import timedelta

import pytest

from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.errors import Invalid, NotPermitted
from cuamo.payments.models import CallbackReceipt, PaymentRequest
from cuamo.payments.selectors.books import balance_of, trial_balance
from cuamo.payments.services.receive_callback import receive_callback
from cuamo.payments.services.start_attempt import start_attempt
from cuamo.payments.services.void import void_request
from cuamo.payments.states import AttemptState, RequestState, Verdict
from tests.payments.conftest import NOON, SECRET, ask_for, message, sign

LATER = NOON + timedelta(minutes=1)


def send(body: bytes, at=LATER):
    return receive_callback(body=body, signature=sign(body, at), at=at)


@pytest.fixture
def attempt(request_8000):
    return start_attempt(request_id=request_8000.id, at=NOON)


def test_the_exact_amount_settles_and_says_so_once(attempt):
    outcome = send(message(attempt.reference, 8_000))

    request = PaymentRequest.objects.get()
    assert (outcome.verdict, request.state, request.received_vnd) == (Verdict.SETTLED, "PAID", 8_000)
    assert events.names_of(request.subject_id) == ["payment.opened", "payment.settled"]
    assert trial_balance() == {"citizen": 0, "ministry": -8_000, "gateway": 8_000}


def test_the_same_message_twice_books_once(attempt):
    body = message(attempt.reference, 8_000)
    send(body)

    outcome = send(body)

    receipt = CallbackReceipt.objects.get()
    assert (outcome.verdict, outcome.first_time, receipt.times_seen) == (Verdict.DUPLICATE, False, 2)
    assert balance_of("gateway") == 8_000
    assert events.names_of(attempt.request.subject_id).count("payment.settled") == 1


def test_too_little_is_kept_and_the_rest_stays_owed(attempt):
    outcome = send(message(attempt.reference, 7_000))

    request = PaymentRequest.objects.get()
    assert (outcome.verdict, request.state, request.remaining_vnd) == (Verdict.PARTIAL, "PARTIAL", 1_000)
    assert start_attempt(request_id=request.id, at=LATER).amount_vnd == 1_000
    assert "payment.settled" not in events.names_of(request.subject_id)


def test_too_much_settles_and_the_surplus_waits_in_suspense(attempt):
    outcome = send(message(attempt.reference, 9_000))

    request = PaymentRequest.objects.get()
    assert (outcome.verdict, request.state) == (Verdict.OVERPAID, "OVERPAID")
    assert trial_balance() == {"citizen": 0, "ministry": -8_000, "gateway": 9_000, "suspense": -1_000}
    assert events.names_of(request.subject_id)[-2:] == ["payment.settled", "payment.suspended"]


def test_a_second_payment_of_a_paid_request_is_due_back(attempt):
    send(message(attempt.reference, 8_000, number="FT1"))

    outcome = send(message(attempt.reference, 8_000, number="FT2"))

    assert outcome.verdict == Verdict.ALREADY_PAID
    assert PaymentRequest.objects.get().state == RequestState.REFUND_DUE
    assert balance_of("suspense") == -8_000


def test_money_for_an_attempt_that_ran_out_still_settles(attempt):
    late = attempt.expires_at + timedelta(days=2)

    outcome = send(message(attempt.reference, 8_000, at=late), at=late)

    assert outcome.verdict == Verdict.SETTLED_LATE
    assert PaymentRequest.objects.get().settled


def test_money_after_a_void_waits_for_a_refund(attempt):
    void_request(request_id=attempt.request_id, reason="Người nộp rút", actor=SYSTEM, at=NOON)

    outcome = send(message(attempt.reference, 8_000))

    assert outcome.verdict == Verdict.AFTER_VOID
    assert PaymentRequest.objects.get().state == RequestState.REFUND_DUE
    assert trial_balance() == {"citizen": 0, "ministry": 0, "gateway": 8_000, "suspense": -8_000}


def test_money_nobody_knows_of_waits_in_suspense(db):
    outcome = send(message("CAM ON BAC SI", 50_000))

    assert (outcome.verdict, outcome.request_id) == (Verdict.UNKNOWN_REFERENCE, None)
    assert trial_balance() == {"gateway": 50_000, "suspense": -50_000}


def test_the_words_a_bank_adds_do_not_hide_the_reference(attempt):
    words = f"MBVCB.123456.{attempt.reference.lower()}.CT tu 0011 toi 1234"

    assert send(message(words, 8_000)).verdict == Verdict.SETTLED


def test_a_failure_that_comes_after_the_money_changes_nothing(attempt):
    send(message(attempt.reference, 8_000, number="FT1"))

    outcome = send(message(attempt.reference, 8_000, number="FT1.0", status="FAILED"))

    attempt.refresh_from_db()
    assert (outcome.verdict, attempt.state) == (Verdict.FAILED, AttemptState.PAID)
    assert balance_of("gateway") == 8_000


def test_a_failure_lets_the_payer_try_again_at_once(attempt):
    send(message(attempt.reference, 8_000, status="FAILED"))

    again = start_attempt(request_id=attempt.request_id, at=LATER)

    assert again.reference != attempt.reference
    assert balance_of("gateway") == 0


def test_one_transaction_told_with_two_amounts_is_shown_to_somebody(attempt):
    send(message(attempt.reference, 8_000))

    outcome = send(message(attempt.reference, 80_000))

    receipt = CallbackReceipt.objects.get()
    assert outcome.verdict == Verdict.CONFLICT
    assert json.loads(bytes(receipt.conflicting_body))["amount_vnd"] == 80_000
    assert balance_of("gateway") == 8_000


@pytest.mark.parametrize(
    ("secret", "age"),
    [("another-secret", timedelta()), (SECRET, timedelta(minutes=6)), (SECRET, timedelta(minutes=-6))],
)
def test_a_message_not_signed_now_by_the_platform_is_refused_and_not_kept(attempt, secret, age):
    body = message(attempt.reference, 8_000)

    with pytest.raises(NotPermitted):
        receive_callback(body=body, signature=sign(body, NOON - age, secret), at=NOON)

    assert not CallbackReceipt.objects.exists()


@pytest.mark.parametrize("amount", [-8_000, 0, 8_000.5, True, "8000", None, 10**13])
def test_an_amount_that_is_none_is_refused(db, amount):
    with pytest.raises(Invalid):
        send(message("CM", amount))


def test_the_address_answers_the_platform(client, attempt, settings):
    from django.utils import timezone

    now = timezone.now()
    body = message(attempt.reference, 8_000, at=now)

    def post(signature: str):
        return client.post(
            "/api/v1/callbacks/payment",
            data=body,
            content_type="application/json",
            headers={"X-Signature": signature},
        )

    assert post("t=1,v1=00").status_code == 403
    assert post(sign(body, now)).json() == {"verdict": "SETTLED_LATE"}
    assert post(sign(body, now)).json() == {"verdict": "DUPLICATE"}
    assert client.get("/api/v1/callbacks/payment").status_code == 405


def test_budget_and_citizen_are_booked_apart(db):
    request = ask_for(amount_vnd=5_000, budget_vnd=3_000)

    assert trial_balance() == {"budget": 3_000, "citizen": 5_000, "ministry": -8_000}
    void_request(request_id=request.id, reason="thử", actor=SYSTEM, at=NOON)
    assert set(trial_balance().values()) == {0}
