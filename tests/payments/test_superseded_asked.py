"""A code that another one took the place of may be paid yet: the platform is asked, but not for ever."""
# ruff: noqa: F811

from datetime import timedelta

import pytest
from django.utils import timezone

from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM
from cuamo.payments import jobs
from cuamo.payments.models import CallbackReceipt, PaymentAttempt, SuspenseItem
from cuamo.payments.rules import asking
from cuamo.payments.selectors.books import balance_of
from cuamo.payments.selectors.status import attempts_to_ask, superseded_to_ask
from cuamo.payments.services.pull_status import pull_status
from cuamo.payments.services.receive_callback import take_transaction
from cuamo.payments.services.start_attempt import start_attempt
from cuamo.payments.services.void import void_request
from cuamo.payments.states import AttemptState, RequestState, Verdict
from cuamo.payments.types import Account, Transaction
from tests.payments.conftest import NOON, ask_for
from tests.payments.test_taken_back import first, matched, nobodys, second  # noqa: F401

pytestmark = pytest.mark.django_db
PRINTED = timedelta(days=10)


@pytest.fixture
def codes(first, second):
    """A demand of 100.000 ₫ with a code of 100.000 on paper, and a newer one of the 40.000 still owed."""
    request = ask_for(100_000)
    old = start_attempt(request_id=request.id, until=NOON + PRINTED, at=NOON)
    matched(nobodys(60_000), request, first, second)
    new = start_attempt(request_id=request.id, until=NOON + PRINTED, at=NOON)
    return request, old, new


def comes(attempt, amount_vnd, number="FT9", at=NOON):
    return Transaction(number, attempt.reference, amount_vnd, True, at)


def ask(attempt, at):
    found = pull_status(attempt_id=attempt.id, at=at)
    found.refresh_from_db()
    return found


def test_money_that_came_for_it_is_found_without_a_message_and_the_surplus_goes_its_own_path(codes, gateway):
    request, old, _ = codes
    gateway.known = [comes(old, 100_000)]
    soon = NOON + timedelta(seconds=20)
    assert not superseded_to_ask(at=NOON).exists()
    assert list(superseded_to_ask(at=soon)) == [PaymentAttempt.objects.get(id=old.id)]

    assert ask(old, soon).state == AttemptState.PAID

    receipt = CallbackReceipt.objects.get(transaction_id="FT9")
    request.refresh_from_db()
    assert (receipt.source, receipt.verdict) == ("PULL", Verdict.OVERPAID)
    assert (request.state, request.received_vnd) == (RequestState.OVERPAID, 100_000)
    assert balance_of(Account.SUSPENSE) == -60_000
    assert not superseded_to_ask(at=NOON + timedelta(days=99)).exists()
    take_transaction(said=comes(old, 100_000), body=b"{}", source="CALLBACK", at=soon)
    request.refresh_from_db()
    assert request.received_vnd == 100_000
    assert events.names_of(request.subject_id).count("payment.settled") == 1


def test_paid_with_both_codes_the_demand_is_paid_once(codes, gateway):
    request, old, new = codes
    take_transaction(said=comes(new, 40_000, "FT1"), body=b"{}", source="CALLBACK", at=NOON)
    gateway.known = [comes(old, 100_000, "FT2")]

    ask(old, NOON + timedelta(minutes=1))

    request.refresh_from_db()
    assert (request.received_vnd, CallbackReceipt.objects.get(transaction_id="FT2").verdict) == (
        100_000,
        Verdict.ALREADY_PAID,
    )
    assert SuspenseItem.objects.get(kind="ALREADY_PAID").amount_vnd == 100_000
    assert events.names_of(request.subject_id).count("payment.settled") == 1


def test_what_comes_for_a_cancelled_demand_waits_to_go_back(codes, gateway):
    request, old, _ = codes
    void_request(request_id=request.id, reason="Người nộp đổi ý", actor=SYSTEM, at=NOON)
    gateway.known = [comes(old, 100_000)]

    ask(old, NOON + timedelta(minutes=1))

    assert CallbackReceipt.objects.get(transaction_id="FT9").verdict == Verdict.AFTER_VOID
    assert SuspenseItem.objects.get(callback__transaction_id="FT9").amount_vnd == 100_000


@pytest.mark.parametrize("most", [1, 3, 6])
def test_it_is_asked_as_often_as_configured_and_the_last_time_after_it_has_run_out(
    first, second, settings, gateway, most
):
    settings.PAYMENT_LATE_QUESTIONS = most
    request = ask_for(100_000)
    old = start_attempt(request_id=request.id, until=NOON + PRINTED, at=NOON)
    matched(nobodys(60_000), request, first, second)
    start_attempt(request_id=request.id, until=NOON + PRINTED, at=NOON)
    asked = []
    while (due := superseded_to_ask(at=NOON + timedelta(days=99)).first()) is not None:
        asked.append(due.ask_again_at)
        ask(due, due.ask_again_at)

    assert len(asked) == most
    assert asked[-1] >= NOON + PRINTED + asking.GRACE
    assert asked == sorted(asked)
    old.refresh_from_db()
    assert (old.state, old.answered_late, old.ask_again_at) == (AttemptState.EXPIRED, most, None)
    pull_status(attempt_id=old.id, at=NOON + timedelta(days=100))
    old.refresh_from_db()
    assert old.answered_late == most, "nobody asks any more"


def test_nobody_is_asked_where_it_is_switched_off(first, second, settings):
    settings.PAYMENT_LATE_QUESTIONS = 0
    request = ask_for(100_000)
    start_attempt(request_id=request.id, at=NOON)
    matched(nobodys(60_000), request, first, second)
    start_attempt(request_id=request.id, at=NOON)

    assert not superseded_to_ask(at=NOON + timedelta(days=99)).exists()


def test_silence_is_no_answer_it_changes_nothing_else_and_has_an_end(codes, gateway):
    request, old, new = codes
    gateway.silent = True

    later = ask(old, NOON + timedelta(minutes=1))

    assert (later.state, later.answered_late, later.asked) == (AttemptState.EXPIRED, 0, 1)
    assert later.ask_again_at > NOON + timedelta(minutes=1)
    assert PaymentAttempt.objects.get(request=request, state=AttemptState.OPEN).id == new.id
    gateway.silent = False
    gateway.known = [comes(old, 40_000)]
    assert ask(old, later.ask_again_at).state == AttemptState.PAID
    request.refresh_from_db()
    assert (request.state, request.received_vnd) == (RequestState.PAID, 100_000)


def test_a_platform_that_never_answers_is_left_alone_in_the_end(codes, gateway):
    old = codes[1]
    gateway.silent = True
    PaymentAttempt.objects.filter(id=old.id).update(asked=asking.MOST_UNANSWERED - 1)

    over = old.expires_at + asking.GRACE
    last = ask(old, NOON + timedelta(days=5))
    assert last.ask_again_at == over, "never before the code has run out"
    assert list(superseded_to_ask(at=over)) == [last]
    assert ask(old, over).ask_again_at is None


def test_a_platform_that_was_silent_for_days_and_answers_once_the_code_has_run_out_is_heard(codes, gateway):
    request, old, _ = codes
    gateway.silent = True
    PaymentAttempt.objects.filter(id=old.id).update(asked=asking.MOST_UNANSWERED - 1)
    last = ask(old, NOON + timedelta(days=5)).ask_again_at
    gateway.silent, gateway.known = False, [comes(old, 40_000, at=NOON + timedelta(days=9))]

    assert ask(old, last).state == AttemptState.PAID
    request.refresh_from_db()
    assert (request.state, request.received_vnd) == (RequestState.PAID, 100_000)


def test_one_that_ran_out_is_asked_about_again_only_once_another_takes_its_place(gateway):
    request = ask_for(8_000)
    old = start_attempt(request_id=request.id, at=NOON)
    over = old.expires_at + asking.GRACE
    assert ask(old, over).state == AttemptState.EXPIRED
    assert not superseded_to_ask(at=over + timedelta(days=99)).exists()

    new = start_attempt(request_id=request.id, at=over)
    assert start_attempt(request_id=request.id, at=over).id == new.id
    gateway.known = [comes(old, 8_000, at=over)]
    due = superseded_to_ask(at=over + timedelta(minutes=1)).get()
    ask(due, over + timedelta(minutes=1))

    request.refresh_from_db()
    assert (request.state, request.received_vnd) == (RequestState.PAID, 8_000)
    assert CallbackReceipt.objects.get().verdict == Verdict.SETTLED_LATE


def fails(attempt, number, at):
    said = Transaction(number, attempt.reference, attempt.amount_vnd, False, at)
    take_transaction(said=said, body=b"{}", source="CALLBACK", at=at)


def test_one_the_bank_said_failed_may_be_confirmed_again_and_is_asked_about_once_another_is_shown(gateway):
    request = ask_for(8_000)
    old = start_attempt(request_id=request.id, at=NOON)
    fails(old, "FT1", NOON)
    assert not superseded_to_ask(at=NOON + timedelta(days=99)).exists()

    new = start_attempt(request_id=request.id, at=NOON)
    soon = NOON + timedelta(seconds=20)
    assert list(superseded_to_ask(at=soon).values_list("id", "state")) == [(old.id, AttemptState.FAILED)]
    assert ask(old, soon).state == AttemptState.FAILED
    gateway.known = [comes(old, 8_000, "FT2")]

    old = ask(old, superseded_to_ask(at=NOON + timedelta(days=1)).get().ask_again_at)

    request.refresh_from_db()
    assert (old.state, old.ask_again_at) == (AttemptState.PAID, None)
    assert (request.state, request.received_vnd) == (RequestState.PAID, 8_000)
    assert PaymentAttempt.objects.get(request=request, state=AttemptState.OPEN).id == new.id


def test_the_open_code_of_a_demand_another_fee_took_the_place_of_is_asked_about_after_it_has_run_out(gateway):
    request = ask_for(8_000)
    old = start_attempt(request_id=request.id, at=NOON)
    newer = ask_for(10_000, subject_id=request.subject_id)
    start_attempt(request_id=newer.id, at=NOON)
    over = old.expires_at + asking.GRACE

    assert ask(old, over).state == AttemptState.EXPIRED
    due = superseded_to_ask(at=over + timedelta(seconds=20)).get()
    gateway.known = [comes(old, 8_000, at=over)]
    assert (due.id, ask(due, due.ask_again_at).state) == (old.id, AttemptState.PAID)

    assert CallbackReceipt.objects.get().verdict == Verdict.AFTER_VOID
    assert SuspenseItem.objects.get().amount_vnd == 8_000


@pytest.mark.parametrize("ended", ["ran out", "failed before", "failed after"])
def test_codes_of_a_cancelled_demand_are_asked_about_as_often_as_configured(gateway, settings, ended):
    settings.PAYMENT_LATE_QUESTIONS = 2
    request = ask_for(8_000)
    old = start_attempt(request_id=request.id, at=NOON)
    over = old.expires_at + asking.GRACE
    if ended == "failed before":
        fails(old, "FT1", NOON)
    elif ended == "ran out":
        ask(old, over)
    assert not superseded_to_ask(at=NOON + timedelta(days=99)).exists()

    void_request(request_id=request.id, reason="Người nộp đổi ý", actor=SYSTEM, at=over)
    if ended == "failed after":
        fails(old, "FT1", over)

    times = 0
    while (due := superseded_to_ask(at=NOON + timedelta(days=99)).first()) is not None:
        times += 1
        ask(due, due.ask_again_at)
    assert times == 2


def test_the_clock_asks_about_them_after_the_open_ones(gateway, first, second):
    now = timezone.now()
    request = ask_for(100_000)
    old = start_attempt(request_id=request.id, until=now + PRINTED, at=now - timedelta(hours=1))
    matched(nobodys(60_000), request, first, second)
    start_attempt(request_id=request.id, until=now + PRINTED, at=now - timedelta(hours=1))
    gateway.known = [comes(old, 40_000, at=now)]
    assert old.id not in attempts_to_ask(at=now).values_list("id", flat=True)

    jobs.ask_about_open_attempts()

    request.refresh_from_db()
    assert (request.state, request.received_vnd) == (RequestState.PAID, 100_000)
    assert CallbackReceipt.objects.get(attempt=old).source == "PULL"
