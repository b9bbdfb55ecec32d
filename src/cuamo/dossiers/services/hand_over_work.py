"""Pass some of one officer's work to another."""

from datetime import datetime

from django.db import transaction

from cuamo.dossiers.models import WorkItem
from cuamo.dossiers.policies import require_sharer
from cuamo.dossiers.services.assign import MOST, assign
from cuamo.dossiers.states import STEP_ROLE
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Invalid
from cuamo.organisation.selectors.scope import units_under
from cuamo.organisation.selectors.sharing import at_desk


@transaction.atomic
def hand_over_work(
    *, unit_code: str, from_officer: str, to_officer: str, most: int, by: Actor, at: datetime
) -> int:
    """Give the soonest due of one officer's waiting dossiers to another of the unit (điều chuyển việc).

    What nobody was given is passed on from the officer "". Only steps the other works at are passed on.
    Events as in `assign`.

    Returns:
        How many changed hands; 0 when there was nothing to pass on.
    Raises:
        Invalid: fewer than 1 or more than 200, or from somebody to themself.
        NotPermitted, NotFound, Conflict: as in `assign`.
    """
    require_sharer(unit_code, by, scope=units_under(by.unit_code))
    if not 1 <= most <= MOST:
        raise Invalid(
            "hand_over.most",
            f"Chuyển mỗi lần từ 1 đến {MOST} hồ sơ.",
            f"Pass on 1 to {MOST} dossiers at a time.",
            where="so",
        )
    if from_officer == to_officer:
        raise Invalid(
            "hand_over.same",
            "Chọn hai người khác nhau.",
            "Choose two different people.",
            where="toi",
        )
    roles = [
        role
        for role in sorted(set(STEP_ROLE.values()) - {""})
        if any(officer.id == to_officer for officer in at_desk(unit_code, role, at=at))
    ]
    steps = [step.value for step, role in STEP_ROLE.items() if role in roles]
    waiting = WorkItem.objects.filter(unit_code=unit_code, step__in=steps, assignee_id=from_officer)
    chosen = list(waiting.order_by("due_at", "dossier_id").values_list("dossier_id", flat=True)[:most])
    if not chosen:
        return 0
    return assign(dossier_ids=chosen, to_officer=to_officer, by=by, at=at)
