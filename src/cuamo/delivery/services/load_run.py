"""Put envelopes on a courier's run of today, all of them or none."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import Parcel, Run
from cuamo.delivery.services.add_to_manifest import add_to_manifest, open_run
from cuamo.delivery.services.parts import place_of
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Invalid


@transaction.atomic
def load_run(*, parcel_ids: Sequence[UUID], courier: Actor, clerk: Actor, at: datetime) -> Run:
    """Open the courier's run of today where there is none and put the envelopes on its manifest (lập chuyến).

    A refusal leaves neither a run nor an envelope on one.

    Raises:
        Invalid: no envelope is given.
        NotPermitted: an envelope is at another place.
        IllegalTransition: an envelope is not sealed, is on another run, or takes originals home and has no
            address.
    """
    first = Parcel.objects.filter(id__in=list(parcel_ids)).order_by("created_at", "id").first()
    if first is None:
        raise Invalid(
            "run.empty", "Chọn ít nhất một phong bì.", "Choose at least one envelope.", where="parcels"
        )
    run = open_run(
        origin_unit=first.destination_unit if first.holder_kind == "SENDER" else place_of(first),
        courier_id=courier.id,
        courier_name=courier.name,
        operator_code=courier.unit_code,
        clerk=clerk,
        at=at,
    )
    return add_to_manifest(run_id=run.id, parcel_ids=parcel_ids, clerk=clerk, at=at)
