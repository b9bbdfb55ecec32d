"""What of a courier's acts was looked at and answered is settled; the phone may let its copy go."""

from datetime import datetime

from django.db import transaction

from cuamo.delivery.models import Alarm, CourierAct
from cuamo.delivery.states import AlarmKind
from cuamo.kernel.actors import Actor


@transaction.atomic
def settle_acts(*, courier: Actor, at: datetime) -> int:
    """Settle the courier's acts whose alarm somebody closed with words (đã xem xong); return how many.

    The act and its evidence stay for good. A second call changes nothing.
    """
    State = CourierAct.State
    waiting = CourierAct.objects.select_for_update(of=("self",)).filter(
        courier_id=courier.id, state=State.LOOK, parcel__isnull=False
    )
    settled = 0
    for act in waiting.order_by("received_at", "key"):
        alarms = Alarm.objects.filter(parcel=act.parcel, kind=AlarmKind.COURIER_ACT)
        if alarms.filter(closed_at=None).exists():
            continue
        answer = alarms.filter(closed_at__gte=act.received_at).order_by("-closed_at").first()
        if answer is None:
            continue
        act.state, act.settled_at, act.settled_by, act.words = (
            State.SETTLED,
            at,
            answer.closed_by,
            answer.words,
        )
        act.save(update_fields=["state", "settled_at", "settled_by", "words"])
        settled += 1
    return settled
