"""Add one finished visit to the measures of its day and place."""

from datetime import date

from django.db import transaction

from cuamo.kernel.clock import HANOI
from cuamo.kernel.events import EventRecord
from cuamo.oversight.models import StepFact
from cuamo.oversight.rules.histogram import PRESSES, SECONDS, add_to

WHOLE = 0
"""The step that stands for the whole visit."""
STEPPED = ("visit.ended",)


@transaction.atomic
def time_steps(event: EventRecord) -> None:
    """Count what each step of the visit took; who helped and who was helped is not kept.

    The consumer's position moves in the same transaction, so each visit is counted exactly once.
    """
    data = event.data
    agency = str(data.get("agency", ""))
    if not agency:
        return
    took = {int(step): (int(both[0]), int(both[1])) for step, both in dict(data.get("steps", {})).items()}
    took[WHOLE] = (int(data.get("presses", 0)), int(data.get("seconds", 0)))
    _add(event.occurred_at.astimezone(HANOI).date(), agency, took)


def _add(day: date, agency: str, took: dict[int, tuple[int, int]]) -> None:
    mine = StepFact.objects.select_for_update().filter(agency=agency, day=day)
    kept = {fact.step: fact for fact in mine}
    new: list[StepFact] = []
    for step, (presses, seconds) in took.items():
        fact = kept.get(step) or StepFact(agency=agency, day=day, step=step)
        fact.visits += 1
        fact.presses = add_to(fact.presses, presses, PRESSES)
        fact.seconds = add_to(fact.seconds, seconds, SECONDS)
        if step not in kept:
            new.append(fact)
    StepFact.objects.bulk_update(
        [kept[step] for step in took if step in kept], ["visits", "presses", "seconds"]
    )
    StepFact.objects.bulk_create(new)
