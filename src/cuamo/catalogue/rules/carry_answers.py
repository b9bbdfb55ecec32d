"""What of a saved draft still fits a newer version of its procedure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cuamo.catalogue.rules import components, form, questions
from cuamo.catalogue.rules.difference import Change, differences

READ_BY_CITIZENS = (
    "questions", "components", "form", "fees", "time_limit", "result", "returns", "authority", "name_vi",
)  # fmt: skip


@dataclass(frozen=True)
class Carried:
    """The draft under the newer version."""

    answers: dict[str, str]
    values: dict[str, Any]
    dropped: tuple[str, ...]
    """What no longer fits, in words: the question or field, and what was answered."""
    to_answer: tuple[str, ...]
    """Questions and fields that are new or open, in words."""
    papers_needed: tuple[str, ...]
    """Papers asked for now and not before."""
    papers_spared: tuple[str, ...]
    """Papers no longer asked for."""
    changes: tuple[Change, ...] = field(default=())
    """What changed in the parts a citizen reads."""


def carry(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    answers: Mapping[str, str],
    values: Mapping[str, Any],
    today: date,
) -> Carried:
    """Keep every answer that still fits (mang câu trả lời sang phiên bản mới).

    An answer fits when the question is still asked and the option still exists; a value when its field still
    exists, still applies, and takes what was entered. Everything else is named, never lost in silence.
    """
    kept = questions.settled(after, answers)
    asked = {part["key"]: part for part in before.get("questions", [])}
    dropped = [
        f"{part['label_vi']}: {_option(part, answers[key])}"
        for key, part in asked.items()
        if answers.get(key) and kept.get(key) != answers[key]
    ]
    here = {item.key: item for item in form.fields(after, kept, None)}
    old = {item.key: item for item in form.fields(before, dict(answers), None)}
    offered = {
        key: value for key, value in values.items() if key in here and _same_kind(old.get(key), here[key])
    }
    checked = form.clean(after, offered, answers=kept, today=today)
    fitting = {
        key: value
        for key, value in offered.items()
        if key not in {name.split(".")[0] for name in checked.errors}
    }
    dropped += [
        f"{old[key].label_vi}: {_said(value)}" if key in old else f"{key}: {_said(value)}"
        for key, value in values.items()
        if value not in (None, "", [], {}) and key not in fitting and key in old
    ]
    open_questions = [question.label_vi for question in questions.missing(after, kept)]
    open_fields = [
        item.label_vi
        for item in form.fields(after, kept, fitting)
        if item.required and fitting.get(item.key) in (None, "", [], {})
    ]
    papers_before = {need.key: need.name_vi for need in components.needed(before, answers, values)}
    papers_after = {need.key: need.name_vi for need in components.needed(after, kept, fitting)}
    return Carried(
        answers=kept,
        values=fitting,
        dropped=tuple(dropped),
        to_answer=(*open_questions, *open_fields),
        papers_needed=tuple(name for key, name in papers_after.items() if key not in papers_before),
        papers_spared=tuple(name for key, name in papers_before.items() if key not in papers_after),
        changes=tuple(differences(_read(before), _read(after))),
    )


def _read(content: Mapping[str, Any]) -> dict[str, Any]:
    return {key: content[key] for key in READ_BY_CITIZENS if key in content}


def _same_kind(old: form.FormField | None, new: form.FormField) -> bool:
    return old is None or old.type == new.type or {old.type, new.type} <= {"text", "textarea", "address"}


def _option(part: Mapping[str, Any], value: str) -> str:
    return next((o["label_vi"] for o in part.get("options", []) if o["value"] == value), value)


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    return (
        value if isinstance(value, str) else f"{len(value)} dòng" if isinstance(value, list) else str(value)
    )
