"""Originals of the citizen go to the authority: from a counter, or fetched at home."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import Parcel
from cuamo.delivery.selectors.parcels import originals_of
from cuamo.delivery.services.close_originals import close_originals
from cuamo.delivery.services.prepare_originals import Home, prepare_originals
from cuamo.delivery.services.seal import seal
from cuamo.delivery.states import ParcelState
from cuamo.dossiers import policies
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.selectors.originals_to_send import originals_labelled, originals_travel
from cuamo.dossiers.services.pair_originals import label_originals
from cuamo.dossiers.services.parts import lock_dossier
from cuamo.dossiers.states import State
from cuamo.kernel.actors import SYSTEM, Actor
from cuamo.kernel.errors import IllegalTransition, NotPermitted


@transaction.atomic
def pack_originals(*, dossier_id: UUID, clerk: Actor, at: datetime) -> Parcel:
    """Make the envelope for the originals taken at this counter (bàn giao giấy tờ gốc); made once.

    Each paper gets its label if it has none. Where they go is where the dossier was received.

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


@transaction.atomic
def ask_to_fetch(*, dossier_id: UUID, citizen: Actor, home: Home, at: datetime) -> Parcel:
    """Keep the citizen's order to fetch the originals at home (bưu tá tới nhà thu giấy tờ); asked once.

    Raises:
        NotPermitted: it is somebody else's dossier. Invalid: nothing on paper is wanted.
        IllegalTransition: it is not sent, or has ended.
    """
    dossier = lock_dossier(dossier_id)
    policies.require_citizen(dossier, citizen, at=at)
    _require_they_travel(dossier, from_home=True)
    label_originals(dossier_id=dossier.id, actor=SYSTEM, at=at)
    return prepare_originals(
        subject_id=dossier.id,
        subject_code=dossier.shown_code,
        papers=originals_labelled(dossier),
        origin_unit="",
        destination_unit=dossier.received_by,
        actor=citizen,
        at=at,
        home=home,
    )


def _require_they_travel(dossier: Dossier, *, from_home: bool = False) -> None:
    if dossier.state == State.DRAFT:
        raise policies.unknown_dossier()
    if not dossier.received_by or not (from_home or originals_travel(dossier)):
        raise IllegalTransition(
            "originals.stay",
            "Giấy tờ gốc đã ở nơi giải quyết, không phải gửi đi.",
            "The originals are where they belong; they need not be sent.",
        )
