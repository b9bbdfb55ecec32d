"""The hotline hears that somebody is alive whom a courier who came for papers wrote down as dead."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import Alarm
from cuamo.delivery.selectors.alarms import heard_alive
from cuamo.delivery.selectors.owners import owner_at
from cuamo.delivery.selectors.recipient import deaths_at_a_fetch
from cuamo.delivery.services.close_alarm import end_alarms
from cuamo.delivery.services.parts import lock_parcel
from cuamo.delivery.services.passing import ENDS
from cuamo.delivery.services.raise_alarm import raise_alarm
from cuamo.delivery.states import AlarmKind
from cuamo.dossiers.selectors.calls import open_call_of
from cuamo.dossiers.services.expedite import checked
from cuamo.dossiers.services.parts import lock_dossier
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import Conflict, IllegalTransition
from cuamo.organisation.policies import require_role
from cuamo.organisation.types import Role


@transaction.atomic
def report_alive(*, call_id: UUID, agent: Actor, words: str, at: datetime) -> Alarm:
    """Tell the unit that decides that who sends the papers is alive, a caller says (báo người nộp còn sống).

    The unit has an alarm with the operator's words, also where an earlier one was answered; its leader takes
    the report back. Till then no text goes out.

    Raises:
        NotFound: the call is somebody else's, or has ended. NotPermitted: the actor takes no calls.
        Invalid: no words, too many, or an identity number in them.
        IllegalTransition: nothing of the kind was said, or it was taken back already.
        Conflict: the unit was told and has not answered yet.
    """
    require_role(agent, Role.CALL_AGENT)
    call = open_call_of(agent, call_id, now=at)
    dossier = lock_dossier(call.dossier_id)
    said = checked(words, where="con_song", what="Cần ghi người gọi nói gì.")
    deaths = deaths_at_a_fetch(dossier.id)
    if not deaths:
        raise IllegalTransition(
            "fetch.nobody_died",
            "Không có tin người gửi giấy tờ đã mất, hoặc đã có người rút lại tin đó.",
            "Nobody said that who sends the papers has died, or it was taken back.",
            where="con_song",
        )
    parcel = lock_parcel(parcel_id=deaths[0].parcel_id)
    told = heard_alive(dossier.id)
    if told is not None:
        due = told.due_at.astimezone(HANOI)
        raise Conflict(
            "fetch.alive_told",
            f"Đã báo cơ quan; hẹn trả lời trước {due:%H:%M ngày %d/%m}.",
            f"The authority was told; it answers by {due:%H:%M on %d/%m}.",
            where="con_song",
        )
    end_alarms(parcel=parcel, kinds=ENDS, words="Có người gọi tổng đài: người gửi còn sống. Báo lại.", at=at)
    owner = owner_at(dossier.decided_by or parcel.destination_unit)
    return raise_alarm(
        kind=AlarmKind.SENDER_DEAD,
        parcel=parcel,
        owner_unit=owner.unit,
        owner_role=owner.role,
        facts={"heard": said},
        actor=agent,
        at=at,
    )
