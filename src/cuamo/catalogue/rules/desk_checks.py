"""What an officer ticks before deciding: the papers of the dossier, and what the version wants checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cuamo.catalogue.rules.components import ComponentNeed
from cuamo.catalogue.rules.conditions import holds
from cuamo.catalogue.rules.questions import settled

PAPER_STEPS = frozenset({"INTAKE", "EXAMINE"})
"""Where every paper asked for is to be looked at, whatever the version says."""


@dataclass(frozen=True)
class DeskCheck:
    """One line of the checklist (việc cần kiểm)."""

    key: str
    text_vi: str
    required: bool = True
    blocks: bool = False
    """Without its tick the step cannot be left with a yes."""
    law: str = ""
    about: str = ""
    """Key of the paper or field it is about; empty where it is about the whole."""
    paper: bool = False
    """True for a paper of the dossier, which is on the list by itself."""


def checks_of(
    content: Mapping[str, Any],
    *,
    step: str,
    needs: Sequence[ComponentNeed],
    answers: Mapping[str, Any],
    values: Mapping[str, Any],
) -> list[DeskCheck]:
    """Return the checklist of a step: the papers first, then what the version asks for these answers."""
    papers = [
        DeskCheck(need.key, need.name_vi, required=need.required, about=need.key, paper=True)
        for need in needs
        if step in PAPER_STEPS
    ]
    counted = settled(content, answers)
    return papers + [
        DeskCheck(
            key=part["key"],
            text_vi=part["text_vi"],
            required=part.get("required", True),
            blocks=part.get("blocks", False),
            law=part.get("law", ""),
            about=part.get("about", ""),
        )
        for part in content.get("desk_checks", [])
        if part["step"] == step and holds(part.get("when"), answers=counted, values=values)
    ]
