"""`cuamo dossier`: look behind one dossier."""

import json
import sys
from pathlib import Path

import click
from django.utils import timezone

from cuamo.archive.services.destroy import destroy_again
from cuamo.dossiers.rules.typed_code import code_as_kept
from cuamo.dossiers.selectors.replay import compare
from cuamo.dossiers.services.parts import dossier_of_key
from cuamo.kernel.actors import SYSTEM


@click.group()
def dossier() -> None:
    """One dossier, for administrators."""


@dossier.command("replay")
@click.argument("code")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def replay_command(code: str, as_json: bool) -> None:
    """Rebuild the row of a dossier from its events and compare; exit code 1 when they disagree.

    CODE is the dossier's code, a ministry's code, or our own reference.
    """
    wanted = code_as_kept(code)
    kinds = ("CODE", "EXTERNAL", "REF", "ALIAS", "LOCAL")
    found = next((hit for kind in kinds if (hit := dossier_of_key(kind, wanted))), None)
    if found is None:
        raise click.UsageError(f"no dossier has the code {code!r}: copy it from the receipt, without spaces")
    result = compare(found)
    if as_json:
        click.echo(
            json.dumps(
                {
                    "code": found.shown_code,
                    "same": result.same,
                    "events": result.events,
                    "rebuilt": result.rebuilt,
                    "differences": [vars(difference) for difference in result.differences],
                    "faults": result.faults,
                },
                ensure_ascii=False,
                default=str,
            )
        )
    else:
        word = "agree" if result.same else "DISAGREE"
        click.echo(f"{found.shown_code}: row and ledger {word} ({result.events} events)")
        for difference in result.differences:
            click.echo(f"  {difference.field}: row {difference.row}, ledger {difference.ledger}")
        for fault in result.faults:
            click.echo(f"  {fault}")
    if not result.same:
        sys.exit(1)


@dossier.command("destroy-again")
@click.argument(
    "lists", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
def destroy_again_command(lists: tuple[Path, ...]) -> None:
    """After a backup was read back: empty again what LISTS (var/anchors/destroyed) say was destroyed."""
    for path in lists:
        gone = destroy_again(path=path, actor=SYSTEM, at=timezone.now())
        click.echo(f"{path.stem}: {gone} dossiers emptied again")
