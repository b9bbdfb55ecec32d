"""`cuamo database url|shell|prepare`: reach the database the product uses, bring it up to date."""

import json
import subprocess
import sys

import click

from cuamo.ops import binaries
from cuamo.ops import database as databases
from cuamo.ops import prepare as steps
from cuamo.ops.progress import Progress


@click.group()
def database() -> None:
    """Address and shell of the database."""


@database.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def url(as_json: bool) -> None:
    """Print the address; the embedded database answers there only while something runs it."""
    with databases.ensure_running() as address:
        click.echo(json.dumps({"url": address}) if as_json else address)


@database.command()
@click.argument("words", nargs=-1)
def shell(words: tuple[str, ...]) -> None:
    """Open psql on the database; WORDS are handed to it (`-- -c "select 1"`)."""
    with databases.ensure_running() as address:
        done = subprocess.run([str(binaries.find().path("psql")), address, *words], check=False)  # noqa: S603
    sys.exit(done.returncode)


@database.command()
def prepare() -> None:
    """Bring database, reference data and static files up to this version, as `bin/up` does.

    Run it as the owner of the database after every update; it skips what is done already.
    """
    progress = Progress(sys.stderr)
    with databases.ensure_running(prepared=False) as address:
        databases.make_if_missing(address)
        databases.make_role(address)
        steps.data(address)
        steps.static_files(steps.environment(address), progress)
    click.echo("up to date")
