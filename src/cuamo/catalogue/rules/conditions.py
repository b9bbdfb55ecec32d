"""Conditions of a content: JSONLogic over answers and values."""

from collections.abc import Iterator, Mapping
from typing import Any

from json_logic import jsonLogic

OPERATORS = frozenset(
    [
        "var",
        "==",
        "===",
        "!=",
        "!==",
        "!",
        "!!",
        "and",
        "or",
        "if",
        "in",
        "<",
        "<=",
        ">",
        ">=",
        "+",
        "-",
        "*",
        "max",
        "min",
    ]
)
MAX_DEPTH = 12


def holds(
    condition: Mapping[str, Any] | bool | None,
    *,
    answers: Mapping[str, Any],
    values: Mapping[str, Any],
    today: str = "",
) -> bool:
    """Return whether a condition is met; no condition is always met.

    Args:
        condition: JSONLogic; `answers.<key>`, `values.<key>` and `today` (ISO date) can be read.
    """
    if condition is None:
        return True
    if isinstance(condition, bool):
        return condition
    data = {"answers": dict(answers), "values": dict(values), "today": today}
    return bool(jsonLogic(dict(condition), data))


def reads_values(condition: Any) -> bool:
    """Return whether a condition hangs on what is entered in the form."""
    return any(name.startswith("values.") for name in names_read(condition))


def faults_in(condition: Any, *, known: frozenset[str]) -> list[str]:
    """Return what is wrong with a condition: unknown operators, unknown names, too deep.

    Args:
        known: every name a condition may read, such as `answers.purpose`.
    """
    if condition is None or isinstance(condition, bool):
        return []
    faults: list[str] = []
    for depth, operator, _ in _walk(condition, 1):
        if depth > MAX_DEPTH:
            return [*faults, "the condition is nested too deep"]
        if operator not in OPERATORS:
            faults.append(f"unknown operator {operator!r}")
    names = [name for name in names_read(condition) if name != "today" and name not in known]
    return faults + [f"unknown name {name!r}" for name in names]


def names_read(condition: Any) -> list[str]:
    """Return every name a condition reads, such as `answers.purpose`."""
    read = [arguments for _, operator, arguments in _walk(condition, 1) if operator == "var"]
    return [str(item[0] if isinstance(item, list) and item else item) for item in read]


def _walk(node: Any, depth: int) -> Iterator[tuple[int, str, Any]]:
    if isinstance(node, list):
        for item in node:
            yield from _walk(item, depth)
    elif isinstance(node, dict):
        for operator, arguments in node.items():
            yield depth, str(operator), arguments
            if operator != "var" and depth <= MAX_DEPTH:
                yield from _walk(arguments, depth + 1)
