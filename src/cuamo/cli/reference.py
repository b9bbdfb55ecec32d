"""`cuamo reference load`: bring the reference data of this version into the database."""

import json
from datetime import datetime
from pathlib import Path

import click
from django.conf import settings
from django.utils import timezone

from cuamo.archive.services.load_terms import load_terms
from cuamo.catalogue.services.load_linked import load_linked
from cuamo.catalogue.services.load_reference import load_reference
from cuamo.delivery.services.load_carriers import load_carriers
from cuamo.delivery.services.load_recipient_rules import load_recipient_rules
from cuamo.kernel.services.load_calendar import load_calendar
from cuamo.organisation.services.load_network import load_network


@click.group()
def reference() -> None:
    """Load the reference data."""


@reference.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.option(
    "--from",
    "folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=None,
    help="Folder of the reference files (default: reference/ of the product).",
)
def load(as_json: bool, folder: Path | None) -> None:
    """Load calendar, wards, units and procedures; what is loaded already is skipped."""
    done = load_all(folder or settings.REFERENCE, at=timezone.now())
    if as_json:
        click.echo(json.dumps(done))
        return
    for part, counts in done.items():
        said = ", ".join(f"{count} {what}" for what, count in counts.items())
        click.echo(f"{part}: {said or 'nothing to do'}")


def load_all(folder: Path, *, at: datetime) -> dict[str, dict[str, int]]:
    """Load every part of the reference data, those others build on first."""
    done = {
        "calendar": load_calendar(path=folder / "calendar" / "vn.json"),
        "network": load_network(folder=folder / "network", at=at),
        "catalogue": load_reference(folder=folder / "catalogue", at=at),
        "retention": _retention(folder / "retention"),
        "carriers": load_carriers(folder=folder / "carriers", at=at),
        "recipient rules": _recipient_rules(folder / "delivery" / "recipient_rules.json"),
    }
    if linked := load_linked(folder=folder / "catalogue" / "linked", at=at):
        done["catalogue"]["linked sets"] = linked
    return done


def _recipient_rules(path: Path) -> dict[str, int]:
    """Load who may take which result; without the file there are no rules."""
    return load_recipient_rules(path=path) if path.exists() else {}


def _retention(folder: Path) -> dict[str, int]:
    """Load every retention table of the folder; without a folder there is none."""
    done: dict[str, int] = {}
    for path in sorted(folder.glob("*.json")):
        for what, count in load_terms(path=path).items():
            done[what] = done.get(what, 0) + count
    return done
