"""Every dossier that says it is paid has a demand that is settled."""

from datetime import date, datetime

from django.db import transaction

from cuamo.dossiers.selectors.said_paid import said_paid
from cuamo.kernel.actors import SYSTEM
from cuamo.payments.models import ReconciliationItem
from cuamo.payments.reconciling import ItemKind, ItemState
from cuamo.payments.services.items import SELF_CLOSED, close_items, raise_item, take_turns


@transaction.atomic
def check_paid(*, day: date, at: datetime) -> int:
    """Raise an item of reconciliation for each that has not, close those that agree; return how many."""
    take_turns()
    wrong = said_paid(day)
    waiting = ReconciliationItem.objects.select_for_update().filter(kind=ItemKind.DOSSIER_UNPAID)
    gone = waiting.exclude(state=ItemState.SETTLED).exclude(subject__in=[f"dossier:{code}" for code in wrong])
    close_items(gone.order_by("id"), outcome=SELF_CLOSED, actor=SYSTEM, at=at)
    for code in wrong:
        raise_item(
            kind=ItemKind.DOSSIER_UNPAID,
            subject=f"dossier:{code}",
            day=day,
            evidence={"names": [code]},
            at=at,
        )
    return len(wrong)
