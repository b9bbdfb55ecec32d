"""The e-form: which fields, what is prefilled, what the person reads back (tờ khai điện tử)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cuamo.catalogue.rules.conditions import holds, reads_values
from cuamo.catalogue.rules.form_cleaning import FieldError, FormResult, clean
from cuamo.catalogue.rules.form_files import is_refusal, kept_parts, values_signed
from cuamo.catalogue.rules.form_reading import read_date, read_sex, say_value
from cuamo.catalogue.rules.lacking import spared
from cuamo.catalogue.rules.questions import Option, settled

__all__ = [
    "Column",
    "FieldError",
    "FormField",
    "FormResult",
    "Section",
    "SummaryRow",
    "bound",
    "clean",
    "fields",
    "from_pairs",
    "prefill",
    "sections",
    "summary",
    "unsigned",
]

NOT_STATED_VI = "Không khai"
NOT_STATED_EN = "Not stated"


@dataclass(frozen=True)
class Column:
    """A column of a repeated group."""

    key: str
    label_vi: str
    label_en: str
    type: str
    required: bool
    options: tuple[Option, ...]


@dataclass(frozen=True)
class FormField:
    """One field as a page draws it."""

    key: str
    label_vi: str
    label_en: str
    type: str
    required: bool
    help_vi: str
    help_en: str
    options: tuple[Option, ...]
    columns: tuple[Column, ...]
    max_rows: int
    max_length: int
    partial: bool
    prefill: str
    section: str
    read_from: tuple[tuple[str, str], ...]
    """Paper and fact, as the version says; empty when it says nothing."""
    when: Mapping[str, Any] | bool | None
    """Condition that hangs on other fields; a page with scripts may use it, the server decides."""


@dataclass(frozen=True)
class Section:
    """One page of the form."""

    key: str
    title_vi: str
    title_en: str
    help_vi: str
    fields: tuple[FormField, ...]


@dataclass(frozen=True)
class SummaryRow:
    """One line of the summary the person checks before sending."""

    key: str
    label_vi: str
    label_en: str
    value_vi: str
    value_en: str
    section: str = ""
    section_vi: str = ""
    section_en: str = ""
    stated: bool = True
    type: str = ""


def sections(
    content: Mapping[str, Any], answers: Mapping[str, Any], values: Mapping[str, Any] | None = None
) -> list[Section]:
    """Return the pages of the form with the fields that apply.

    Args:
        values: what is entered so far; None shows every field that could come to apply.
    """
    counted = settled(content, answers)
    shown = []
    for part in content.get("form", {}).get("sections", []):
        if not _applies(part.get("when"), counted, values):
            continue
        inside = tuple(
            _field(spared(item, answers), part["key"])
            for item in part["fields"]
            if _applies(item.get("when"), counted, values)
        )
        if inside:
            shown.append(
                Section(part["key"], part["title_vi"], part["title_en"], part.get("help_vi", ""), inside)
            )
    return shown


def fields(
    content: Mapping[str, Any], answers: Mapping[str, Any], values: Mapping[str, Any] | None = None
) -> list[FormField]:
    """Return the fields that apply, in the order of the form; see `sections`."""
    return [field for section in sections(content, answers, values) for field in section.fields]


def prefill(
    content: Mapping[str, Any], answers: Mapping[str, Any], person_facts: Mapping[str, Any]
) -> dict[str, tuple[Any, str]]:
    """Return for each field that can be prefilled its value and where it comes from.

    Args:
        person_facts: `full_name`, `personal_id`, `birth_date`, `sex`, `address`, `phone` of the applicant,
            with or without the prefix `person.`; empty ones are left out.
    """
    counted = settled(content, answers)
    filled: dict[str, tuple[Any, str]] = {}
    for part in _parts(content, counted):
        source = part.get("prefill")
        if not source or not holds(part.get("prefill_when"), answers=counted, values={}):
            continue
        fact = person_facts.get(source) or person_facts.get(source.removeprefix("person."))
        value = _fitting(part, source, fact)
        if value not in (None, ""):
            filled[part["key"]] = (value, source)
    return filled


def summary(
    content: Mapping[str, Any], values: Mapping[str, Any], answers: Mapping[str, Any]
) -> list[SummaryRow]:
    """Return every line of the form as words, skipped answers included ("Không khai")."""
    rows = []
    for section in sections(content, answers, values):
        for field in section.fields:
            said = say_value(field, values.get(field.key))
            vi, en = said or (NOT_STATED_VI, NOT_STATED_EN)
            rows.append(
                SummaryRow(
                    field.key,
                    field.label_vi,
                    field.label_en,
                    vi,
                    en,
                    section.key,
                    section.title_vi,
                    section.title_en,
                    said is not None,
                    field.type,
                )
            )
    return rows


def bound(
    content: Mapping[str, Any],
    raw: Mapping[str, Any],
    keys: Collection[str],
    *,
    answers: Mapping[str, Any],
    today: date,
) -> dict[str, Any]:
    """Return the values with the signatures `keys` bound to all the others as they stand now."""
    counted = settled(content, answers)
    signed = values_signed(content, clean(content, raw, answers=answers, today=today).values, counted)
    return {
        key: {**value, "signed_for": signed} if key in keys and isinstance(value, Mapping) else value
        for key, value in raw.items()
    }


def unsigned(content: Mapping[str, Any], result: FormResult) -> set[str]:
    """Return the fields at fault only because nobody has signed yet, or signed for other values."""
    kept = kept_parts(content)
    return {
        key
        for key in result.errors
        if key in kept and kept[key]["type"] == "signature" and not is_refusal(result.values.get(key))
    }


def from_pairs(content: Mapping[str, Any], pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return raw form input out of the name and value pairs a browser posts.

    `key` is a value, repeated for several choices; `key.day`, `key.month`, `key.year` are the boxes of a
    date; `key.0.column` is a cell of a repeated group. Unknown names are left out.
    """
    known = {part["key"]: part for section in _sections(content) for part in section["fields"]}
    raw: dict[str, Any] = {}
    for name, text in pairs:
        key, *path = name.split(".")
        part = known.get(key)
        if part is None or len(path) > 3:
            continue
        if part["type"] == "multi":
            raw.setdefault(key, []).append(text)
        elif part["type"] == "table":
            if len(path) >= 2 and path[0].isdigit() and int(path[0]) < 100:
                row = raw.setdefault(key, {}).setdefault(int(path[0]), {})
                if len(path) == 2:
                    row[path[1]] = text
                else:
                    row.setdefault(path[1], {})[path[2]] = text
        elif path:
            boxes = raw.setdefault(key, {})
            if isinstance(boxes, dict):
                boxes[path[0]] = text
        else:
            raw[key] = text
    for key, part in known.items():
        if part["type"] == "table" and key in raw:
            raw[key] = [raw[key][index] for index in sorted(raw[key])]
    return raw


def _sections(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return list(content.get("form", {}).get("sections", []))


def _parts(content: Mapping[str, Any], counted: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    for section in _sections(content):
        if _applies(section.get("when"), counted, None):
            yield from (part for part in section["fields"] if _applies(part.get("when"), counted, None))


def _applies(condition: Any, answers: Mapping[str, Any], values: Mapping[str, Any] | None) -> bool:
    if values is None:
        return reads_values(condition) or holds(condition, answers=answers, values={})
    return holds(condition, answers=answers, values=values)


def _fitting(part: Mapping[str, Any], source: str, fact: Any) -> Any:
    if fact in (None, ""):
        return None
    if source == "person.sex":
        sex = read_sex(str(fact))
        values = [option["value"] for option in part.get("options", [])]
        return sex if not values or sex in values else None
    if part["type"] == "date":
        moment = read_date(fact)
        return moment if moment and (part.get("partial") or len(moment) == 10) else None
    return str(fact)


def _field(part: Mapping[str, Any], section: str) -> FormField:
    columns = tuple(
        Column(
            column["key"],
            column["label_vi"],
            column["label_en"],
            column.get("type", "text"),
            column.get("required", False),
            _options(column),
        )
        for column in part.get("columns", [])
    )
    return FormField(
        key=part["key"],
        label_vi=part["label_vi"],
        label_en=part["label_en"],
        type=part["type"],
        required=part.get("required", False),
        help_vi=part.get("help_vi", ""),
        help_en=part.get("help_en", ""),
        options=_options(part),
        columns=columns,
        max_rows=part.get("max_rows", 20),
        max_length=part.get("max_length") or (2000 if part["type"] == "textarea" else 200),
        partial=part.get("partial", False),
        prefill=part.get("prefill") or "",
        section=section,
        read_from=tuple((row["paper"], row.get("fact", "")) for row in part.get("read_from", [])),
        when=part.get("when"),
    )


def _options(part: Mapping[str, Any]) -> tuple[Option, ...]:
    return tuple(Option(o["value"], o["label_vi"], o["label_en"]) for o in part.get("options", []))
