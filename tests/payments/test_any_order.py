"""Whatever order messages come in and however often: exact books, one settled event."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cuamo.kernel import events
from cuamo.payments.models import CallbackReceipt, PaymentRequest
from cuamo.payments.rules.reference import find_reference, make_reference
from cuamo.payments.selectors.books import balance_of, trial_balance
from cuamo.payments.services.receive_callback import receive_callback
from cuamo.payments.services.start_attempt import start_attempt
from tests.payments.conftest import NOON, ask_for, message, sign

SOLID = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
MOVEMENTS = st.lists(
    st.tuples(st.sampled_from([1_000, 4_000, 8_000, 9_000]), st.sampled_from(["PAID", "FAILED"])),
    min_size=1,
    max_size=6,
)


class Undo(Exception):
    pass


@SOLID
@given(movements=MOVEMENTS, data=st.data())
def test_every_dong_is_booked_once_and_settled_is_said_once(db, movements, data):
    told = [(number, amount, status) for number, (amount, status) in enumerate(movements)]
    repeats = data.draw(st.lists(st.sampled_from(told), max_size=6))
    order = data.draw(st.permutations(told + repeats))

    with pytest.raises(Undo), transaction.atomic():
        request = ask_for(8_000)
        attempt = start_attempt(request_id=request.id, at=NOON)
        for step, (number, amount, status) in enumerate(order):
            body = message(attempt.reference, amount, number=f"FT{number}", status=status)
            at = NOON + timedelta(minutes=step * 5)
            receive_callback(body=body, signature=sign(body, at), at=at)

        came = sum(amount for _, amount, status in told if status == "PAID")
        now = PaymentRequest.objects.get(id=request.id)
        assert balance_of("gateway") == came
        assert balance_of("citizen") == 8_000 - min(came, 8_000)
        assert balance_of("suspense") == -max(0, came - 8_000)
        assert sum(trial_balance().values()) == 0
        assert now.settled == (came >= 8_000)
        assert events.names_of(request.subject_id).count("payment.settled") == int(came >= 8_000)
        assert CallbackReceipt.objects.count() == len(told)
        raise Undo


@given(st.integers(min_value=0, max_value=2**64), st.text(alphabet=" .-/abcXYZ019", max_size=20))
def test_a_reference_is_found_among_a_banks_words(random, words):
    reference = make_reference(random)

    assert find_reference(f"chuyen tien {reference[:6]} {reference[6:].lower()} - {words}") == reference
    changed = reference[:5] + ("A" if reference[5] != "A" else "B") + reference[6:]
    assert find_reference(changed) == ""
