"""Another authority is the right one to decide."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers import policies
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.rules.deadline import step_due
from cuamo.dossiers.selectors.calendar_for import calendar_for
from cuamo.dossiers.services.accept import decided, hours_of
from cuamo.dossiers.services.parts import lock_dossier, tell, wait_at
from cuamo.dossiers.states import State, Step
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, Invalid
from cuamo.organisation.models import Unit
from cuamo.organisation.types import UnitKind


@transaction.atomic
def transfer(*, dossier_id: UUID, officer: Actor, to_unit: str, reason: str, at: datetime) -> Dossier:
    """Hand the case to the authority that is competent (chuyển cơ quan có thẩm quyền); the clock runs on.

    Waiting inside the administration never stops the clock, and the citizen goes nowhere again.

    Raises:
        Invalid: no reason, an unknown unit, or the one that has it already.
        NotPermitted: not the officer's step.
        IllegalTransition: it is not being decided.
    Law: Decree 118/2025/NĐ-CP.
    """
    dossier = lock_dossier(dossier_id)
    policies.require_step(dossier, officer, Step.EXAMINE)
    if dossier.state not in {State.ACCEPTED, State.IN_PROGRESS}:
        raise IllegalTransition(
            "transfer.state", "Hồ sơ không ở bước thẩm định.", "The dossier is not being examined."
        )
    if not reason.strip():
        raise Invalid(
            "transfer.no_reason", "Cần ghi lý do chuyển.", "Say why it is passed on.", where="reason"
        )
    if not Unit.objects.filter(code=to_unit, kind__in=[UnitKind.AUTHORITY, UnitKind.WARD]).exists():
        raise Invalid(
            "transfer.unit",
            f"Không có cơ quan mã «{to_unit}».",
            f"There is no authority with the code “{to_unit}”.",
            where="to_unit",
            hint_vi="Chọn cơ quan trong danh sách.",
            hint_en="Choose an authority from the list.",
        )
    if to_unit == dossier.decided_by:
        raise Invalid(
            "transfer.same",
            "Hồ sơ đang ở chính cơ quan này.",
            "It is with this authority already.",
            where="to_unit",
        )
    left = dossier.decided_by
    dossier.decided_by = to_unit
    dossier.save(update_fields=["decided_by"])
    decided(dossier, "TRANSFER", officer, at, reason=reason.strip()[:500], left=left, to=to_unit)
    assert dossier.due_at is not None
    wait_at(
        dossier,
        Step.EXAMINE,
        at=at,
        step_due_at=step_due(
            arrived_at=at,
            hours=hours_of(dossier, "EXAMINE"),
            due_at=dossier.due_at,
            calendar=calendar_for(dossier),
        ),
    )
    tell("dossier.transferred", dossier, actor=officer, at=at, left=left, to=to_unit)
    return dossier
