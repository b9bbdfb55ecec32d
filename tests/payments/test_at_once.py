"""Real connections, at the same moment."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from cuamo.kernel import events
from cuamo.payments.models import CallbackReceipt, CashReceipt, JournalEntry, PaymentAttempt, PaymentRequest
from cuamo.payments.selectors.books import balance_of, trial_balance
from cuamo.payments.services.receive_callback import receive_callback
from cuamo.payments.services.start_attempt import start_attempt
from cuamo.payments.services.take_cash import take_cash
from tests.payments.conftest import NOON, ask_for, message, sign

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOON + timedelta(minutes=1)


def at_once(works: list[Callable[[], object]]) -> list[object]:
    """Start all together, each on a connection of its own; return results or exceptions."""
    ready = threading.Barrier(len(works))
    results: list[object] = [None] * len(works)

    def run(place: int, work: Callable[[], object]) -> None:
        try:
            ready.wait(timeout=20)
            results[place] = work()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, work)) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def test_sixteen_times_the_same_message_at_once_books_once():
    attempt = start_attempt(request_id=ask_for().id, at=NOON)
    body = message(attempt.reference, 8_000)
    signature = sign(body, LATER)

    outcomes = at_once([lambda: receive_callback(body=body, signature=signature, at=LATER)] * 16)

    assert sorted(outcome.verdict for outcome in outcomes) == ["DUPLICATE"] * 15 + ["SETTLED"]
    assert JournalEntry.objects.filter(source__startswith="gateway:").count() == 1
    assert CallbackReceipt.objects.get().times_seen == 16
    assert events.names_of(attempt.request.subject_id).count("payment.settled") == 1


def test_sixteen_different_payments_at_once_settle_once_and_suspend_the_rest():
    request = ask_for()
    attempt = start_attempt(request_id=request.id, at=NOON)
    bodies = [message(attempt.reference, 8_000, number=f"FT{number}") for number in range(16)]

    outcomes = at_once(
        [
            lambda body=body: receive_callback(body=body, signature=sign(body, LATER), at=LATER)
            for body in bodies
        ]
    )

    assert sorted(outcome.verdict for outcome in outcomes) == ["ALREADY_PAID"] * 15 + ["SETTLED"]
    assert trial_balance() == {
        "citizen": 0,
        "ministry": -8_000,
        "gateway": 16 * 8_000,
        "suspense": -15 * 8_000,
    }
    assert events.names_of(request.subject_id).count("payment.settled") == 1


def test_cash_and_callback_at_once_settle_once(sit_down):
    clerk, shift = sit_down()
    request = ask_for()
    attempt = start_attempt(request_id=request.id, at=NOON)
    body = message(attempt.reference, 8_000)

    at_once(
        [
            lambda: receive_callback(body=body, signature=sign(body, LATER), at=LATER),
            lambda: take_cash(
                request_id=request.id, tendered_vnd=8_000, shift_id=shift.id, clerk=clerk, at=LATER
            ),
        ]
        * 4
    )

    assert events.names_of(request.subject_id).count("payment.settled") == 1
    assert balance_of("gateway") == 8_000
    assert balance_of("citizen") == 0
    assert balance_of("suspense") == -8_000 * CashReceipt.objects.count()


def test_many_demands_and_many_starts_at_once_give_one_of_each():
    request = ask_for()
    subject = request.subject_id

    at_once([lambda: ask_for(subject_id=subject)] * 8)
    started = at_once([lambda: start_attempt(request_id=request.id, at=NOON)] * 8)

    assert PaymentRequest.objects.filter(subject_id=subject).count() == 1
    assert PaymentAttempt.objects.count() == 1
    assert len({attempt.id for attempt in started}) == 1


def test_a_first_demand_made_eight_times_at_once_is_one():
    from uuid import uuid4

    subject = uuid4()

    made = at_once([lambda: ask_for(subject_id=subject)] * 8)

    assert len({request.id for request in made}) == 1
    assert events.names_of(subject) == ["payment.opened"]


def test_receipts_written_at_once_have_no_gap(sit_down):
    clerk, shift = sit_down()
    requests = [ask_for() for _ in range(8)]

    at_once(
        [
            lambda request=request: take_cash(
                request_id=request.id, tendered_vnd=10_000, shift_id=shift.id, clerk=clerk, at=NOON
            )
            for request in requests
        ]
    )

    assert sorted(CashReceipt.objects.values_list("number", flat=True)) == list(range(1, 9))
