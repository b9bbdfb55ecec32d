"""`cuamo calendar`: when does a clock start and end. Works without a database."""

import json
import sys
from datetime import datetime

import click

from cuamo.kernel import clock
from cuamo.kernel.calendar import (
    Due,
    build,
    due_after_days,
    due_after_hours,
    due_same_day,
    load_reference,
)

LONGEST_HOURS = 200_000
"""About a hundred years of working time; more is a typing error."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def calendar() -> None:
    """Working time: when does a clock start and end."""


@calendar.command()
@click.argument("received_at")
@click.option(
    "--hours", type=click.IntRange(1, LONGEST_HOURS), metavar="N", help="A limit of N working hours."
)
@click.option(
    "--days",
    type=click.IntRange(1, LONGEST_HOURS // 8),
    metavar="N",
    help="A limit of N working days, 8 working hours each.",
)
@click.option(
    "--same-day", is_flag=True, help="Result the same day; received from 15:00 on, the next working day."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def due(received_at: str, hours: int | None, days: int | None, *, same_day: bool, as_json: bool) -> None:
    """Print when the clock of a dossier received at RECEIVED_AT starts and when it is due.

    RECEIVED_AT is a day and a time, such as 2026-09-11T16:00:00+07:00 or "2026-09-11 16:00"; without an
    offset it is Hanoi time. The due moment is the end of the last working minute. Office hours are
    08:00-12:00 and 13:00-17:00; days off come from the reference calendar.
    """
    if (hours is not None) + (days is not None) + same_day != 1:
        raise click.UsageError("say exactly one of --hours N, --days N and --same-day")
    try:
        answer = _due(clock.parse(received_at), hours, days)
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    starts_at, due_at = answer.starts_at.isoformat(), answer.due_at.isoformat()
    if as_json:
        print(json.dumps({"starts_at": starts_at, "due_at": due_at}))
    else:
        print(f"starts {starts_at}\ndue    {due_at}")


def _due(received_at: datetime, hours: int | None, days: int | None) -> Due:
    rows = load_reference()
    working = build(rows)
    if hours is not None:
        answer = due_after_hours(received_at, hours, calendar=working)
    elif days is not None:
        answer = due_after_days(received_at, days, calendar=working)
    else:
        answer = due_same_day(received_at, calendar=working)
    first, last = rows[0].date.year, rows[-1].date.year
    if not first <= received_at.year <= answer.due_at.year <= last:
        print(
            f"note: plans for days off are known from {first} to {last}; other years follow the law alone",
            file=sys.stderr,
        )
    return answer
