"""What officers decide about an envelope: it is lost, its recipient has died, or lives after all."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import Loss, Parcel, Passing
from cuamo.delivery.selectors.parcels import originals_of, parcel_of
from cuamo.delivery.selectors.recipient import deaths_at_a_fetch
from cuamo.delivery.services.lose import declare_lost
from cuamo.delivery.services.passing import DECIDERS, name_heirs, recipient_lives
from cuamo.delivery.states import Direction
from cuamo.dossiers import policies
from cuamo.dossiers.services.parts import lock_dossier
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, NotFound
from cuamo.organisation.policies import require_role


@transaction.atomic
def report_lost(
    *,
    dossier_id: UUID,
    officer: Actor,
    why: str,
    at: datetime,
    words: str = "",
    direction: str = Direction.RESULT,
) -> Loss:
    """Declare the dossier's envelope lost (báo mất): the result, or papers of the citizen.

    Raises:
        NotFound: the officer may not read the dossier, or nothing is on its way.
        Invalid, IllegalTransition: as `delivery.services.lose` says.
    """
    parcel = _envelope(dossier_id, officer, direction)
    return declare_lost(parcel_id=parcel.id, why=why, words=words, actor=officer, at=at, for_authority=True)


@transaction.atomic
def let_heirs_have_it(
    *, dossier_id: UUID, officer: Actor, names: Sequence[str], ground: str, at: datetime
) -> Passing:
    """Decide which heirs may take the result of somebody who has died (người thừa kế nhận).

    Raises:
        NotFound: the officer may not read the dossier, or there is no envelope.
        NotPermitted, Invalid, IllegalTransition: as `delivery.services.passing` says.
    """
    parcel = _envelope(dossier_id, officer, Direction.RESULT)
    return name_heirs(parcel_id=parcel.id, names=names, ground=ground, officer=officer, at=at)


@transaction.atomic
def say_recipient_lives(*, dossier_id: UUID, officer: Actor, at: datetime) -> Passing:
    """Take a report of death back (người nhận còn sống): the rule from before holds again.

    Raises:
        NotFound: the officer may not read the dossier, or there is no envelope.
        NotPermitted, IllegalTransition: as `delivery.services.passing` says.
    """
    parcel = _envelope(dossier_id, officer, Direction.RESULT)
    return recipient_lives(parcel_id=parcel.id, officer=officer, at=at)


@transaction.atomic
def say_sender_lives(*, dossier_id: UUID, officer: Actor, at: datetime) -> None:
    """Take back what was said at the door where papers were to be fetched (người gửi còn sống).

    A courier may be asked to come again, and texts go out again: what could not be told meanwhile follows.

    Raises:
        NotFound: the officer may not read the dossier. NotPermitted: the officer decides nothing of the kind.
        IllegalTransition: nothing of the kind was said, or it was taken back already.
    """
    dossier = lock_dossier(dossier_id)
    policies.require_reader(dossier, officer)
    require_role(officer, *DECIDERS)
    said = deaths_at_a_fetch(dossier.id)
    if not said:
        raise IllegalTransition(
            "fetch.nobody_died",
            "Không có tin người gửi giấy tờ đã mất, hoặc đã có người rút lại tin đó.",
            "Nobody said that who sends the papers has died, or it was taken back.",
        )
    for passing in said:
        recipient_lives(parcel_id=passing.parcel_id, officer=officer, at=at)


def _envelope(dossier_id: UUID, officer: Actor, direction: str) -> Parcel:
    dossier = lock_dossier(dossier_id)
    policies.require_reader(dossier, officer)
    parcel = parcel_of(dossier.id) if direction == Direction.RESULT else originals_of(dossier.id)
    if parcel is None:
        raise NotFound("parcel.none", "Hồ sơ này chưa có phong bì.", "This dossier has no envelope yet.")
    return parcel
