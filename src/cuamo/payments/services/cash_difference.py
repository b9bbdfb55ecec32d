"""Explain a difference of cash, and close it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, IllegalTransition, Invalid, NotFound, NotPermitted
from cuamo.kernel.text import nfc
from cuamo.payments.models import CashDifference
from cuamo.payments.policies import require_accountant

MOST = 1_000


@transaction.atomic
def explain_difference(*, difference_id: UUID, words: str, owner: Actor, at: datetime) -> CashDifference:
    """Say how a difference came about (giải trình chênh lệch). Records `cash.difference_explained`.

    Raises:
        NotFound: there is none.
        NotPermitted: somebody else answers for it.
        Invalid: nothing is said.
        IllegalTransition: it is closed.
    """
    row = _locked(difference_id)
    if str(row.owner_id) != owner.id:
        raise NotPermitted(
            "difference.other",
            f"Chênh lệch này do {row.owner_name} giải trình.",
            "Somebody else answers for this difference.",
        )
    if row.closed_at is not None:
        raise IllegalTransition(
            "difference.closed", "Chênh lệch này đã kết luận.", "This difference is closed."
        )
    row.explanation, row.explained_at = _said(words, where="words"), at
    row.save(update_fields=["explanation", "explained_at"])
    events.record("cash.difference_explained", row.id, actor=owner, at=at, amount_vnd=row.amount_vnd)
    return row


@transaction.atomic
def close_difference(
    *, difference_id: UUID, conclusion: str, accountant: Actor, at: datetime
) -> CashDifference:
    """Close a difference that was explained (kết luận chênh lệch). Records `cash.difference_closed`.

    Raises:
        NotPermitted: no accountant of the centre, or the one who answers for it.
        NotFound: there is none.
        Conflict: it is closed.
        IllegalTransition: nobody has explained it.
        Invalid: no conclusion.
    """
    require_accountant(accountant)
    row = _locked(difference_id)
    if row.closed_at is not None:
        raise Conflict("difference.closed", "Chênh lệch này đã kết luận.", "This difference is closed.")
    if str(row.owner_id) == accountant.id:
        raise NotPermitted(
            "difference.own",
            "Người giải trình không tự kết luận.",
            "Whoever answers for a difference does not close it.",
        )
    if row.explained_at is None:
        raise IllegalTransition(
            "difference.unexplained",
            f"{row.owner_name} chưa giải trình. Kết luận sau khi có giải trình.",
            "It has not been explained yet. Close it afterwards.",
        )
    row.conclusion, row.closed_at = _said(conclusion, where="conclusion"), at
    row.closed_by_id, row.closed_by_name = accountant.id, accountant.name
    row.save(update_fields=["conclusion", "closed_at", "closed_by_id", "closed_by_name"])
    events.record("cash.difference_closed", row.id, actor=accountant, at=at, amount_vnd=row.amount_vnd)
    return row


def _locked(difference_id: UUID) -> CashDifference:
    row = CashDifference.objects.select_for_update(of=("self",)).filter(id=difference_id).first()
    if row is None:
        raise NotFound("difference.unknown", "Không có chênh lệch này.", "There is no such difference.")
    return row


def _said(words: str, *, where: str) -> str:
    said = nfc(words).strip()[:MOST]
    if not said:
        raise Invalid(
            "difference.words", "Ghi đã xem gì và thấy gì.", "Say what was looked at and found.", where=where
        )
    return said
