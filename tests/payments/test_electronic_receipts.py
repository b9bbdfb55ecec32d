"""Electronic receipts: one per demand that was paid, numbered without a gap, cancelled and never lost."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cuamo.kernel import events
from cuamo.kernel.errors import IllegalTransition, Invalid
from cuamo.payments.models import ElectronicReceipt
from cuamo.payments.services.electronic_receipt import cancel_receipt, issue_receipt, note_copy
from cuamo.payments.services.take_cash import take_cash
from tests.payments.conftest import NOON, ask_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(sit_down):
    clerk, shift = sit_down()

    def pay():
        request = ask_for(80_000)
        take_cash(request_id=request.id, tendered_vnd=100_000, shift_id=shift.id, clerk=clerk, at=NOON)
        return request

    return pay


def test_a_receipt_is_issued_once_for_what_was_paid(paid):
    request = paid()

    receipts = [issue_receipt(request_id=request.id, unit_code="HN001", at=NOON) for _ in range(2)]

    assert receipts[0].id == receipts[1].id
    assert (receipts[0].shown_number, receipts[0].amount_vnd) == ("BLDT-HN001-26-0000001", 80_000)
    assert receipts[0].method == "CASH"
    assert events.names_of(receipts[0].id) == ["receipt.issued"]


def test_numbers_of_a_unit_and_a_year_have_no_gap(paid):
    with pytest.raises(RuntimeError), transaction.atomic():
        issue_receipt(request_id=paid().id, unit_code="HN001", at=NOON)
        raise RuntimeError("the transaction is lost")
    new_year = NOON + timedelta(days=200)

    for unit, at in (("HN001", NOON), ("HN002", NOON), ("HN001", NOON), ("HN001", new_year)):
        issue_receipt(request_id=paid().id, unit_code=unit, at=at)

    assert sorted(receipt.shown_number for receipt in ElectronicReceipt.objects.all()) == [
        "BLDT-HN001-26-0000001",
        "BLDT-HN001-26-0000002",
        "BLDT-HN001-27-0000001",
        "BLDT-HN002-26-0000001",
    ]


def test_what_is_not_paid_in_full_has_no_receipt():
    request = ask_for(80_000)

    with pytest.raises(IllegalTransition):
        issue_receipt(request_id=request.id, unit_code="HN001", at=NOON)

    assert not ElectronicReceipt.objects.exists()


def test_a_fee_given_back_marks_the_receipt_and_keeps_its_number(paid):
    request = paid()
    issued = issue_receipt(request_id=request.id, unit_code="HN001", at=NOON)
    with pytest.raises(Invalid):
        cancel_receipt(request_id=request.id, reason=" ", at=NOON)

    for _ in range(2):
        cancel_receipt(request_id=request.id, reason="Đã hoàn tiền, phiếu hoàn HT-1", at=NOON)

    kept = ElectronicReceipt.objects.get()
    assert (kept.id, kept.shown_number, kept.cancelled_at) == (issued.id, issued.shown_number, NOON)
    assert events.names_of(kept.id) == ["receipt.issued", "receipt.cancelled"]
    with pytest.raises(IntegrityError), transaction.atomic():
        ElectronicReceipt.objects.filter(id=kept.id).update(cancel_reason="")


def test_each_print_on_paper_says_how_many_came_before(paid, sit_down):
    clerk, _ = sit_down()
    receipt = issue_receipt(request_id=paid().id, unit_code="HN001", at=NOON)

    assert [note_copy(receipt_id=receipt.id, actor=clerk, at=NOON) for _ in range(3)] == [0, 1, 2]
