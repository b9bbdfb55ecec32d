"""`cuamo fee CODE`: what is owed, line by line, who pays it and why."""

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import click
from django.utils import timezone

from cuamo.catalogue.rules import fees
from cuamo.cli.answers import agreed, read_answers, read_values, version_for
from cuamo.kernel.money import format_vnd


@click.command()
@click.argument("code")
@click.option(
    "--channel",
    type=click.Choice(["online", "direct"]),
    required=True,
    help="How the dossier is filed: the city supports filing online only.",
)
@click.option("--answers", "answers_text", default="{}", help="JSON object of answers; `-` reads stdin.")
@click.option("--values", "values_text", default="{}", help="JSON object of form values, such as copies.")
@click.option(
    "--exempt",
    "grounds",
    multiple=True,
    type=click.Choice(sorted(fees.EXEMPTIONS)),
    help="A ground of exemption the person proved; may be repeated.",
)
@click.option("--on", "on", type=click.DateTime(["%Y-%m-%d"]), help="Day of filing; today by default.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON; an unknown amount is null, never 0.")
def fee(
    code: str,
    channel: str,
    answers_text: str,
    values_text: str,
    grounds: tuple[str, ...],
    on: datetime | None,
    as_json: bool,
) -> None:
    """Say what is owed for procedure CODE with these answers.

    A question may be left open when the fee does not hang on it.
    """
    day = on.date() if on else timezone.localdate()
    version = version_for(code, day)
    content = version.content
    answers = read_answers(content, answers_text)
    values = read_values(content, values_text, answers=answers, today=day)

    def owed_with(full: Any) -> fees.FeeAssessment:
        return fees.assess(
            content,
            answers=full,
            values=values,
            channel="ONLINE" if channel == "online" else "DIRECT",
            filed_on=day,
            exemptions=grounds,
        )

    owed = agreed(content, answers, owed_with, "fee")
    if as_json:
        head = {"code": version.procedure_id, "version": version.number}
        click.echo(json.dumps(head | _row(owed, channel, day, answers), ensure_ascii=False, indent=1))
        return
    for line in owed.lines:
        click.echo(f"{line.name_vi}: {_said(line.citizen_vnd)}  {line.reason_vi}")
    total = "not known" if owed.unknown else format_vnd(owed.citizen_total_vnd)
    click.echo(f"to pay {channel}: {total}; paid by the city budget: {format_vnd(owed.budget_total_vnd)}")


def _row(owed: fees.FeeAssessment, channel: str, day: date, answers: dict[str, str]) -> dict[str, Any]:
    return {
        "channel": channel,
        "filed_on": day.isoformat(),
        "answers": answers,
        "unknown": owed.unknown,
        "citizen_total_vnd": None if owed.unknown else owed.citizen_total_vnd,
        "budget_total_vnd": owed.budget_total_vnd,
        "lines": [asdict(line) for line in owed.lines],
    }


def _said(amount_vnd: int | None) -> str:
    return "chưa xác nhận" if amount_vnd is None else format_vnd(amount_vnd)
