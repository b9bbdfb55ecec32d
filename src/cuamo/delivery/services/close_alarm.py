"""Answer an alarm: say in words what became of it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import Alarm, Parcel
from cuamo.delivery.services.raise_alarm import stream_of, told
from cuamo.delivery.states import AlarmKind
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM, Actor, ActorKind
from cuamo.kernel.errors import Invalid, NotFound
from cuamo.organisation.policies import require_role, require_within
from cuamo.organisation.selectors.scope import units_under
from cuamo.organisation.types import Role

MAY_ANSWER = (
    Role.CLERK,
    Role.SHIFT_LEAD,
    Role.RECEIVER,
    Role.RECORDS_CLERK,
    Role.COORDINATOR,
    Role.BUSINESS_ADMIN,
)
SHORTEST, LONGEST = 10, 500


@transaction.atomic
def close_alarm(
    *, alarm_id: UUID, actor: Actor, words: str, at: datetime, death_confirmed: bool = False
) -> Alarm:
    """Close an alarm with what was found and done (trả lời cảnh báo); a closed one stays as it was closed.

    Records `delivery.alarm_closed`.

    Args:
        death_confirmed: of a sender said to have died: it is so. Words alone leave the alarm open, because
            no text goes to the household until a leader takes a wrong report back.
    Raises:
        NotFound: there is none. NotPermitted: somebody else owns it.
        Invalid: the words say nothing, or whether the sender has died is not said.
    """
    alarm = (
        Alarm.objects.select_for_update(of=("self",))
        .select_related("parcel", "bag", "run")
        .filter(id=alarm_id)
    )
    found = alarm.first()
    if found is None:
        raise NotFound("alarm.unknown", "Không có cảnh báo này.", "There is no such alarm.")
    if actor.kind is not ActorKind.SYSTEM:
        require_role(actor, *MAY_ANSWER)
        require_within(found.owner_unit, units_under(actor.unit_code))
    if found.closed_at is not None:
        return found
    said = " ".join(words.split())[:LONGEST]
    if len(said) < SHORTEST:
        raise Invalid(
            "alarm.words",
            "Viết đã tìm thấy gì, đã làm gì (ít nhất 10 chữ cái).",
            "Write what was found and done (10 letters at least).",
            where="words",
        )
    if found.kind == AlarmKind.SENDER_DEAD and actor.kind is not ActorKind.SYSTEM and not death_confirmed:
        raise Invalid(
            "alarm.death",
            "Chỉ đóng ở đây khi người gửi đã mất thật: đánh dấu ô xác nhận.",
            "Close it here only if the sender has really died: tick the box that confirms it.",
            where="dead",
            hint_vi="Báo nhầm thì lãnh đạo rút lại trên trang hồ sơ, cảnh báo tự đóng.",
            hint_en="If it was reported by mistake, a leader takes it back on the dossier's page.",
        )
    found.closed_at, found.closed_by, found.words = at, actor.as_json(), said
    found.save(update_fields=["closed_at", "closed_by", "words"])
    events.record("delivery.alarm_closed", stream_of(found), actor=actor, at=at, **told(found))
    return found


def end_alarms(*, parcel: Parcel, kinds: frozenset[str], words: str, at: datetime) -> None:
    """Close the envelope's alarms whose cause is gone; what happened says so itself."""
    causes = Alarm.objects.filter(parcel=parcel, kind__in=kinds, closed_at=None)
    for alarm_id in causes.order_by("id").values_list("id", flat=True):
        close_alarm(alarm_id=alarm_id, actor=SYSTEM, words=words, at=at)
