"""What a procedure costs the clerk's hands and the citizen's time at the counter, before anybody tried it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

BASE_PRESSES = 9
"""Person 1, procedure 1, form 2, papers 2, check 1, send 1, farewell 1 (the counter script, section 4.3)."""
BASE_SECONDS = 10 + 20 + 12 + 28 + 35 + 25 + 8 + 12
PRESSES_A_QUESTION = 2
SECONDS_A_QUESTION = 8
SECONDS_A_FIELD = 7
SECONDS_A_PAPER = 15
PAYMENT = (1, 20)
"""Presses and seconds of taking money."""


@dataclass(frozen=True)
class Effort:
    """Presses by the clerk and minutes of the visit, for the longest way through."""

    presses: int
    minutes: float

    @property
    def within(self) -> bool:
        """Whether it keeps the target: 25 presses and 4 minutes for what needs no typing."""
        return self.presses <= 25


def estimate(content: Mapping[str, Any]) -> Effort:
    """Return the presses and minutes a visit takes when every question and every paper applies."""
    questions = _parts(content.get("questions"))
    papers = [
        part
        for part in _parts(content.get("components"))
        if not part.get("replaced_by_data") and not part.get("shown_only")
    ]
    form = content.get("form")
    sections = _parts(form.get("sections") if isinstance(form, Mapping) else None)
    typed = [
        part
        for section in sections
        for part in _parts(section.get("fields"))
        if part.get("required") and not part.get("prefill")
    ]
    owed = any(part.get("amount_vnd") != 0 for part in _parts(content.get("fees")))
    presses = BASE_PRESSES + PRESSES_A_QUESTION * len(questions) + len(typed) + PAYMENT[0] * owed
    seconds = (
        BASE_SECONDS
        + SECONDS_A_QUESTION * len(questions)
        + SECONDS_A_FIELD * len(typed)
        + SECONDS_A_PAPER * len(papers)
        + PAYMENT[1] * owed
    )
    return Effort(presses, round(seconds / 60, 1))


def _parts(found: Any) -> list[Mapping[str, Any]]:
    return [part for part in found if isinstance(part, Mapping)] if isinstance(found, list) else []
