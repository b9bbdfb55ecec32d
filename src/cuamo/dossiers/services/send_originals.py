"""Originals of the citizen go to the authority from the counter that took them."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import Parcel
from cuamo.delivery.selectors.parcels import originals_of
from cuamo.delivery.services.close_originals import close_originals
from cuamo.delivery.services.fetch_at_home import call_off_fetch
from cuamo.delivery.services.prepare_originals import prepare_originals
from cuamo.delivery.services.seal import seal
from cuamo.delivery.states import ParcelState
from cuamo.dossiers import policies
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.selectors.originals_to_send import originals_labelled, originals_travel
from cuamo.dossiers.services.pair_originals import label_originals
from cuamo.dossiers.services.parts import lock_dossier
from cuamo.dossiers.states import State
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, NotPermitted

BROUGHT = "BROUGHT"
"""Why nobody has to fetch papers any more: their owner brought them to a counter."""


@transaction.atomic
def pack_originals(*, dossier_id: UUID, clerk: Actor, at: datetime) -> Parcel:
    """Make the envelope for the originals taken at this counter (bàn giao giấy tờ gốc); made once.

    Each paper gets its label if it has none; a courier who was to fetch them at home need not come. Where
    they go is where the dossier was received.

    Raises:
        NotFound: the dossier is not sent. NotPermitted: another point took its papers.
        Invalid: it has no papers on paper. IllegalTransition: they are where they belong already.
    """
    dossier = lock_dossier(dossier_id)
    if dossier.helped_at != clerk.unit_code:
        raise NotPermitted(
            "original.point",
            "Hồ sơ này do điểm khác nhận giấy.",
            "Another point took the papers of this dossier.",
        )
    _require_they_travel(dossier)
    waiting = originals_of(dossier.id)
    if waiting is not None and waiting.holder_kind == "SENDER" and waiting.ended_at is None:
        call_off_fetch(parcel_id=waiting.id, actor=clerk, at=at, why=BROUGHT)
    label_originals(dossier_id=dossier.id, actor=clerk, at=at)
    return prepare_originals(
        subject_id=dossier.id,
        subject_code=dossier.shown_code,
        papers=originals_labelled(dossier),
        origin_unit=dossier.helped_at,
        destination_unit=dossier.received_by,
        actor=clerk,
        at=at,
    )


@transaction.atomic
def hand_in_originals(
    *, dossier_id: UUID, inside: Collection[str], seal_number: str, clerk: Actor, at: datetime
) -> Parcel:
    """Make, tick and seal the envelope in one go, as step 11 does (see `pack_originals`).

    Pressed again with the number it was sealed with, it answers with that envelope: what was left out then
    stays out.
    """
    lock_dossier(dossier_id)
    made = originals_of(dossier_id)
    if made is not None and made.ended_at is None and made.state == ParcelState.SEALED:
        return seal(parcel_id=made.id, seal_number=seal_number, clerk=clerk, at=at)
    parcel = pack_originals(dossier_id=dossier_id, clerk=clerk, at=at)
    return close_originals(parcel_id=parcel.id, inside=inside, seal_number=seal_number, clerk=clerk, at=at)


def _require_they_travel(dossier: Dossier) -> None:
    if dossier.state == State.DRAFT:
        raise policies.unknown_dossier()
    if not dossier.received_by or not originals_travel(dossier):
        raise IllegalTransition(
            "originals.stay",
            "Giấy tờ gốc đã ở nơi giải quyết, không phải gửi đi.",
            "The originals are where they belong; they need not be sent.",
        )
