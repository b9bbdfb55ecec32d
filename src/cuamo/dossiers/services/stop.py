"""The authority ends a case that cannot go on."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers import policies
from cuamo.dossiers.models import Dossier, Result
from cuamo.dossiers.services.accept import decided
from cuamo.dossiers.services.ask_payment import drop_obligation
from cuamo.dossiers.services.four_eyes import require_other_eyes
from cuamo.dossiers.services.parts import leave_queues, lock_dossier, tell
from cuamo.dossiers.services.stand_still import end_pause
from cuamo.dossiers.states import Move, State, Step, after
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, Invalid


@transaction.atomic
def stop(*, dossier_id: UUID, leader: Actor, ground: str, law: str, at: datetime) -> Dossier:
    """Stop the case with its ground (dừng giải quyết, form 05): nothing came in time, or its matter is gone.

    Raises:
        Invalid: no ground, or no law it rests on.
        NotPermitted: `leader` is no leader of the deciding unit, or examined the dossier (four eyes).
        IllegalTransition: it is not open, or its result is approved.
    Law: Circular 03/2025/TT-VPCP, form 05.
    """
    dossier = lock_dossier(dossier_id)
    policies.require_step(dossier, leader, Step.APPROVE)
    require_other_eyes(dossier, leader)
    if not ground.strip() or not law.strip():
        raise Invalid(
            "stop.no_ground",
            "Cần ghi lý do dừng và căn cứ.",
            "The ground and the law it rests on are needed.",
            where="ground",
        )
    if Result.objects.filter(dossier=dossier, approved_at__isnull=False).exists():
        raise IllegalTransition(
            "stop.decided",
            "Kết quả đã được phê duyệt, không dừng được nữa.",
            "The result is approved; the case can no longer be stopped.",
        )
    was_paused_for = State(dossier.state).name
    dossier.state = after(Move.STOP, dossier.state)
    dossier.finished_at = at
    dossier.ending = {
        "kind": "STOPPED",
        "reasons": [ground.strip()[:500]],
        "law": law.strip()[:300],
        "turn_to": "",
    }
    end_pause(dossier, at)
    dossier.save(update_fields=["state", "finished_at", "ending", "paused_at"])
    decided(dossier, "STOP", leader, at, ground=ground.strip()[:500], law=law.strip()[:300])
    leave_queues(dossier)
    drop_obligation(dossier, reason="Hồ sơ dừng giải quyết", actor=leader, at=at)
    tell("dossier.stopped", dossier, actor=leader, at=at, by="AUTHORITY", waited_in=was_paused_for)
    return dossier
