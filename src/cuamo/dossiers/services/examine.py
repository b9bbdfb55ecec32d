"""An officer ticks what was looked at; what the version insists on is asked for before a yes."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers import policies
from cuamo.dossiers.models import Dossier, Examination, WorkItem
from cuamo.dossiers.selectors.desk_checks import checks_for, unticked_of
from cuamo.dossiers.states import Step
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.errors import IllegalTransition, Invalid


@transaction.atomic
def tick_check(*, dossier_id: UUID, officer: Actor, key: str, on: bool, at: datetime) -> Examination:
    """Tick or untick one line of the checklist of the step the dossier waits at (đánh dấu đã kiểm).

    The ticks are the officer's own, with their moments; a colleague's stay what they are. They are working
    notes, no step of the case: what was left unticked is kept with the decision.

    Raises:
        NotPermitted: the step is not the officer's.
        IllegalTransition: the dossier waits for nobody who checks it.
        Invalid: there is no such line.
    """
    dossier = Dossier.objects.select_related("version").filter(id=dossier_id).first()
    if dossier is None:
        raise policies.unknown_dossier()
    item = WorkItem.objects.filter(dossier_id=dossier.id).first()
    if item is None:
        raise IllegalTransition(
            "check.no_step", "Hồ sơ không chờ ai kiểm.", "The dossier waits for nobody to check it."
        )
    policies.require_step(dossier, officer, Step(item.step))
    if key not in {check.key for check in checks_for(dossier, item.step)}:
        raise Invalid("check.unknown", "Không có việc kiểm này.", "There is no such line.", where="viec")
    row, _ = Examination.objects.get_or_create(
        dossier=dossier,
        step=item.step,
        officer_id=officer.id,
        defaults={"officer_name": officer.name, "began_at": at, "changed_at": at},
    )
    row = Examination.objects.select_for_update(of=("self",)).get(id=row.id)
    marks = dict(row.marks)
    if on:
        marks.setdefault(key, at.isoformat())
    else:
        marks.pop(key, None)
    if marks != row.marks:
        row.marks, row.changed_at = marks, at
        row.save(update_fields=["marks", "changed_at"])
    return row


def left_unticked(dossier: Dossier, officer: Actor, step: Step) -> list[str]:
    """Return the keys of what should have been ticked before a yes and was not, to be kept with the decision.

    Raises:
        Invalid: the version does not let the step be left with a yes before one of them is ticked.
    """
    if officer.kind is not ActorKind.STAFF:
        return []
    missing = unticked_of(dossier, step, officer.id)
    holding = [check for check in missing if check.blocks]
    if holding:
        named = "; ".join(check.text_vi for check in holding)
        raise Invalid(
            "check.needed",
            f"Chưa kiểm: {named}. Mở hồ sơ, kiểm rồi đánh dấu.",
            "Something has to be checked and ticked first.",
            where="checks",
        )
    return [check.key for check in missing]
