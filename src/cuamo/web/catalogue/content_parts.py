"""What parts a content has, however bad it is: for the lists of the editor's boxes."""

from collections.abc import Mapping
from typing import Any


def parts_of(found: Any) -> list[Mapping[str, Any]]:
    """Return the parts of a list; what is none is left out."""
    return [part for part in found if isinstance(part, Mapping)] if isinstance(found, list) else []


def fields_named(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the fields of the form, each by its key and the words on it."""
    form = content.get("form")
    sections = parts_of(form.get("sections") if isinstance(form, Mapping) else None)
    fields = [part for section in sections for part in parts_of(section.get("fields")) if part.get("key")]
    return [(str(part["key"]), str(part.get("label_vi") or part["key"])) for part in fields]


def countable(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what a fee may be multiplied by: whole numbers, tables by their rows, questions."""
    form = content.get("form")
    sections = parts_of(form.get("sections") if isinstance(form, Mapping) else None)
    fields = [part for section in sections for part in parts_of(section.get("fields"))]
    counted = [part for part in fields if part.get("type") in {"integer", "table"}]
    return [
        (str(part["key"]), f"{part.get('label_vi') or part['key']} ({part['key']})")
        for part in [*counted, *parts_of(content.get("questions"))]
        if part.get("key")
    ]
