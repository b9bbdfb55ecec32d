from datetime import timedelta

import pytest

from cuamo.kernel import events
from cuamo.kernel.errors import Conflict, IllegalTransition, Invalid, NotPermitted
from cuamo.organisation.services.shift import close_shift
from cuamo.payments.models import CashReceipt, PaymentRequest
from cuamo.payments.rules.cash import likely_tenders
from cuamo.payments.selectors.books import balance_of, cash_in_of, trial_balance
from cuamo.payments.selectors.receipts import cash_receipt_of
from cuamo.payments.services.receive_callback import take_transaction
from cuamo.payments.services.start_attempt import start_attempt
from cuamo.payments.services.take_cash import take_cash
from cuamo.payments.states import RequestState, Verdict
from cuamo.payments.types import Transaction
from tests.payments.conftest import NOON, ask_for


def test_exactly_what_is_owed_is_taken_and_change_given(request_8000, sit_down):
    clerk, shift = sit_down()

    receipt = take_cash(
        request_id=request_8000.id, tendered_vnd=50_000, shift_id=shift.id, clerk=clerk, at=NOON
    )

    assert (receipt.amount_vnd, receipt.change_vnd, receipt.shown_number) == (
        8_000,
        42_000,
        "BL-HN001-260911-0001",
    )
    assert trial_balance() == {"citizen": 0, "ministry": -8_000, f"till:{shift.id}": 8_000}
    assert cash_in_of(shift.id) == 8_000
    assert events.names_of(request_8000.subject_id) == ["payment.opened", "payment.settled"]
    assert cash_receipt_of(receipt.id).request.lines.get().amount_vnd == 8_000


def test_pressing_twice_takes_the_money_once(request_8000, sit_down):
    clerk, shift = sit_down()
    first = take_cash(
        request_id=request_8000.id, tendered_vnd=10_000, shift_id=shift.id, clerk=clerk, at=NOON
    )

    again = take_cash(
        request_id=request_8000.id, tendered_vnd=20_000, shift_id=shift.id, clerk=clerk, at=NOON
    )

    assert (again.id, balance_of(f"till:{shift.id}")) == (first.id, 8_000)


@pytest.mark.parametrize("tendered_vnd", [7_999, 0, -8_000, 508_000, 8_000_000])
def test_too_little_or_mistyped_money_is_refused_and_no_number_is_lost(request_8000, sit_down, tendered_vnd):
    clerk, shift = sit_down()
    with pytest.raises(Invalid):
        take_cash(
            request_id=request_8000.id, tendered_vnd=tendered_vnd, shift_id=shift.id, clerk=clerk, at=NOON
        )

    receipt = take_cash(
        request_id=request_8000.id, tendered_vnd=8_000, shift_id=shift.id, clerk=clerk, at=NOON
    )
    assert receipt.number == 1


def test_numbers_of_a_day_follow_one_another_over_all_counters(sit_down):
    first, second = sit_down(), sit_down()
    numbers = [
        take_cash(request_id=ask_for().id, tendered_vnd=8_000, shift_id=shift.id, clerk=clerk, at=NOON).number
        for clerk, shift in (first, second, first, second)
    ]

    assert numbers == [1, 2, 3, 4]


def test_no_cash_without_an_open_shift_of_ones_own(request_8000, sit_down):
    clerk, shift = sit_down()
    other, _ = sit_down()
    with pytest.raises(NotPermitted):
        take_cash(request_id=request_8000.id, tendered_vnd=8_000, shift_id=shift.id, clerk=other, at=NOON)
    close_shift(shift_id=shift.id, clerk=clerk, counted_vnd=500_000, reason="", at=NOON)
    with pytest.raises(Conflict):
        take_cash(request_id=request_8000.id, tendered_vnd=8_000, shift_id=shift.id, clerk=clerk, at=NOON)

    assert not CashReceipt.objects.exists()


def test_cash_after_qr_is_refused_and_qr_after_cash_is_due_back(request_8000, sit_down):
    clerk, shift = sit_down()
    paid_by_qr = ask_for()
    attempt = start_attempt(request_id=paid_by_qr.id, at=NOON)
    take_transaction(
        said=Transaction("FT1", attempt.reference, 8_000, True, NOON), body=b"{}", source="PULL", at=NOON
    )
    with pytest.raises(IllegalTransition):
        take_cash(request_id=paid_by_qr.id, tendered_vnd=8_000, shift_id=shift.id, clerk=clerk, at=NOON)

    attempt = start_attempt(request_id=request_8000.id, at=NOON)
    take_cash(request_id=request_8000.id, tendered_vnd=8_000, shift_id=shift.id, clerk=clerk, at=NOON)
    outcome = take_transaction(
        said=Transaction("FT2", attempt.reference, 8_000, True, NOON), body=b"{}", source="PULL", at=NOON
    )

    assert outcome.verdict == Verdict.ALREADY_PAID
    assert PaymentRequest.objects.get(id=request_8000.id).state == RequestState.REFUND_DUE
    assert sum(trial_balance().values()) == 0


def test_cash_completes_what_came_short_by_qr(request_8000, sit_down):
    clerk, shift = sit_down()
    attempt = start_attempt(request_id=request_8000.id, at=NOON)
    take_transaction(
        said=Transaction("FT1", attempt.reference, 7_000, True, NOON), body=b"{}", source="PULL", at=NOON
    )

    receipt = take_cash(
        request_id=request_8000.id,
        tendered_vnd=1_000,
        shift_id=shift.id,
        clerk=clerk,
        at=NOON + timedelta(minutes=1),
    )

    assert receipt.amount_vnd == 1_000
    assert trial_balance() == {
        "citizen": 0,
        "ministry": -8_000,
        "gateway": 7_000,
        f"till:{shift.id}": 1_000,
    }


def test_the_keys_one_to_five_offer_what_people_put_down():
    assert likely_tenders(8_000) == [8_000, 10_000, 20_000, 50_000, 100_000]
    assert likely_tenders(500_000) == [500_000, 600_000]
