"""Remember that a receipt was printed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.payments.models import CashReceipt
from cuamo.payments.services.bag_parts import lock_bag
from cuamo.payments.services.parts import lock_request


@transaction.atomic
def note_receipt_printed(*, receipt_id: UUID, clerk: Actor, at: datetime) -> int:
    """Record `cash.receipt_printed` and return how often it was printed before (in lại biên lai).

    Two prints at once take turns at the payment request: receipts are append-only and cannot be locked.
    """
    receipt = CashReceipt.objects.get(id=receipt_id)
    lock_request(receipt.request_id)
    before = events.names_of(receipt.id).count("cash.receipt_printed")
    events.record(
        "cash.receipt_printed", receipt.id, actor=clerk, at=at, number=receipt.shown_number, again=before
    )
    return before


@transaction.atomic
def note_bag_printed(*, bag_id: UUID, clerk: Actor, at: datetime) -> int:
    """Record `cash.bag_printed` and return how often the slip of a bag was printed before."""
    bag = lock_bag(bag_id)
    before = bag.printed
    bag.printed = before + 1
    bag.save(update_fields=["printed"])
    events.record("cash.bag_printed", bag.id, actor=clerk, at=at, number=bag.number, again=before)
    return before
