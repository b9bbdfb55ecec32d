"""The template of a result (mẫu kết quả): what the paper says, filled from the form; pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cuamo.catalogue.rules import form
from cuamo.catalogue.rules.portal_rows import Fault

_PLACE = re.compile(r"\{([a-z0-9_]+)\}")
EMPTY_PLACE = "……"
"""Printed where the form gives no words for a place in a sentence."""
PARAGRAPHS = ("opening", "validity")
LISTS = ("grounds", "body")


@dataclass(frozen=True)
class DraftRow:
    """One line of the result: what the form says, to be looked at and mended by the officer."""

    label: str
    value: str
    required: bool

    @property
    def gap(self) -> bool:
        """True when the officer must still write it."""
        return self.required and not self.value


@dataclass(frozen=True)
class Draft:
    """A result as the template and the form give it."""

    rows: tuple[DraftRow, ...]
    layout: dict[str, Any] = field(default_factory=dict)
    """Title, grounds, paragraphs, recipients: keys of the printed sheet; `words` that the sentences hold."""


def draft(
    content: Mapping[str, Any],
    values: Mapping[str, Any],
    answers: Mapping[str, Any],
    *,
    rows: Mapping[str, str] | None = None,
) -> Draft | None:
    """Return the drafted result of a filled form; None where the version has no template.

    Args:
        rows: what the officer wrote, label by label: it goes before the form, in the sentences too.
    Law: Decree 30/2020/NĐ-CP, Annex I (parts of a document).
    """
    template = content.get("result_template")
    if not template:
        return None
    said = {row.key: row.value_vi for row in form.summary(content, values, answers) if row.stated}
    in_sentences = sentence_places(content)
    fields = in_sentences | {row["label"]: row.get("field") or "" for row in template.get("rows", [])}
    said |= {fields[label]: str(text).strip() for label, text in (rows or {}).items() if fields.get(label)}
    drafted = tuple(
        DraftRow(row["label"], said.get(row.get("field") or "", ""), bool(row.get("required")))
        for row in template.get("rows", [])
    )
    layout: dict[str, Any] = {
        "title": template.get("title") or content["result"]["name_vi"],
        "subtitle": template.get("subtitle", ""),
        "legal_basis": [_filled(text, said) for text in template.get("grounds", [])],
        "opening": _filled(template.get("opening", ""), said),
        "body": [_filled(text, said) for text in template.get("body", [])],
        "validity": _filled(template.get("validity", ""), said),
        "recipients": list(template.get("recipients", [])),
        "words": {label: said.get(key, "") for label, key in in_sentences.items()},
    }
    return Draft(drafted, {key: value for key, value in layout.items() if value})


def sentence_places(content: Mapping[str, Any]) -> dict[str, str]:
    """Return the places in the sentences that no row carries: how the form names each, and its field."""
    template = content.get("result_template") or {}
    rows = template.get("rows", [])
    taken = {row["label"] for row in rows}
    carried = {row.get("field") for row in rows}
    names = {
        part["key"]: (part.get("label_vi", part["key"]), section.get("title_vi", part["key"]))
        for section in content.get("form", {}).get("sections", [])
        for part in section["fields"]
    }
    found: dict[str, str] = {}
    for text in _sentences(template):
        for key in _PLACE.findall(text):
            if key in carried:
                continue
            carried.add(key)
            label, section = names.get(key, (key, key))
            found[f"{section}: {label}" if label in taken or label in found else label] = key
    return found


def _sentences(template: Mapping[str, Any]) -> Iterator[str]:
    yield from template.get("grounds", [])
    yield template.get("opening", "")
    yield from template.get("body", [])
    yield template.get("validity", "")


def missing_labels(content: Mapping[str, Any], rows: Mapping[str, str]) -> list[str]:
    """Return the labels the template requires and the drafted rows leave empty."""
    template = content.get("result_template") or {}
    return [
        row["label"]
        for row in template.get("rows", [])
        if row.get("required") and not str(rows.get(row["label"], "")).strip()
    ]


def faults(content: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong with the template of a content that has the right shape."""
    template = content.get("result_template")
    if not template:
        return
    known = {
        part["key"] for section in content.get("form", {}).get("sections", []) for part in section["fields"]
    }
    if not template.get("rows") and not template.get("body"):
        yield Fault(
            "result_template.rows",
            "Mẫu kết quả chưa có dòng nào và chưa có đoạn nào.",
            "The result template has neither a row nor a paragraph.",
        )
    labels: set[str] = set()
    for number, row in enumerate(template.get("rows", [])):
        where = f"result_template.rows.{number}"
        if row["label"] in labels:
            yield Fault(
                f"{where}.label",
                f"Mẫu kết quả: dòng «{row['label']}» ghi hai lần.",
                f"Result template: the row “{row['label']}” stands twice.",
            )
        labels.add(row["label"])
        if row.get("field") and row["field"] not in known:
            yield _unknown(f"{where}.field", row["field"])
    for key in PARAGRAPHS:
        for name in _PLACE.findall(template.get(key, "")):
            if name not in known:
                yield _unknown(f"result_template.{key}", name)
    for key in LISTS:
        for text in template.get(key, []):
            for name in _PLACE.findall(text):
                if name not in known:
                    yield _unknown(f"result_template.{key}", name)


def _filled(text: str, said: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: said.get(place.group(1)) or EMPTY_PLACE, text)


def _unknown(where: str, name: str) -> Fault:
    return Fault(
        where,
        f"Mẫu kết quả: tờ khai không có ô nào tên «{name}».",
        f"Result template: the form has no field “{name}”.",
    )
