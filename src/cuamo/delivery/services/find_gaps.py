"""Notice hand-overs that only one side has scanned."""

from datetime import datetime

from django.db import transaction

from cuamo.delivery.models import HandOver
from cuamo.delivery.selectors.parcels import gaps
from cuamo.delivery.states import GAP_AFTER
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM


@transaction.atomic
def find_gaps(*, at: datetime) -> int:
    """Raise the alarm for every hand-over with one side missing for half an hour; return how many are new.

    Records `delivery.gap_found` once per gap, with who signed and who has to answer for the other side.
    """
    overdue = gaps().filter(gap_found_at=None).select_for_update(of=("self",), skip_locked=True)
    found = [half for half in overdue if at - _since(half) >= GAP_AFTER]
    for half in found:
        half.gap_found_at = at
        half.save(update_fields=["gap_found_at"])
        events.record(
            "delivery.gap_found",
            half.parcel.subject_id,
            actor=SYSTEM,
            at=at,
            label=half.parcel.label,
            missing="giver" if half.given_at is None else "taker",
            signed=half.taker if half.given_at is None else half.giver,
            owner=half.parcel.holder_id,
        )
    return len(found)


def _since(half: HandOver) -> datetime:
    since = half.given_at or half.taken_at
    assert since is not None, "the database keeps at least one side"
    return since
