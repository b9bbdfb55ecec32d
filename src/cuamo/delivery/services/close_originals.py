"""Tick the papers that are in the envelope, and seal it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import Parcel
from cuamo.delivery.selectors.owners import owner_at
from cuamo.delivery.services.parts import about, lock_parcel
from cuamo.delivery.services.raise_alarm import raise_alarm
from cuamo.delivery.services.seal import seal
from cuamo.delivery.states import AlarmKind, Direction, ParcelState
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Invalid

NONE_INSIDE = "NONE"
"""What is ticked where none of the originals is in the envelope."""


@transaction.atomic
def close_originals(
    *, parcel_id: UUID, inside: Collection[str], seal_number: str, clerk: Actor, at: datetime
) -> Parcel:
    """Seal the envelope with the papers that were ticked (đánh dấu từng bản gốc, niêm phong).

    What is not ticked does not travel: it leaves the list, and the dossier says that it stayed
    (`delivery.papers_left_out`). Originals that should have gone home with a result and did not are an alarm
    where it is packed. Closing again with the same number changes nothing.

    Args:
        inside: labels of the papers that are in the envelope; `NONE_INSIDE` says that a result goes alone.
    Raises:
        Invalid: no paper is ticked. NotPermitted, IllegalTransition, Invalid: as `seal`.
    """
    parcel = lock_parcel(parcel_id=parcel_id)
    if parcel.state == ParcelState.CREATED and parcel.papers.exists():
        home = parcel.direction == Direction.RESULT
        ticked = parcel.papers.filter(label__in=inside).update(put_in_at=at, put_in_by=clerk.as_json())
        if not ticked and not (home and NONE_INSIDE in inside):
            raise Invalid(
                "originals.unticked",
                "Đánh dấu từng bản gốc bỏ vào phong bì.",
                "Tick each original that goes into the envelope.",
                where="papers",
            )
        _leave_out(parcel, inside, clerk, at)
    return seal(parcel_id=parcel_id, seal_number=seal_number, clerk=clerk, at=at)


def _leave_out(parcel: Parcel, inside: Collection[str], clerk: Actor, at: datetime) -> None:
    left = parcel.papers.exclude(label__in=inside)
    names = {f"Bản gốc: {name}" for name in left.values_list("name", flat=True)}
    if stay := list(left.order_by("number").values_list("label", flat=True)):
        events.record(
            "delivery.papers_left_out", parcel.subject_id, actor=clerk, at=at, **about(parcel), papers=stay
        )
        left.delete()
    if parcel.direction == Direction.ORIGINALS:
        parcel.contents = list(parcel.papers.order_by("number").values_list("name", flat=True))
        parcel.save(update_fields=["contents"])
    elif stay:
        parcel.contents = [line for line in parcel.contents if line not in names]
        parcel.save(update_fields=["contents"])
        owner = owner_at(parcel.origin_unit)
        raise_alarm(
            kind=AlarmKind.MISSING_PAPER,
            parcel=parcel,
            owner_unit=owner.unit,
            owner_role=owner.role,
            at=at,
            facts={"papers": stay},
            actor=clerk,
        )
