"""The person chooses when the result is brought, or where it is kept."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import SlotChoice
from cuamo.delivery.services.choose_window import choose_point, choose_window
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.selectors.proven_recipient import proven_recipient
from cuamo.dossiers.selectors.tracking import find_by_token
from cuamo.dossiers.services.parts import lock_dossier
from cuamo.kernel.actors import SYSTEM, Actor
from cuamo.kernel.errors import NotFound


@transaction.atomic
def choose_time_of_result(
    *, dossier_id: UUID, chooser: Actor, at: datetime, window: str = "", point: str = ""
) -> SlotChoice:
    """Choose a time for the courier (Hẹn giờ, Hẹn lại), or a point that keeps the envelope.

    Args:
        chooser: the person signed in, or staff before whom the person has shown that it is them.
        point: code of the place; with it no time is chosen.
    Raises:
        NotFound: it is not the citizen's dossier. NotPermitted: nobody has proven to be the recipient.
        IllegalTransition, Invalid: as `delivery.services.choose_window` says.
    """
    dossier = lock_dossier(dossier_id)
    via = proven_recipient(dossier, chooser, at=at).via
    return _choose(dossier, chooser, at, window=window, point=point, via=via)


@transaction.atomic
def choose_time_by_link(*, token: str, at: datetime, window: str = "", point: str = "") -> SlotChoice:
    """Choose as above with the link of the text or the QR of the receipt; nobody signs in.

    Whoever has the link chooses a time or a point and nothing else: at the door the code is asked for, at a
    point the card.

    Raises:
        NotFound: no dossier has this link.
        IllegalTransition, Invalid: as `delivery.services.choose_window` says.
    """
    found = find_by_token(token)
    if found is None:
        raise NotFound("track.unknown", "Không thấy hồ sơ này.", "There is no such dossier.")
    return _choose(lock_dossier(found.id), SYSTEM, at, window=window, point=point, via="LINK")


def _choose(
    dossier: Dossier, chooser: Actor, at: datetime, *, window: str, point: str, via: str
) -> SlotChoice:
    if point:
        return choose_point(subject_id=dossier.id, point_code=point, recipient=chooser, at=at, via=via)
    return choose_window(subject_id=dossier.id, window=window, recipient=chooser, at=at, via=via)
