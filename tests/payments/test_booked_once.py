"""What was given back, named or asked for before is not booked, given back or asked for a second time."""
# ruff: noqa: F811

from datetime import timedelta
from uuid import uuid4

import pytest

from cuamo.kernel import ports
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.errors import Conflict, IllegalTransition
from cuamo.payments.models import PaymentAttempt, ReconciledDay, ReconciliationItem, SuspenseItem
from cuamo.payments.ports import RefundGateway
from cuamo.payments.reconciling import FileSide
from cuamo.payments.selectors.books import balance_of
from cuamo.payments.selectors.came import came_for
from cuamo.payments.selectors.status import status_of
from cuamo.payments.services.agree_bag import agree_on_bag, propose_deposit
from cuamo.payments.services.ask_refund import ask_fee_back
from cuamo.payments.services.carry_bag import confirm_deposit
from cuamo.payments.services.decide_refund import approve_refund
from cuamo.payments.services.open_request import open_request
from cuamo.payments.services.read_money_file import read_money_file
from cuamo.payments.services.receive_callback import take_transaction
from cuamo.payments.services.reconcile_day import reconcile_day
from cuamo.payments.services.repair import approve_repair, propose_repair
from cuamo.payments.services.send_refund import send_refund
from cuamo.payments.services.start_attempt import start_attempt
from cuamo.payments.services.take_back import approve_take_back, ask_take_back
from cuamo.payments.services.take_cash import take_cash
from cuamo.payments.types import Account, MatchOf, Transaction
from tests.payments.conftest import FEE, NOON, ask_for
from tests.payments.reconciling import open_items
from tests.payments.refunds import RememberingRefunds, approved
from tests.payments.test_cash_bags import EVENING, closed, lead, sealed  # noqa: F401
from tests.payments.test_paid_again_after_reversal import pays_by_qr, taken_back
from tests.payments.test_taken_back import WHY, WRONG, facts, first, matched, nobodys, second  # noqa: F401

pytestmark = pytest.mark.django_db


def refunded_fee(first, second, *, refuses: bool):
    """A sum matched to a demand whose fee was asked back over the platform; it sent it, or refused to."""
    platform = RememberingRefunds()
    platform.refuses = refuses
    ports.bind(RefundGateway, lambda: platform)
    request = open_request(
        subject_id=uuid4(),
        subject_code="CM-1",
        lines=[{**FEE[0], "refund_when": ["WITHDRAWN"]}],
        payer_name="Nguyễn Văn An",
        actor=SYSTEM,
        at=NOON,
    )
    item = nobodys(8_000)
    matched(item, request, first, second)
    (refund,) = ask_fee_back(
        request_id=request.id,
        line_ids=[line.id for line in request.lines.all()],
        ending="WITHDRAWN",
        reason=WHY,
        accountant=first,
        at=NOON,
    )
    approve_refund(refund_id=refund.id, accountant=second, at=NOON)
    return platform, item, send_refund(refund_id=refund.id, at=NOON)


@pytest.mark.parametrize("then", ["failed", "paid the second time"])
def test_a_match_whose_fee_refund_failed_is_not_taken_back_its_money_waits_once(first, second, then):
    platform, item, refund = refunded_fee(first, second, refuses=True)
    assert (refund.state, balance_of(Account.SUSPENSE)) == ("FAILED", -8_000)
    if then != "failed":
        platform.refuses = False
        platform.orders.clear()
        again = approved(SuspenseItem.objects.get(kind="REFUND_BACK"))
        assert send_refund(refund_id=again.id, at=EVENING).state == "PAID"
    asking = ask_take_back(
        what=MatchOf.SUSPENSE, target_id=item.id, reason=WRONG, accountant=first, at=EVENING
    )
    stood = facts()

    with pytest.raises(IllegalTransition) as refused:
        approve_take_back(taken_back_id=asking.id, accountant=second, at=EVENING)

    assert (refused.value.code, facts()) == ("take_back.refunding", stood)


def unknown_line() -> ReconciliationItem:
    """A line of cash that names no bag, as an open difference of its day."""
    day = NOON.date()
    line = f"L,ft7,{NOON.isoformat()},80000,CSH,A,NOP TIEN"
    for side, content in (
        (FileSide.GATEWAY, f"H,GATEWAY,{day}\nE,0,0,0\n"),
        (FileSide.BANK, f"H,BANK,{day},0\n{line}\nE,1,80000,80000\n"),
    ):
        read_money_file(side=side, day=day, content=content.encode(), actor=SYSTEM, at=EVENING)
    reconcile_day(day=day, at=EVENING)
    return ReconciliationItem.objects.get(kind="DEPOSIT_UNKNOWN")


def test_a_line_agreed_to_be_a_bags_is_open_no_more_and_books_nothing_else(closed, lead, first, second):
    _, _, bag = sealed(closed, lead)
    item = unknown_line()
    propose_repair(item_id=item.id, words=WHY, actor=first, at=EVENING)
    propose_deposit(bag_id=bag.id, line_number="ft7", words=WHY, accountant=first, at=EVENING)

    agree_on_bag(bag_id=bag.id, seen="DEPOSIT:ft7", accountant=second, at=EVENING)

    assert open_items() == []
    assert ReconciledDay.objects.get().state == "BALANCED"
    stood = facts()
    approve_repair(item_id=item.id, actor=second, at=EVENING)
    assert facts() == stood
    assert (balance_of(Account.BANK), balance_of(Account.SUSPENSE)) == (80_000, 0)


def test_a_line_a_bag_has_meanwhile_is_not_booked_as_money_nobody_knows(closed, lead, first, second):
    _, _, bag = sealed(closed, lead)
    item = unknown_line()
    propose_repair(item_id=item.id, words=WHY, actor=first, at=EVENING)
    confirm_deposit(bag_id=bag.id, amount_vnd=80_000, source="line:ft7", at=EVENING)
    stood = facts()

    with pytest.raises(Conflict) as refused:
        approve_repair(item_id=item.id, actor=second, at=EVENING)

    assert (refused.value.code, facts()) == ("reconciliation.bag_has_it", stood)


def test_what_was_paid_again_after_a_reversal_is_what_came(sit_down):
    clerk, shift = sit_down()
    request = ask_for(50_000)
    reference = pays_by_qr(request, 50_000, "FT1")
    taken_back(reference, 50_000, "FT1")
    at = NOON + timedelta(hours=1)
    receipt = take_cash(request_id=request.id, tendered_vnd=50_000, shift_id=shift.id, clerk=clerk, at=at)

    (came,) = came_for(request.id)

    assert (came.source, came.amount_vnd, came.callback) == (f"cash:{receipt.id}", 50_000, None)


def test_a_code_that_asks_for_more_than_is_owed_gives_way_to_one_for_the_rest(first, second):
    request = ask_for(100_000)
    until = NOON + timedelta(days=10)
    old = start_attempt(request_id=request.id, until=until, at=NOON)
    assert start_attempt(request_id=request.id, at=NOON).id == old.id
    matched(nobodys(60_000), request, first, second)
    said = status_of(request.subject_id, at=NOON)
    assert said is not None
    assert said.qr_payload == ""

    new = start_attempt(request_id=request.id, until=until, at=NOON)

    assert (new.amount_vnd, new.reference == old.reference) == (40_000, False)
    assert list(PaymentAttempt.objects.filter(state="OPEN")) == [new]
    late = Transaction("FT9", old.reference, 100_000, True, NOON)
    take_transaction(said=late, body=b"{}", source="CALLBACK", at=NOON)
    request.refresh_from_db()
    assert (request.received_vnd, balance_of(Account.SUSPENSE)) == (100_000, -60_000)
