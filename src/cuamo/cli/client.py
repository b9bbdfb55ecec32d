"""`cuamo client`: trusted systems that use the API."""

import json

import click
from django.utils import timezone

from cuamo.interop.models import ApiClient
from cuamo.interop.services.api_clients import create_client, revoke_client


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


@client.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def list_clients(as_json: bool) -> None:
    """List the systems, those in use and those revoked; tokens are never shown again."""
    rows = [
        {"name": made.name, "unit": made.unit_code, "scopes": made.scopes, "in_use": made.is_active}
        for made in ApiClient.objects.order_by("name")
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row['name']}  {', '.join(row['scopes'])}  {'in use' if row['in_use'] else 'revoked'}")


@client.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def revoke(name: str, as_json: bool) -> None:
    """Let the token of the system NAME open nothing from now on."""
    done = revoke_client(name=name)
    if as_json:
        click.echo(json.dumps({"id": str(done.id), "name": done.name, "in_use": done.is_active}))
    else:
        click.echo(f"{done.name}: its token opens nothing any more")
