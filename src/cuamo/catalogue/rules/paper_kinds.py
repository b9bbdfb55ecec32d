"""What kind a paper is, for whom it is used again: by the name it bears in the catalogue. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cuamo.kernel.text import fold


@dataclass(frozen=True)
class PaperKind:
    """A kind of paper a person may use again."""

    key: str
    name_vi: str
    name_en: str
    months_valid: int | None
    """Months it is good for from its issue; None: until it is replaced."""


def kinds_of(book: Mapping[str, Any]) -> dict[str, PaperKind]:
    """Return the kinds of `reference/catalogue/paper_kinds.json` by key."""
    return {
        row["key"]: PaperKind(row["key"], row["name_vi"], row["name_en"], row.get("months_valid"))
        for row in book["kinds"]
    }


def kind_of_result(book: Mapping[str, Any], name_vi: str) -> str:
    """Return the kind of a result of this name; empty where it is none that is used again."""
    return next((row["key"] for row in book["kinds"] if _begins(name_vi, row["results"])), "")


def kinds_wanted(book: Mapping[str, Any], component_name: str) -> tuple[str, ...]:
    """Return which kinds serve a component of this name, the likeliest first; none where it wants another."""
    for row in book["components"]:
        if _begins(component_name, row["begins"]):
            return tuple(row["kinds"])
    return ()


def is_id_card_image(book: Mapping[str, Any], component_name: str, *, reading_kind: str = "") -> bool:
    """Say whether a paper given for this component is the image of an identity paper.

    Args:
        reading_kind: what a machine read it as; empty where none did.
    Law: Law 91/2025/QH15 (such an image is sensitive and not kept longer than needed).
    """
    said = book["id_card_images"]
    return reading_kind in said["reading_kinds"] or _begins(component_name, said["begins"])


def _begins(name: str, words: Sequence[str]) -> bool:
    folded = fold(name)
    return any(folded.startswith(fold(each)) for each in words)
