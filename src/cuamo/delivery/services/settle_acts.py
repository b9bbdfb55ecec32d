"""What of a courier's acts was looked at and answered is settled; the phone may let its copy go."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from cuamo.delivery.models import Alarm, CourierAct, Run
from cuamo.delivery.services.scan_at_place import BAG_PREFIX
from cuamo.delivery.states import AlarmKind
from cuamo.kernel.actors import Actor

Answer = tuple[dict[str, Any] | None, str]
"""By whom and in what words."""


@transaction.atomic
def settle_acts(*, courier: Actor, at: datetime) -> int:
    """Settle the courier's acts whose alarm somebody closed with words (đã xem xong); return how many.

    That a run could not be ended is settled once it has ended. The act and its evidence stay for good. A
    second call changes nothing.
    """
    State = CourierAct.State
    waiting = CourierAct.objects.select_for_update(of=("self",)).filter(
        courier_id=courier.id, state=State.LOOK
    )
    settled = 0
    for act in waiting.order_by("received_at", "key"):
        answer = (_ended(act, courier) if act.kind == "close" else None) or _answered(act)
        if answer is None:
            continue
        act.state, act.settled_at = State.SETTLED, at
        act.settled_by, act.words = answer
        act.save(update_fields=["state", "settled_at", "settled_by", "words"])
        settled += 1
    return settled


def _ended(act: CourierAct, courier: Actor) -> Answer | None:
    if act.run_id is None:
        return None
    mine = Run.objects.filter(id=act.run_id, courier_id=courier.id, closed_at__isnull=False)
    return (courier.as_json(), "Chuyến đã kết thúc.") if mine.exists() else None


def _answered(act: CourierAct) -> Answer | None:
    alarms = _alarms_about(act)
    if alarms.filter(closed_at=None).exists():
        return None
    answer = alarms.filter(closed_at__gte=act.received_at).order_by("-closed_at").first()
    return (answer.closed_by, answer.words) if answer else None


def _alarms_about(act: CourierAct) -> QuerySet[Alarm]:
    """Return the alarms about the envelope, the bag, the run, the unknown label or the act itself."""
    raised = Alarm.objects.filter(kind=AlarmKind.COURIER_ACT)
    if act.parcel_id is not None:
        return raised.filter(parcel_id=act.parcel_id)
    if not act.label:
        itself = raised.filter(label=str(act.key))
        return raised.filter(run_id=act.run_id) if act.run_id and not itself.exists() else itself
    known = raised.filter(bag__number=act.label) if act.label.startswith(BAG_PREFIX) else raised.none()
    return known or Alarm.objects.filter(kind=AlarmKind.UNKNOWN_LABEL, label=act.label)
