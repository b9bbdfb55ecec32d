"""Medians per step of the counters of a place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cuamo.oversight.models import StepFact
from cuamo.oversight.rules.histogram import PRESSES, SECONDS, add_to, median_of, together
from cuamo.oversight.selectors.figures import FEW


@dataclass(frozen=True)
class StepMedian:
    """What a step took in the middle; both None below ten visits."""

    step: int
    visits: int
    seconds: int | None
    presses: int | None


def step_medians(agency: str, first: date, last: date) -> dict[int, StepMedian]:
    """Return the medians of a place over days, both included, by step; one question to the daily facts."""
    facts: dict[int, list[StepFact]] = {}
    for fact in StepFact.objects.filter(agency=agency, day__gte=first, day__lte=last):
        facts.setdefault(fact.step, []).append(fact)
    return {
        step: _median(
            step,
            sum(fact.visits for fact in days),
            together([fact.seconds for fact in days]),
            together([fact.presses for fact in days]),
            few=FEW,
        )
        for step, days in sorted(facts.items())
    }


def medians_of_measures(
    measures: Sequence[tuple[Mapping[str, Mapping[str, int]], int]],
) -> dict[int, StepMedian]:
    """Return the medians of single visits: what each step took, and the seconds of the whole visit.

    For a clerk's own eyes, so few visits are no reason to hide them.
    """
    seconds: dict[int, list[int]] = {}
    presses: dict[int, list[int]] = {}
    visits: dict[int, int] = {}
    for steps, whole in measures:
        all_presses = sum(int(took.get("presses", 0)) for took in steps.values())
        each = {int(step): (took.get("presses", 0), took.get("seconds", 0)) for step, took in steps.items()}
        for step, (pressed, lasted) in {0: (all_presses, whole), **each}.items():
            visits[step] = visits.get(step, 0) + 1
            seconds[step] = add_to(seconds.get(step, []), int(lasted), SECONDS)
            presses[step] = add_to(presses.get(step, []), int(pressed), PRESSES)
    return {
        step: _median(step, count, seconds[step], presses[step], few=1)
        for step, count in sorted(visits.items())
    }


def _median(step: int, visits: int, seconds: list[int], presses: list[int], *, few: int) -> StepMedian:
    if visits < few:
        return StepMedian(step, visits, None, None)
    return StepMedian(step, visits, median_of(seconds, SECONDS), median_of(presses, PRESSES))
