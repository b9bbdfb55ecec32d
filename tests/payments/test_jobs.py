"""A row that cannot be asked about stops neither the rest nor the next run; two runs do not meet."""

from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from cuamo.payments import jobs
from cuamo.payments.models import PaymentAttempt
from cuamo.payments.services.start_attempt import start_attempt
from cuamo.payments.states import AttemptState
from cuamo.payments.types import Transaction
from tests.payments.conftest import ask_for

pytestmark = pytest.mark.django_db


def ran_out() -> PaymentAttempt:
    return start_attempt(request_id=ask_for().id, at=timezone.now() - timedelta(hours=2))


def test_an_answer_nobody_can_read_leaves_the_rest_of_the_attempts_to_be_asked_about(gateway):
    first, second = ran_out(), ran_out()
    gateway.known.append(Transaction("FT\x00", first.reference, 8_000, True, timezone.now()))

    jobs.ask_about_open_attempts()

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (AttemptState.OPEN, AttemptState.EXPIRED)


def test_a_second_run_asks_nothing_while_the_first_one_asks(gateway):
    attempt = ran_out()
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute("SELECT pg_advisory_lock(hashtext('alone:payments-attempts'))")
        jobs.ask_about_open_attempts()
        attempt.refresh_from_db()
        assert attempt.state == AttemptState.OPEN
        # A connection that closes lets go a moment later.
        other.execute("SELECT pg_advisory_unlock(hashtext('alone:payments-attempts'))")

    jobs.ask_about_open_attempts()

    attempt.refresh_from_db()
    assert attempt.state == AttemptState.EXPIRED


def test_a_run_ends_in_time_though_every_answer_takes_long(monkeypatch):
    asked: list[int] = []
    monkeypatch.setattr(jobs, "_LONGEST_SECONDS", -1.0)

    jobs.each(range(3), asked.append, what="payment_not_asked")
    assert asked == []

    jobs.each(range(3), asked.append, what="day_not_run", long=True)
    assert asked == [0, 1, 2]
