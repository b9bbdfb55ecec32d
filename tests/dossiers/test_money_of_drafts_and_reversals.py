"""A payment taken back is owed again by its dossier; what was paid for a draft nobody sends can go back."""

from datetime import timedelta

import pytest

from cuamo.dossiers.models import Confirmation, Dossier
from cuamo.dossiers.selectors.said_paid import said_paid
from cuamo.dossiers.services.drop_draft_money import LEFT_AFTER, sweep_draft_money
from cuamo.dossiers.services.reopen_money import reopen_money
from cuamo.dossiers.states import Money, State
from cuamo.kernel import events
from cuamo.payments.models import ElectronicReceipt, PaymentRequest, SuspenseItem
from cuamo.payments.selectors.books import balance_of
from cuamo.payments.services.electronic_receipt import issue_receipt
from cuamo.payments.services.open_request import open_request
from cuamo.payments.services.receive_callback import take_transaction
from cuamo.payments.services.start_attempt import start_attempt
from cuamo.payments.types import Account, Transaction
from tests.support.city import MORNING, citizen_of

pytestmark = pytest.mark.django_db
LATER = MORNING + LEFT_AFTER + timedelta(days=1)


def demand_for(dossier, *, refund_when: tuple[str, ...] = ()) -> PaymentRequest:
    line = {"key": "x", "name_vi": "Phí", "kind": "PHI", "setter": "MOF", "citizen_vnd": 9_000}
    return open_request(
        subject_id=dossier.id,
        subject_code=dossier.shown_code,
        lines=[line | {"refund_when": list(refund_when)}],
        payer_name="Nguyễn Văn An",
        actor=citizen_of(dossier),
        at=MORNING,
    )


def pay(request: PaymentRequest) -> None:
    attempt = start_attempt(request_id=request.id, at=MORNING)
    said = Transaction(f"FT-{request.id}", attempt.reference, 9_000, True, MORNING)
    take_transaction(said=said, body=b"{}", source="PULL", at=MORNING)


def said_to_be_paid(dossier: Dossier) -> Dossier:
    Dossier.objects.filter(id=dossier.id).update(money=Money.PAID)
    dossier.refresh_from_db()
    return dossier


def test_a_sent_dossier_whose_payment_was_taken_back_owes_it_and_stays_before_the_accountants(counter):
    dossier = said_to_be_paid(counter.sent())
    demand_for(dossier)

    for _ in range(2):
        reopen_money(subject_id=dossier.id, at=MORNING)

    dossier.refresh_from_db()
    assert dossier.money == Money.AWAITING
    assert events.names_of(dossier.id).count("dossier.unpaid") == 1
    assert said_paid(MORNING.date()) == [dossier.shown_code]


def test_a_dossier_paid_again_meanwhile_stays_paid(counter):
    dossier = said_to_be_paid(counter.sent())
    pay(demand_for(dossier))

    reopen_money(subject_id=dossier.id, at=MORNING)

    dossier.refresh_from_db()
    assert dossier.money == Money.PAID


def test_what_was_paid_for_a_draft_left_for_a_month_waits_to_go_back(counter):
    draft = said_to_be_paid(counter.confirmed())
    request = demand_for(draft)
    pay(request)
    issue_receipt(request_id=request.id, unit_code="DL-001", at=MORNING)
    assert sweep_draft_money(at=LATER - timedelta(days=2)) == 0

    assert (sweep_draft_money(at=LATER), sweep_draft_money(at=LATER)) == (1, 0)

    request.refresh_from_db()
    draft.refresh_from_db()
    item = SuspenseItem.objects.get(request=request)
    assert (request.state, item.kind, item.left_vnd) == ("REFUND_DUE", "VOIDED_PART", 9_000)
    assert [balance_of(name) for name in (Account.CITIZEN, Account.MINISTRY, Account.SUSPENSE)] == [
        0,
        0,
        -9_000,
    ]
    assert (draft.state, draft.money) == (State.DRAFT, Money.NOT_ASSESSED)
    assert not Confirmation.objects.filter(dossier=draft, outdated_at=None).exists()
    assert ElectronicReceipt.objects.get(request=request).cancelled_at == LATER


def test_what_a_draft_left_for_a_month_still_owes_is_owed_no_more(counter):
    draft = counter.confirmed()
    Dossier.objects.filter(id=draft.id).update(money=Money.AWAITING)
    request = demand_for(draft)

    assert sweep_draft_money(at=LATER) == 1

    request.refresh_from_db()
    assert (request.state, balance_of(Account.CITIZEN)) == ("VOID", 0)


def test_a_dossier_that_was_sent_keeps_its_money_however_long_ago(counter):
    dossier = counter.sent()
    request = demand_for(dossier)
    pay(request)

    assert sweep_draft_money(at=LATER) == 0

    request.refresh_from_db()
    assert (request.state, balance_of(Account.SUSPENSE)) == ("PAID", 0)
