"""Write into the books."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel.ids import uuid7
from cuamo.payments.models import JournalEntry, Posting
from cuamo.payments.types import EntryKind, Leg


@transaction.atomic
def book(
    *, kind: EntryKind, source: str, request_id: UUID | None, legs: Sequence[Leg], at: datetime
) -> JournalEntry:
    """Write one balanced entry (ghi bút toán); the database checks the balance when the transaction ends.

    Raises:
        IntegrityError: `source` is booked already, an amount is not positive, or the sides differ.
    """
    entry = JournalEntry.objects.create(
        id=uuid7(at), kind=kind, source=source, request_id=request_id, booked_at=at
    )
    Posting.objects.bulk_create(
        Posting(id=uuid7(at), entry=entry, account=leg.account, side=leg.side, amount_vnd=leg.amount_vnd)
        for leg in legs
    )
    return entry
