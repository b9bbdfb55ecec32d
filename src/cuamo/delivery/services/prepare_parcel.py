"""Make the envelope of a result."""

import secrets
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import Parcel
from cuamo.delivery.rules.promise import promise_for_result
from cuamo.delivery.selectors.terms import terms_of_post
from cuamo.delivery.states import Direction
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.identifiers import s10
from cuamo.kernel.ids import uuid7
from cuamo.kernel.numbering import take_number
from cuamo.organisation.selectors.calendar_of import calendar_of

SERVICE = "RH"


@transaction.atomic
def prepare_parcel(
    *,
    subject_id: UUID,
    subject_code: str,
    recipient: str,
    phone: str,
    address: str,
    ward_code: str,
    origin_unit: str,
    contents: Sequence[str],
    actor: Actor,
    at: datetime,
) -> Parcel:
    """Return the envelope of the subject, with label and a secret code for its recipient; made once.

    Till when the post has it and till when it is at home is promised here, by the calendar of the place.
    """
    made = (
        Parcel.objects.select_for_update()
        .filter(subject_id=subject_id, direction=Direction.RESULT, ended_at=None)
        .first()
    )
    if made is not None:
        return made
    promise = promise_for_result(at, terms=terms_of_post(), calendar=calendar_of(origin_unit))
    parcel = Parcel.objects.create(
        **asdict(promise),
        id=uuid7(at),
        subject_id=subject_id,
        subject_code=subject_code,
        label=s10.make(SERVICE, take_number("parcel") % 100_000_000),
        contents=list(contents),
        recipient=recipient,
        phone=phone,
        address=address,
        ward_code=ward_code,
        pin=f"{secrets.randbelow(10_000):04d}",
        origin_unit=origin_unit,
        holder_id=origin_unit,
        created_at=at,
    )
    events.record("delivery.prepared", subject_id, actor=actor, at=at, label=parcel.label, origin=origin_unit)
    return parcel
