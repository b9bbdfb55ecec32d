"""`cuamo papers CODE`: which papers a dossier needs."""

import json
from dataclasses import asdict
from typing import Any

import click
from django.utils import timezone

from cuamo.catalogue.rules import components
from cuamo.cli.answers import agreed, read_answers, read_values, version_for


@click.command()
@click.argument("code")
@click.option("--answers", "answers_text", default="{}", help="JSON object of answers; `-` reads stdin.")
@click.option("--values", "values_text", default="{}", help="JSON object of form values.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def papers(code: str, answers_text: str, values_text: str, as_json: bool) -> None:
    """List the papers procedure CODE needs with these answers.

    A question may be left open when no paper hangs on it.
    """
    today = timezone.localdate()
    version = version_for(code, today)
    content = version.content
    answers = read_answers(content, answers_text)
    values = read_values(content, values_text, answers=answers, today=today)

    def needed_with(full: Any) -> list[components.ComponentNeed]:
        return components.needed(content, full, values)

    needed = agreed(content, answers, needed_with, "list of papers")
    if as_json:
        rows = {
            "code": version.procedure_id,
            "version": version.number,
            "answers": answers,
            "papers": [asdict(need) for need in needed],
        }
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for need in needed:
        click.echo(f"{_counts(need)}  {need.name_vi}{_remark(need)}")
    if not needed:
        click.echo("no papers")


def _counts(need: components.ComponentNeed) -> str:
    if need.shown_only:
        return "to show"
    parts = [(need.originals, "original"), (need.copies, "copy")]
    return " + ".join(f"{count} {what}" for count, what in parts if count) or "no paper"


def _remark(need: components.ComponentNeed) -> str:
    remarks = [] if need.required else ["if asked for"]
    remarks += [f"not needed when found in: {need.replaced_by_data}"] if need.replaced_by_data else []
    return f"  ({'; '.join(remarks)})" if remarks else ""
