"""`cuamo settlement`: build a month, and check it by the second way."""

import json
import sys
from datetime import datetime

import click
from django.utils import timezone

from cuamo.kernel.actors import SYSTEM
from cuamo.settlement.selectors.recounted import differences
from cuamo.settlement.services.build_month import build_month

MONTH = click.DateTime(["%Y-%m"])


@click.group()
def settlement() -> None:
    """Statements of operators."""


@settlement.command()
@click.argument("month", type=MONTH)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def build(month: datetime, as_json: bool) -> None:
    """Build the drafts of MONTH (2026-10) from the hand-overs; again, it gives the same."""
    made = build_month(month=month.date(), actor=SYSTEM, at=timezone.now())
    rows = {row.operator_code: row.totals for row in made}
    if as_json:
        click.echo(json.dumps(rows))
        return
    for operator, totals in rows.items():
        click.echo(f"{operator}: {totals['items']} items, payable {totals['payable']} VND")


@settlement.command()
@click.argument("month", type=MONTH)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def recount(month: datetime, as_json: bool) -> None:
    """Count MONTH (2026-10) again from the hand-overs by another way; exit code 1 when it differs."""
    told = differences(month.date())
    if as_json:
        click.echo(json.dumps({"equal": not told, "differences": told}, ensure_ascii=False))
    else:
        click.echo("equal" if not told else "\n".join(told))
    if told:
        sys.exit(1)
