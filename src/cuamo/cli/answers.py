"""What `fee` and `papers` share: the version that counts, and the answers as typed."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

import click

from cuamo.catalogue.models import ProcedureVersion
from cuamo.catalogue.rules import form, questions
from cuamo.catalogue.selectors.versions import version_in_force
from cuamo.cli.pure import argument_or_stdin

MOST_WAYS = 2000
"""Most ways of answering what was left open that are tried."""

Outcome = TypeVar("Outcome")


def version_for(code: str, on: date) -> ProcedureVersion:
    """Return the version that counts on a day, for one that can be filed or for information.

    Raises:
        NotFound: there is none of that code.
    """
    return version_in_force(code.strip(), on=on)


def read_answers(content: Mapping[str, Any], text: str) -> dict[str, str]:
    """Return the answers of a JSON object, each to a question that is asked.

    Raises:
        UsageError: no JSON object, an unknown question, or none of its options; says which there are.
    """
    answers = _object(text, "--answers", '{"question": "OPTION"}')
    known = {part["key"]: [o["value"] for o in part["options"]] for part in content.get("questions", [])}
    for key, value in answers.items():
        if key not in known:
            raise click.UsageError(
                f"--answers: {content['code']} asks no question “{key}”; it asks {_listed(known) or 'none'}"
            )
        if value not in known[key]:
            raise click.UsageError(
                f"--answers: “{value}” is no answer to {key}; choose one of {_listed(known[key])}"
            )
    counted = questions.settled(content, answers)
    for key in answers:
        if key not in counted:
            raise click.UsageError(
                f"--answers: {key} is not asked after these answers; leave it out, or change the others"
            )
    return counted


def read_values(
    content: Mapping[str, Any], text: str, *, answers: Mapping[str, Any], today: date
) -> dict[str, Any]:
    """Return cleaned form values of a JSON object; fields left out are not judged.

    Raises:
        UsageError: no JSON object, a field the form does not have, or a value it cannot read.
    """
    given = _object(text, "--values", '{"field": "value"}')
    known = {part["key"] for page in content.get("form", {}).get("sections", []) for part in page["fields"]}
    for key in given:
        if key not in known:
            raise click.UsageError(f"--values: the form of {content['code']} has no field “{key}”")
    checked = form.clean(content, given, answers=answers, today=today)
    for key, fault in checked.errors.items():
        if key.partition(".")[0] in given:
            raise click.UsageError(f"--values: {key}: {fault.en}")
    return checked.values


def agreed(
    content: Mapping[str, Any],
    answers: Mapping[str, str],
    outcome: Callable[[Mapping[str, str]], Outcome],
    what: str,
) -> Outcome:
    """Return the outcome all ways of answering the open questions agree on.

    Raises:
        UsageError: it hangs on a question that was left open; names it and its options.
    """
    first = outcome(answers)
    for ways, full in enumerate(_ways(content, dict(answers))):
        found = outcome(full)
        if ways == 0:
            first = found
        elif found != first or ways > MOST_WAYS:
            open_question = questions.missing(content, answers)[0]
            raise click.UsageError(
                f"--answers: the {what} depends on “{open_question.key}” ({open_question.label_en}); "
                f"answer one of {_listed([option.value for option in open_question.options])}"
            )
    return first


def _ways(content: Mapping[str, Any], answers: dict[str, str]) -> Iterator[dict[str, str]]:
    left = questions.missing(content, answers)
    if not left:
        yield answers
        return
    for option in left[0].options:
        yield from _ways(content, answers | {left[0].key: option.value})


def _object(text: str, option: str, example: str) -> dict[str, Any]:
    try:
        found = json.loads(argument_or_stdin(text))
    except (json.JSONDecodeError, RecursionError) as wrong:
        raise click.UsageError(f"{option} is not JSON ({wrong}); write an object such as {example}") from None
    if not isinstance(found, dict):
        raise click.UsageError(f"{option} must be a JSON object such as {example}")
    return found


def _listed(names: Any) -> str:
    return ", ".join(str(name) for name in names)
