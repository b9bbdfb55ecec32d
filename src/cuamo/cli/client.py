"""`cuamo client`: trusted systems that use the API."""

import json

import click
from django.utils import timezone

from cuamo.interop.services.api_clients import create_client


@click.group()
def client() -> None:
    """Trusted systems."""


@client.command()
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, default=("submit", "events"), help="submit, events")
@click.option("--unit", "unit_code", default="", help="Unit the system belongs to.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def create(name: str, scopes: tuple[str, ...], unit_code: str, as_json: bool) -> None:
    """Register a system and print its token, which is shown this once."""
    made, token = create_client(name=name, scopes=scopes, unit_code=unit_code, at=timezone.now())
    if as_json:
        click.echo(json.dumps({"id": str(made.id), "name": made.name, "token": token}))
    else:
        click.echo(f"{made.name}: {token}")
