"""Which papers a dossier needs (thành phần hồ sơ)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cuamo.catalogue.rules.conditions import holds
from cuamo.catalogue.rules.questions import settled


@dataclass(frozen=True)
class ComponentNeed:
    """A paper this dossier needs."""

    key: str
    name_vi: str
    name_en: str
    originals: int
    copies: int
    required: bool
    replaced_by_data: str
    """The database that makes the paper unnecessary, in plain words; empty when none does."""
    shown_only: bool = False
    note_vi: str = ""


def needed(
    content: Mapping[str, Any], answers: Mapping[str, Any], values: Mapping[str, Any] | None = None
) -> list[ComponentNeed]:
    """Return the papers these answers ask for, in the order of the procedure.

    Args:
        values: cleaned form values, for papers that hang on the form; none before the form.
    Law: Decree 118/2025/NĐ-CP; data the state already holds is not asked for again (Decree 45/2020/NĐ-CP).
    """
    counted = settled(content, answers)
    return [
        ComponentNeed(
            key=part["key"],
            name_vi=part["name_vi"],
            name_en=part["name_en"],
            originals=part["originals"],
            copies=part["copies"],
            required=part.get("required", True),
            replaced_by_data=part.get("replaced_by_data", ""),
            shown_only=part.get("shown_only", False),
            note_vi=part.get("note_vi", ""),
        )
        for part in content.get("components", [])
        if holds(part.get("when"), answers=counted, values=values or {})
    ]
