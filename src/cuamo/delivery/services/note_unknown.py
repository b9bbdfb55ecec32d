"""Somebody scanned a label that belongs to nothing known here."""

from datetime import datetime

from django.db import transaction

from cuamo.delivery.models import Alarm
from cuamo.delivery.services.raise_alarm import raise_alarm
from cuamo.delivery.states import AlarmKind
from cuamo.kernel.actors import Actor
from cuamo.organisation.types import Role

LONGEST = 20


@transaction.atomic
def note_unknown_label(*, label: str, courier: Actor, at: datetime) -> Alarm:
    """Raise the alarm about a label no envelope and no bag has (nhãn lạ); scanned again it is the same one.

    The coordinator of the courier's operator owns it: whoever has the thing in hand has to give it to
    somebody.
    """
    return raise_alarm(
        kind=AlarmKind.UNKNOWN_LABEL,
        label=label[:LONGEST],
        owner_unit=courier.unit_code,
        owner_role=Role.COORDINATOR,
        at=at,
        facts={"place": courier.unit_code},
        actor=courier,
    )
