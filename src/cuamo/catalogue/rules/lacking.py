"""What a person does not have: the fields that only ask for it are not required of them."""

from collections.abc import Iterable, Mapping
from typing import Any

LACKING = "lacking"
"""Key beside the answers: sources of prefilled fields, between spaces, such as `person.phone`."""
MAY_LACK = frozenset({"person.phone", "person.personal_id"})


def lacking(answers: Mapping[str, Any]) -> frozenset[str]:
    """Return what is said to be lacking; anything but a phone and a personal id is ignored."""
    return MAY_LACK & frozenset(str(answers.get(LACKING, "")).split())


def with_lacking(answers: Mapping[str, Any], lacks: Iterable[str]) -> dict[str, Any]:
    """Return the answers with what is lacking said beside them."""
    others = {key: value for key, value in answers.items() if key != LACKING}
    said = " ".join(sorted(MAY_LACK & set(lacks)))
    return {**others, LACKING: said} if said else others


def spared(part: Mapping[str, Any], answers: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a field as it is asked of this person: not required where it asks for what they do not have.

    Law: Decree 118/2025/NĐ-CP (nobody is refused for what the procedure does not rest on).
    """
    if part.get("required") and part.get("prefill") in lacking(answers):
        return {**part, "required": False}
    return part
