"""Seal the envelope of a result."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import Parcel
from cuamo.delivery.services.close_originals import close_originals
from cuamo.delivery.states import ParcelState
from cuamo.dossiers.models import Dossier, WorkItem
from cuamo.dossiers.services.parts import lock_dossier
from cuamo.dossiers.states import Step
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition


@transaction.atomic
def seal_result(
    *, parcel_id: UUID, seal_number: str, clerk: Actor, at: datetime, inside: Collection[str] = ()
) -> Parcel:
    """Seal the envelope (niêm phong); a corrected print that waits to be put into it goes in first.

    Args:
        inside: labels of the citizen's originals that are in the envelope, each ticked.
    Raises:
        Invalid: originals are on its list and none is ticked.
        IllegalTransition: the result was corrected after it was packed and the new print is not in yet.
    """
    found = Parcel.objects.filter(id=parcel_id, state=ParcelState.CREATED)
    subject_id = found.values_list("subject_id", flat=True).first()
    if subject_id is not None and Dossier.objects.filter(id=subject_id).exists():
        lock_dossier(subject_id)
        if WorkItem.objects.filter(dossier_id=subject_id, step=Step.PACK).exists():
            raise IllegalTransition(
                "parcel.other_print",
                "Kết quả vừa được đính chính. Thay bản mới vào phong bì rồi bấm «Đóng phong bì».",
                "The result was corrected. Put the new print into the envelope, then press “Đóng phong bì”.",
            )
    return close_originals(parcel_id=parcel_id, inside=inside, seal_number=seal_number, clerk=clerk, at=at)
