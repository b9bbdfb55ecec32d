"""The recipient is said to have died: nobody gets the envelope until an officer says who."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import Parcel, Passing
from cuamo.delivery.selectors.owners import owner_at
from cuamo.delivery.selectors.recipient import HEIRS
from cuamo.delivery.services.close_alarm import end_alarms
from cuamo.delivery.services.parts import lock_parcel
from cuamo.delivery.services.raise_alarm import raise_alarm
from cuamo.delivery.states import AlarmKind, Direction, ParcelState
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, Invalid
from cuamo.kernel.text import nfc
from cuamo.organisation.policies import require_role
from cuamo.organisation.types import Role

MOST_HEIRS = 10
DECIDERS = (Role.LEADER,)
ENDS = frozenset({AlarmKind.SENDER_DEAD.value})


@transaction.atomic
def report_passing(*, parcel_id: UUID, actor: Actor, at: datetime) -> Passing:
    """Keep that the recipient is said to have died (người nhận đã mất); a second report changes nothing.

    From now on no text goes to their number about this envelope, and its rule lets nobody take it. What is
    said where papers were to be fetched ends their journey: the authority that waits for them has an alarm,
    and finds out whether it is so. Records `delivery.passing_reported`.

    Raises:
        IllegalTransition: it was handed over already.
    """
    parcel = lock_parcel(parcel_id=parcel_id)
    if parcel.state == ParcelState.DELIVERED:
        raise IllegalTransition("parcel.delivered", "Phong bì đã trao rồi.", "It was handed over already.")
    passing = Passing.objects.filter(parcel=parcel).first()
    if passing is not None and passing.mistaken_at is None:
        return passing
    if passing is None:
        passing = Passing(parcel=parcel)
    passing.rule_before, passing.mistaken_at = parcel.recipient_rule, None
    passing.heirs, passing.ground, passing.decided_by, passing.decided_at = [], "", {}, None
    passing.reported_by, passing.reported_at = actor.as_json(), at
    passing.save()
    parcel.recipient_rule, parcel.pin = HEIRS, ""
    parcel.save(update_fields=["recipient_rule", "pin"])
    events.record("delivery.passing_reported", parcel.subject_id, actor=actor, at=at, label=parcel.label)
    if parcel.direction == Direction.ORIGINALS:
        owner = owner_at(parcel.destination_unit)
        raise_alarm(
            kind=AlarmKind.SENDER_DEAD,
            parcel=parcel,
            owner_unit=owner.unit,
            owner_role=owner.role,
            at=at,
            actor=actor,
        )
    return passing


@transaction.atomic
def name_heirs(
    *, parcel_id: UUID, names: Sequence[str], ground: str, officer: Actor, at: datetime
) -> Passing:
    """Decide which heirs may take the envelope (người thừa kế nhận); a new decision replaces the old.

    Records `delivery.heirs_named` without their names.

    Raises:
        NotPermitted: the actor decides nothing of the kind.
        IllegalTransition: nobody is said to have died, or it was handed over.
        Invalid: no name, or no ground.
    Law: Civil Code 91/2015/QH13, part four (inheritance); which paper proves an heir the officer judges.
    """
    require_role(officer, *DECIDERS)
    passing, parcel = _reported(parcel_id)
    told = [nfc(" ".join(name.split()))[:120] for name in names if name.strip()]
    if not 1 <= len(told) <= MOST_HEIRS:
        raise Invalid(
            "heirs.names",
            f"Ghi họ tên người thừa kế, nhiều nhất {MOST_HEIRS} người.",
            f"Name the heirs, {MOST_HEIRS} at most.",
            where="names",
        )
    if not ground.strip():
        raise Invalid(
            "heirs.ground",
            "Ghi căn cứ: giấy tờ đã xem, số, ngày.",
            "Give the ground: which paper, number and day.",
            where="ground",
        )
    passing.heirs = [{"ref": str(number), "name": name} for number, name in enumerate(told, 1)]
    passing.ground = ground.strip()[:500]
    passing.decided_by, passing.decided_at = officer.as_json(), at
    passing.save(update_fields=["heirs", "ground", "decided_by", "decided_at"])
    events.record(
        "delivery.heirs_named", parcel.subject_id, actor=officer, at=at, label=parcel.label, heirs=len(told)
    )
    return passing


@transaction.atomic
def recipient_lives(*, parcel_id: UUID, officer: Actor, at: datetime) -> Passing:
    """The report was wrong (người nhận còn sống): the rule from before holds again.

    Who sends papers to the authority can be said to live after those have arrived, or after nobody comes for
    them any more; the alarm about it ends. Records `delivery.recipient_lives`.

    Raises:
        NotPermitted: the actor decides nothing of the kind.
        IllegalTransition: nobody is said to have died, or it was handed over.
    """
    require_role(officer, *DECIDERS)
    passing, parcel = _reported(parcel_id)
    passing.mistaken_at = at
    passing.save(update_fields=["mistaken_at"])
    parcel.recipient_rule = passing.rule_before
    parcel.save(update_fields=["recipient_rule"])
    events.record(
        "delivery.recipient_lives",
        parcel.subject_id,
        actor=officer,
        at=at,
        label=parcel.label,
        direction=parcel.direction,
    )
    end_alarms(parcel=parcel, kinds=ENDS, words="Lãnh đạo ghi: báo nhầm, người gửi còn sống.", at=at)
    return passing


def _reported(parcel_id: UUID) -> tuple[Passing, Parcel]:
    parcel = lock_parcel(parcel_id=parcel_id)
    passing = Passing.objects.select_for_update().filter(parcel=parcel, mistaken_at=None).first()
    handed_over = parcel.state == ParcelState.DELIVERED and parcel.direction == Direction.RESULT
    if passing is None or handed_over:
        raise IllegalTransition(
            "heirs.none",
            "Không có tin người nhận đã mất, hoặc phong bì đã trao.",
            "Nobody is said to have died, or it was handed over.",
        )
    return passing, parcel
