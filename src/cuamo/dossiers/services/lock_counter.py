"""Lock the counter when its clerk leaves, and open it again."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import Visit
from cuamo.kernel import events
from cuamo.kernel.actors import Actor


@transaction.atomic
def lock_counter(*, clerk: Actor, why: str, at: datetime) -> list[UUID]:
    """Let the citizen screen rest with the counter (khóa quầy). Records `counter.locked`.

    Args:
        why: `key` (the clerk left the desk) or `idle` (three minutes without a key or a touch).
    Returns:
        The visits whose screen was lit; `open_counter` lights exactly these again.
    Law: none; ux Q15 and rule 4.4.
    """
    lit = Visit.objects.select_for_update().filter(clerk_id=clerk.id, ended_at=None, screen_blank=False)
    blanked = [visit.id for visit in lit.order_by("id")]
    Visit.objects.filter(id__in=blanked).update(screen_blank=True)
    events.record("counter.locked", UUID(clerk.id), actor=clerk, at=at, unit_code=clerk.unit_code, why=why)
    return blanked


@transaction.atomic
def open_counter(*, clerk: Actor, blanked: Iterable[UUID], at: datetime) -> None:
    """Open the counter after the right PIN (mở khóa quầy). Records `counter.unlocked`."""
    mine = Visit.objects.filter(id__in=list(blanked), clerk_id=clerk.id, ended_at=None)
    mine.update(screen_blank=False)
    events.record("counter.unlocked", UUID(clerk.id), actor=clerk, at=at, unit_code=clerk.unit_code)
