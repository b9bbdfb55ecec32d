"""Conditions as rows of "this question has this answer", joined by and/or; anything else as JSONLogic."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

MOST_OPTIONS = 12
SPARE = 1
MOST_ROWS = 12
Comparison = tuple[str, str]
"""`=` or `!`, and `answers.key=VALUE`."""


@dataclass(frozen=True)
class Choices:
    """Everything a condition can ask: groups of (question, its options)."""

    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]

    @property
    def known(self) -> dict[str, str]:
        """Words of every choice by its value."""
        return {value: f"{name}: {word}" for name, options in self.groups for value, word in options}


@dataclass(frozen=True)
class Row:
    """One comparison of the builder."""

    sign: str
    choice: str


@dataclass(frozen=True)
class Built:
    """A condition as the page shows it."""

    joined: str
    """`and` or `or`."""
    rows: tuple[Row, ...]
    raw: str
    """JSONLogic, empty when always."""
    simple: bool
    """The builder can show it."""
    words: str
    choices: Choices


def choices_of(content: Mapping[str, Any], *, values: bool = True) -> Choices:
    """Return what conditions of this content can ask: its questions, and its fields with few options."""
    groups = []
    for part in _parts(content.get("questions")):
        groups.append((str(part.get("label_vi", "")), _options("answers", part)))
    form = content.get("form")
    for section in _parts(form.get("sections") if values and isinstance(form, Mapping) else None):
        for part in _parts(section.get("fields")):
            label = f"Ô {part.get('label_vi', '')}"
            if part.get("type") == "checkbox":
                groups.append((label, ((f"values.{part.get('key')}=true", "có đánh dấu"),)))
            elif part.get("type") == "enum" and 0 < len(_parts(part.get("options"))) <= MOST_OPTIONS:
                groups.append((label, _options("values", part)))
    return Choices(tuple(group for group in groups if group[1]))


def show(condition: Any, choices: Choices) -> Built:
    """Return a condition for the builder; what it cannot show stays raw."""
    found = _simple(condition)
    simple = found is not None and all(choice in choices.known for _, choice in found[1])
    joined, rows = found if found is not None and simple else ("and", [])
    raw = condition if isinstance(condition, str) else json.dumps(condition, ensure_ascii=False, indent=1)
    empty = [("=", "")] * SPARE
    return Built(
        joined,
        tuple(Row(sign, choice) for sign, choice in [*rows, *empty]),
        "" if condition is None else raw,
        simple or condition is None,
        in_words(condition, choices),
        choices,
    )


def in_words(condition: Any, choices: Choices) -> str:
    """Return a condition as a sentence: "khi …"."""
    if condition is None:
        return "luôn luôn"
    found = _simple(condition)
    if found is None or not all(choice in choices.known for _, choice in found[1]):
        return "theo điều kiện viết riêng"
    parts = [f"{'' if sign == '=' else 'không phải '}{choices.known[choice]}" for sign, choice in found[1]]
    return "khi " + (" và " if found[0] == "and" else " hoặc ").join(parts)


def read(posted: QueryDict, name: str, before: Any) -> Any:
    """Return the condition that was built or written; a text that is no JSON is kept as it was typed."""
    raw = posted.get(f"{name}.json", "").strip()
    was = "" if before is None else before if isinstance(before, str) else _canonical(before)
    if raw != was and _canonical_text(raw) != was:
        if not raw:
            return None
        try:
            return json.loads(raw)
        except (json.JSONDecodeError, RecursionError):
            return raw
    joined = "or" if posted.get(f"{name}.noi") == "or" else "and"
    rows: list[Comparison] = []
    for number in range(MOST_ROWS + SPARE):
        choice = posted.get(f"{name}.{number}.chon", "")
        if "=" in choice:
            rows.append(("!" if posted.get(f"{name}.{number}.dau") == "!" else "=", choice))
    found = _simple(before)
    if found is not None and found[1] == rows and (found[0] == joined or len(rows) < 2):
        return before
    if not rows and (before is None or found is None):
        return before
    return build(joined, rows)


def build(joined: str, rows: Sequence[Comparison]) -> Any:
    """Return the JSONLogic of these comparisons; None when there are none."""
    parts = []
    for sign, choice in rows:
        name, _, value = choice.partition("=")
        meant: Any = value == "true" if value in {"true", "false"} else value
        parts.append({"==" if sign == "=" else "!=": [{"var": name}, meant]})
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else {joined: parts}


KEEP = "giu"
"""Of a select: a condition one comparison cannot say stays as it is."""


def one_of(condition: Any, choices: Choices) -> tuple[str, list[tuple[str, str]]]:
    """Return what a select of single comparisons shows of a condition, and its options."""
    options = [(f"={value}", words) for value, words in choices.known.items()]
    options += [(f"!{value}", f"không phải {words}") for value, words in choices.known.items()]
    if condition is None:
        return "", options
    found = _simple(condition)
    chosen = f"{found[1][0][0]}{found[1][0][1]}" if found is not None and len(found[1]) == 1 else ""
    if chosen in dict(options):
        return chosen, options
    return KEEP, [(KEEP, in_words(condition, choices)), *options]


def read_one(chosen: str, before: Any) -> Any:
    """Return the condition a select of single comparisons says; what reads the same stays as it was."""
    if chosen == KEEP:
        return before
    if chosen[:1] not in {"=", "!"} or "=" not in chosen[1:]:
        return None
    row = (chosen[0], chosen[1:])
    found = _simple(before)
    return before if found is not None and found[1] == [row] else build("and", [row])


def _simple(condition: Any) -> tuple[str, list[Comparison]] | None:
    """Return how the comparisons are joined, and they; None when the builder cannot show the condition."""
    if not isinstance(condition, Mapping) or len(condition) != 1:
        return None
    operator, arguments = next(iter(condition.items()))
    if operator in {"and", "or"} and isinstance(arguments, list):
        inner = [_comparison(item) for item in arguments]
        rows = [row for row in inner if row is not None]
        return (operator, rows) if len(rows) == len(inner) and rows else None
    if operator == "in" and isinstance(arguments, list) and len(arguments) == 2:
        name = _name(arguments[0])
        if name and isinstance(arguments[1], list) and all(isinstance(item, str) for item in arguments[1]):
            return "or", [("=", f"{name}={item}") for item in arguments[1]]
        return None
    one = _comparison(condition)
    return ("and", [one]) if one else None


def _comparison(item: Any) -> Comparison | None:
    if not isinstance(item, Mapping) or len(item) != 1:
        return None
    operator, arguments = next(iter(item.items()))
    if operator not in {"==", "===", "!=", "!=="} or not isinstance(arguments, list) or len(arguments) != 2:
        return None
    name, value = _name(arguments[0]), arguments[1]
    if not name or not isinstance(value, str | bool):
        return None
    said = str(value).lower() if isinstance(value, bool) else value
    return ("=" if operator.startswith("=") else "!", f"{name}={said}")


def _name(node: Any) -> str:
    return str(node["var"]) if isinstance(node, Mapping) and set(node) == {"var"} else ""


def _options(prefix: str, part: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (f"{prefix}.{part.get('key')}={option.get('value')}", str(option.get("label_vi", "")))
        for option in _parts(part.get("options"))
    )


def _parts(found: Any) -> list[Mapping[str, Any]]:
    return [part for part in found if isinstance(part, Mapping)] if isinstance(found, list) else []


def _canonical(condition: Any) -> str:
    return json.dumps(condition, ensure_ascii=False, sort_keys=True)


def _canonical_text(raw: str) -> str:
    try:
        return _canonical(json.loads(raw))
    except (json.JSONDecodeError, RecursionError):
        return raw
