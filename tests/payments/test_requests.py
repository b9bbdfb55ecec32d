from datetime import timedelta
from uuid import uuid4

import pytest

from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.errors import Conflict, IllegalTransition, Invalid
from cuamo.kernel.identifiers import vietqr
from cuamo.payments.models import CallbackReceipt, PaymentRequest
from cuamo.payments.rules import asking
from cuamo.payments.selectors.status import attempts_to_ask, status_of
from cuamo.payments.services.open_request import open_request
from cuamo.payments.services.pull_status import pull_status
from cuamo.payments.services.receive_callback import take_transaction
from cuamo.payments.services.start_attempt import start_attempt
from cuamo.payments.states import AttemptState, RequestState
from cuamo.payments.types import Transaction
from tests.payments.conftest import FEE, NOON, ask_for


def test_the_same_fee_gives_the_same_request(db):
    subject = uuid4()

    assert ask_for(subject_id=subject).id == ask_for(subject_id=subject).id
    assert events.names_of(subject) == ["payment.opened"]


def test_another_fee_replaces_a_request_nothing_was_paid_on(db):
    subject = uuid4()
    former = ask_for(8_000, subject)

    now = ask_for(16_000, subject)

    former.refresh_from_db()
    assert (former.state, now.amount_vnd) == (RequestState.VOID, 16_000)
    assert status_of(subject).request_id == now.id


def test_nothing_owed_and_amounts_not_known_are_refused(db):
    for citizen_vnd in (0, None):
        with pytest.raises(Invalid):
            open_request(
                subject_id=uuid4(),
                subject_code="x",
                lines=[{**FEE[0], "citizen_vnd": citizen_vnd}],
                payer_name="",
                actor=SYSTEM,
                at=NOON,
            )
    assert not PaymentRequest.objects.exists()


def test_an_attempt_has_a_dynamic_qr_of_its_own(request_8000):
    attempt = start_attempt(request_id=request_8000.id, at=NOON)

    read = vietqr.decode(attempt.qr_payload)
    assert (read.amount_vnd, read.purpose, read.dynamic) == (8_000, attempt.reference, True)
    assert (len(attempt.reference), attempt.reference.isascii()) == (13, True)
    assert attempt.pay_url.startswith("http://127.0.0.1:9/tra-tien?reference=" + attempt.reference)


def test_pressing_twice_gives_the_same_qr(request_8000):
    first = start_attempt(request_id=request_8000.id, at=NOON)

    assert start_attempt(request_id=request_8000.id, at=NOON + timedelta(minutes=5)).id == first.id


def test_nobody_is_asked_to_pay_again_while_the_outcome_is_unknown(request_8000, gateway):
    attempt = start_attempt(request_id=request_8000.id, at=NOON)
    over = attempt.expires_at + asking.GRACE
    gateway.silent = True
    pull_status(attempt_id=attempt.id, at=over)

    with pytest.raises(Conflict, match=r"payment\.unsure"):
        start_attempt(request_id=request_8000.id, at=over)
    assert status_of(request_8000.subject_id, at=over).unsure

    gateway.silent = False
    assert pull_status(attempt_id=attempt.id, at=over).state == AttemptState.EXPIRED
    assert not status_of(request_8000.subject_id, at=over).unsure
    assert start_attempt(request_id=request_8000.id, at=over).id != attempt.id


def test_asking_finds_money_whose_message_was_lost(request_8000, gateway):
    attempt = start_attempt(request_id=request_8000.id, at=NOON)
    paid = Transaction("FT9", attempt.reference, 8_000, True, NOON + timedelta(minutes=2))
    gateway.known = [paid]

    pull_status(attempt_id=attempt.id, at=NOON + timedelta(minutes=3))
    take_transaction(said=paid, body=b"{}", source="CALLBACK", at=NOON + timedelta(minutes=4))

    receipt = CallbackReceipt.objects.get()
    assert (receipt.source, receipt.times_seen) == ("PULL", 2)
    assert events.names_of(request_8000.subject_id).count("payment.settled") == 1


def test_the_platform_is_asked_less_and_less_often(request_8000, gateway):
    attempt = start_attempt(request_id=request_8000.id, at=NOON)
    assert not attempts_to_ask(at=NOON).exists()
    moment, gaps = NOON, []
    for _ in range(4):
        moment, former = pull_status(attempt_id=attempt.id, at=moment).ask_again_at, moment
        gaps.append((moment - former).total_seconds())

    assert gaps == [40, 80, 160, 320]
    assert list(attempts_to_ask(at=moment)) == [attempt]


def test_a_paid_request_cannot_be_started_again(request_8000):
    attempt = start_attempt(request_id=request_8000.id, at=NOON)
    paid = Transaction("FT9", attempt.reference, 8_000, True, NOON)
    take_transaction(said=paid, body=b"{}", source="CALLBACK", at=NOON)

    with pytest.raises(IllegalTransition):
        start_attempt(request_id=request_8000.id, at=NOON)
    assert status_of(request_8000.subject_id).settled
