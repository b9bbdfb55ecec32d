"""The authority opens the envelope with a citizen's originals."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import Parcel
from cuamo.delivery.services.check_papers import check_papers
from cuamo.dossiers.models import PaperOriginal
from cuamo.dossiers.services.parts import lock_dossier, tell
from cuamo.kernel.actors import Actor


@transaction.atomic
def receive_originals(
    *, parcel_id: UUID, found: Collection[str], intact: bool, clerk: Actor, at: datetime
) -> Parcel:
    """Tick each original that is in the envelope as being in hand (nhận giấy tờ gốc); twice is once.

    What is on the list and not there is an alarm, a broken seal too.

    Raises:
        IllegalTransition, NotPermitted, Invalid: as `check_papers`.
    """
    subject_id = Parcel.objects.filter(id=parcel_id).values_list("subject_id", flat=True).first()
    dossier = lock_dossier(subject_id) if subject_id else None
    parcel = check_papers(parcel_id=parcel_id, found=found, intact=intact, clerk=clerk, at=at)
    rows = PaperOriginal.objects.select_for_update().filter(
        dossier_id=parcel.subject_id, label__in=found, received_at=None
    )
    for row in rows.order_by("number"):
        row.received_at, row.received_by = at, clerk.as_json()
        row.save(update_fields=["received_at", "received_by"])
        if dossier is not None:
            tell(
                "dossier.original_received",
                dossier,
                actor=clerk,
                at=at,
                component=row.component_key,
                number=row.number,
            )
    return parcel
