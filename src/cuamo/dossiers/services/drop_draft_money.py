"""A draft nobody sends owes nothing, and what was paid for it can go back."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from cuamo.dossiers.models import Confirmation, Dossier
from cuamo.dossiers.services.parts import lock_dossier
from cuamo.dossiers.states import Money, State
from cuamo.kernel.actors import SYSTEM, Actor
from cuamo.payments.models import PaymentRequest
from cuamo.payments.services.void import void_unfiled

LEFT_AFTER = timedelta(days=30)
"""A draft nobody touched for so long, whose money did not move either, is left."""
BATCH = 100
_LEFT = "Hồ sơ không được nộp trong 30 ngày"


def drop_draft_money(dossier: Dossier, *, reason: str, actor: Actor, at: datetime) -> bool:
    """Cancel what a locked draft owes or has paid; it may be confirmed and paid anew.

    Returns whether anything was asked for it.
    """
    if void_unfiled(subject_id=dossier.id, reason=reason, actor=actor, at=at) is None:
        return False
    Confirmation.objects.filter(dossier=dossier, outdated_at=None).update(outdated_at=at)
    dossier.money = Money.NOT_ASSESSED
    dossier.confirmed_at = None
    dossier.save(update_fields=["money", "confirmed_at"])
    return True


def sweep_draft_money(*, at: datetime) -> int:
    """Cancel what drafts left for 30 days owe or have paid; return how many there were, a hundred at most."""
    since = at - LEFT_AFTER
    quiet = PaymentRequest.objects.filter(subject_id=OuterRef("id"), voided_at=None, opened_at__lt=since)
    quiet = quiet.filter(Q(settled_at=None) | Q(settled_at__lt=since))
    left = Dossier.objects.filter(Exists(quiet), state=State.DRAFT, saved_at__lt=since)
    found = list(left.order_by("saved_at", "id").values_list("id", flat=True)[:BATCH])
    for dossier_id in found:
        with transaction.atomic():
            dossier = lock_dossier(dossier_id)
            if dossier.state == State.DRAFT and dossier.saved_at < since:
                drop_draft_money(dossier, reason=_LEFT, actor=SYSTEM, at=at)
    return len(found)
