"""What the platform took back is owed again: in cash, with a receipt of its own."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from cuamo.kernel.actors import SYSTEM
from cuamo.payments.models import CashReceipt, ElectronicReceipt, ReconciliationItem, SuspenseItem
from cuamo.payments.reconciling import FileSide
from cuamo.payments.selectors.books import balance_of
from cuamo.payments.services.electronic_receipt import cancel_receipt, issue_receipt
from cuamo.payments.services.read_money_file import read_money_file
from cuamo.payments.services.receive_callback import take_transaction
from cuamo.payments.services.reconcile_day import reconcile_day
from cuamo.payments.services.repair import approve_repair, propose_repair
from cuamo.payments.services.start_attempt import start_attempt
from cuamo.payments.services.take_cash import take_cash
from cuamo.payments.types import Account, Transaction
from tests.payments.conftest import NOON, ask_for
from tests.payments.refunds import first, nobody_knows, second

pytestmark = pytest.mark.django_db


def pays_by_qr(request, amount_vnd, number, at=NOON):
    reference = start_attempt(request_id=request.id, at=at).reference
    said = Transaction(number, reference, amount_vnd, True, at)
    take_transaction(said=said, body=b"{}", source="CALLBACK", at=at)
    return reference


def taken_back(reference, amount_vnd, number):
    row = f"T,{number},{reference},{amount_vnd},0,{NOON.isoformat()},REVERSED,"
    content = f"H,GATEWAY,{NOON.date()}\n{row}\nE,1,{amount_vnd},0\n".encode()
    read_money_file(side=FileSide.GATEWAY, day=NOON.date(), content=content, actor=SYSTEM, at=NOON)
    reconcile_day(day=NOON.date(), at=NOON)
    item = ReconciliationItem.objects.get(kind="REVERSED")
    propose_repair(item_id=item.id, words="Đã hỏi cổng.", actor=first(), at=NOON)
    approve_repair(item_id=item.id, actor=second(), at=NOON)


def test_cash_for_what_was_taken_back_is_booked_with_a_receipt_of_its_own(sit_down):
    clerk, shift = sit_down()
    request = ask_for(50_000)
    reference = pays_by_qr(request, 30_000, "FT1")
    before = take_cash(request_id=request.id, tendered_vnd=20_000, shift_id=shift.id, clerk=clerk, at=NOON)
    taken_back(reference, 30_000, "FT1")

    at = NOON + timedelta(hours=1)
    receipt = take_cash(request_id=request.id, tendered_vnd=30_000, shift_id=shift.id, clerk=clerk, at=at)
    again = take_cash(request_id=request.id, tendered_vnd=30_000, shift_id=shift.id, clerk=clerk, at=at)

    request.refresh_from_db()
    assert (receipt.amount_vnd, receipt.number, again.id) == (30_000, before.number + 1, receipt.id)
    assert (request.state, request.received_vnd) == ("CASH_PAID", 50_000)
    assert (balance_of(Account.till(shift.id)), CashReceipt.objects.count()) == (50_000, 2)


def test_a_demand_paid_again_has_a_new_receipt_and_the_old_one_stays_cancelled(db):
    request = ask_for()
    reference = pays_by_qr(request, 8_000, "FT1")
    old = issue_receipt(request_id=request.id, unit_code="HN001", at=NOON)
    taken_back(reference, 8_000, "FT1")
    cancel_receipt(request_id=request.id, reason="Cổng đã lấy lại", at=NOON)
    assert issue_receipt(request_id=request.id, unit_code="HN001", at=NOON).id == old.id

    later = NOON + timedelta(hours=1)
    pays_by_qr(request, 8_000, "FT2", at=later)
    new = issue_receipt(request_id=request.id, unit_code="HN001", at=later)

    assert issue_receipt(request_id=request.id, unit_code="HN001", at=later).id == new.id
    old.refresh_from_db()
    assert (new.number, new.paid_at, new.cancelled_at) == (old.number + 1, later, None)
    assert old.cancelled_at == NOON


def test_a_receipt_cancelled_by_a_refund_is_not_issued_again(db):
    request = ask_for()
    pays_by_qr(request, 8_000, "FT1")
    receipt = issue_receipt(request_id=request.id, unit_code="HN001", at=NOON)
    cancel_receipt(request_id=request.id, reason="Đã hoàn tiền", at=NOON)

    assert issue_receipt(request_id=request.id, unit_code="HN001", at=NOON).id == receipt.id
    assert ElectronicReceipt.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM payments_electronic_receipt",
        "UPDATE payments_electronic_receipt SET amount_vnd = 1",
        "DELETE FROM payments_suspenseitem",
        "UPDATE payments_suspenseitem SET amount_vnd = amount_vnd + 1",
    ],
)
def test_the_database_keeps_receipts_and_sums_in_suspense_as_they_are(db, change):
    request = ask_for()
    pays_by_qr(request, 8_000, "FT1")
    issue_receipt(request_id=request.id, unit_code="HN001", at=NOON)
    nobody_knows(number=str(uuid4()))

    with (
        pytest.raises((ProgrammingError, InternalError)),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)

    kept = (ElectronicReceipt.objects.get().amount_vnd, SuspenseItem.objects.get().amount_vnd)
    assert kept == (8_000, 8_000)
