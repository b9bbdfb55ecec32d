"""The citizen takes the dossier back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import Dossier, Result
from cuamo.dossiers.policies import is_citizen_of, require_no_filing, require_step, unknown_dossier
from cuamo.dossiers.services.accept import decided
from cuamo.dossiers.services.ask_payment import drop_obligation
from cuamo.dossiers.services.budget_part import give_up_budget_part
from cuamo.dossiers.services.parts import leave_queues, lock_dossier, tell, wait_at
from cuamo.dossiers.services.stand_still import resume_clock
from cuamo.dossiers.states import Move, State, Step, after
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition


@transaction.atomic
def withdraw(*, dossier_id: UUID, citizen: Actor, reason: str, at: datetime) -> Dossier:
    """Withdraw a dossier (rút hồ sơ): at once before acceptance, by request afterwards.

    Raises:
        NotFound: it is neither the citizen's nor of somebody they act for.
        IllegalTransition: it is finished, or its result is approved, or it is a linked filing: its parts are
            withdrawn (`withdraw_filing`).
    """
    dossier = lock_dossier(dossier_id)
    if not is_citizen_of(dossier, citizen, at=at):
        raise unknown_dossier()
    require_no_filing(dossier)
    if Result.objects.filter(dossier=dossier, approved_at__isnull=False).exists():
        raise IllegalTransition(
            "withdrawal.decided",
            "Kết quả đã được phê duyệt, không rút hồ sơ được nữa.",
            "The result is approved; the dossier can no longer be withdrawn.",
            hint_vi="Nhận kết quả, hoặc gọi đường dây miễn phí để được hướng dẫn.",
            hint_en="Take the result, or call the free hotline for advice.",
        )
    dossier.state = after(Move.ASK_WITHDRAWAL, dossier.state)
    given = [said] if (said := reason.strip()[:500]) else []
    if dossier.state == State.STOPPED:
        dossier.finished_at = at
        dossier.ending = {"kind": "WITHDRAWN", "reasons": given, "turn_to": ""}
        give_up_budget_part(dossier, reason="Người nộp rút trước khi tiếp nhận", actor=citizen, at=at)
        leave_queues(dossier)
    else:
        resume_clock(dossier, at)
        dossier.ending = {"kind": "WITHDRAWAL_ASKED", "reasons": given, "turn_to": ""}
        assert dossier.due_at is not None
        wait_at(dossier, Step.EXAMINE, at=at, step_due_at=dossier.due_at, came_back=True)
    dossier.save(update_fields=["state", "finished_at", "ending", "due_at", "paused_at"])
    tell("dossier.withdrawal_asked", dossier, actor=citizen, at=at, done=dossier.state == State.STOPPED)
    return dossier


@transaction.atomic
def grant_withdrawal(*, dossier_id: UUID, officer: Actor, at: datetime) -> Dossier:
    """Stop a dossier whose withdrawal was asked for (cho rút hồ sơ, form 05).

    Raises:
        NotPermitted: not the officer's step.
        IllegalTransition: no withdrawal was asked for.
    Law: Circular 03/2025/TT-VPCP, form 05.
    """
    dossier = lock_dossier(dossier_id)
    require_step(dossier, officer, Step.EXAMINE)
    if dossier.state != State.WITHDRAWAL:
        raise IllegalTransition(
            "withdrawal.none",
            "Người nộp không xin rút hồ sơ này.",
            "No withdrawal was asked for.",
            hint_vi="Tải lại trang để xem trạng thái mới nhất.",
            hint_en="Reload the page to see its latest state.",
        )
    dossier.state = after(Move.STOP, dossier.state)
    dossier.finished_at = at
    dossier.ending = dossier.ending | {"kind": "WITHDRAWN"}
    dossier.save(update_fields=["state", "finished_at", "ending"])
    drop_obligation(dossier, reason="Người nộp rút hồ sơ", actor=officer, at=at)
    decided(dossier, "GRANT_WITHDRAWAL", officer, at, reasons=dossier.ending.get("reasons", []))
    leave_queues(dossier)
    tell("dossier.stopped", dossier, actor=officer, at=at)
    return dossier
