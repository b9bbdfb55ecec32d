"""What of a saved draft still fits a newer version of its procedure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cuamo.catalogue.rules import components, form, questions
from cuamo.catalogue.rules.difference import Change, differences
from cuamo.catalogue.rules.form_files import KEPT, LAPSED
from cuamo.catalogue.rules.form_reading import say_value

READ_BY_CITIZENS = (
    "questions", "components", "form", "fees", "time_limit", "result", "returns", "authority", "name_vi",
)  # fmt: skip
FILLS = frozenset({"prefill", "prefill_when", "read_from"})


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
    exists, still applies, and takes what was entered; files stay. A signature stays only when form and values
    are those it was given for. Everything else is named, never lost in silence.
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
    if _form_as_read(before) != _form_as_read(after):
        offered = {key: value for key, value in offered.items() if here[key].type != "signature"}
    checked = form.clean(after, offered, answers=kept, today=today)
    faulty = {name.split(".")[0] for name in checked.errors}
    fitting = {
        key: value
        for key, value in offered.items()
        if key not in faulty and checked.values.get(key) != LAPSED
    }
    dropped += [
        f"{old[key].label_vi}: {_said(old[key], value)}"
        for key, value in values.items()
        if value not in (None, "", [], {}, LAPSED) and key not in fitting and key in old
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
    read = {key: content[key] for key in READ_BY_CITIZENS if key in content}
    return read | {"form": _form_as_read(content)} if "form" in read else read


def _form_as_read(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the form without what only fills it in: where values come from is no change of the question."""
    whole = dict(content.get("form", {}))
    sections = [
        {
            **section,
            "fields": [
                {key: said for key, said in part.items() if key not in FILLS} for part in section["fields"]
            ],
        }
        for section in whole.get("sections", [])
    ]
    return whole | {"sections": sections}


def _same_kind(old: form.FormField | None, new: form.FormField) -> bool:
    return old is None or old.type == new.type or {old.type, new.type} <= {"text", "textarea", "address"}


def _option(part: Mapping[str, Any], value: str) -> str:
    return next((o["label_vi"] for o in part.get("options", []) if o["value"] == value), value)


def _said(field: form.FormField, value: Any) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    if field.type in KEPT:
        said = say_value(field, value)
        return said[0] if said else "–"
    return (
        value if isinstance(value, str) else f"{len(value)} dòng" if isinstance(value, list) else str(value)
    )
