"""`cuamo ledger`: prove that the book of events is whole, and seal finished days."""

import json
import sys
from datetime import UTC, date, datetime, timedelta

import click
from django.conf import settings
from django.utils import timezone

from cuamo.kernel.services.seal_day import seal_day
from cuamo.kernel.services.verify_ledger import verify_ledger


@click.group()
def ledger() -> None:
    """The chain of events."""


@ledger.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def verify(as_json: bool) -> None:
    """Check every hash chain and every sealed day; exit code 1 when something was changed or is missing."""
    report = verify_ledger()
    if as_json:
        found = {
            "intact": report.intact,
            "streams": report.streams,
            "events": report.events,
            "days": report.days,
            "faults": report.faults,
        }
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        word = "intact" if report.intact else "NOT INTACT"
        click.echo(f"{word}: {report.events} events in {report.streams} streams, {report.days} sealed days")
        for fault in report.faults:
            click.echo(f"  {fault}")
    if not report.intact:
        sys.exit(1)


@ledger.command()
@click.option(
    "--day", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Day (UTC); yesterday by default."
)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def seal(day: datetime | None, as_json: bool) -> None:
    """Seal a finished day with one root over all its events."""
    now = timezone.now()
    chosen: date = day.date() if day else now.astimezone(UTC).date() - timedelta(days=1)
    sealed = seal_day(day=chosen, at=now, anchors=settings.VAR / "anchors")
    root = bytes(sealed.root).hex()
    if as_json:
        click.echo(json.dumps({"day": chosen.isoformat(), "events": sealed.events, "root": root}))
    else:
        click.echo(f"{chosen}: {sealed.events} events, root {root}")
