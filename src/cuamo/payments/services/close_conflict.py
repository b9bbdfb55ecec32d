"""Somebody asked the platform which of two messages counts."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, NotFound
from cuamo.payments.models import CallbackReceipt
from cuamo.payments.policies import require_accountant
from cuamo.payments.rules.refunds import require_reason


@transaction.atomic
def close_conflict(*, callback_id: UUID, words: str, accountant: Actor, at: datetime) -> CallbackReceipt:
    """Keep what the platform answered about a movement it told in two ways (tin báo mâu thuẫn).

    What was booked stays; a difference in money comes out of the daily reconciliation. Records
    `payment.conflict_closed`. The same answer again changes nothing.

    Raises:
        NotPermitted: not an accountant of the centre.
        NotFound: there is no such conflict.
        Conflict: another answer is kept already.
        Invalid: no words.
    """
    require_accountant(accountant)
    said = require_reason(words, where="words")
    callback = (
        CallbackReceipt.objects.select_for_update()
        .filter(id=callback_id, conflicting_body__isnull=False)
        .first()
    )
    if callback is None:
        raise NotFound("conflict.unknown", "Không có tin báo mâu thuẫn này.", "There is no such conflict.")
    if callback.conflict_closed_at is not None:
        if callback.conflict_words == said:
            return callback
        raise Conflict(
            "conflict.closed",
            f"{callback.conflict_closed_by} đã ghi câu trả lời khác: «{callback.conflict_words}»."
            " Câu vừa gõ chưa ghi.",
            "Another answer is kept already. What was typed is not.",
            where="words",
        )
    callback.conflict_closed_at = at
    callback.conflict_closed_by = accountant.name
    callback.conflict_words = said
    callback.save(update_fields=["conflict_closed_at", "conflict_closed_by", "conflict_words"])
    events.record(
        "payment.conflict_closed",
        callback.id,
        actor=accountant,
        at=at,
        transaction_id=callback.transaction_id,
    )
    return callback
