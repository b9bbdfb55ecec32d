"""`cuamo carrier`: what the status codes of a carrier mean, and who confirmed it."""

import json

import click
from django.utils import timezone

from cuamo.delivery.models import CarrierStatus
from cuamo.delivery.selectors.carrier_map import moves, statuses_in_force
from cuamo.delivery.services.confirm_carrier_code import confirm_carrier_code
from cuamo.delivery.types import CarrierState
from cuamo.kernel.actors import SYSTEM


@click.group()
def carrier() -> None:
    """Carriers and the meaning of their codes."""


@carrier.command("map")
@click.argument("code")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def show_map(code: str, as_json: bool) -> None:
    """List what every status code of the carrier CODE (VNPOST, VTPOST) means now."""
    rows = [_said(row) for row in statuses_in_force(code)]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        does = "moves" if row["moves"] else "becomes work"
        who = row["confirmed_by"] or "nobody"
        click.echo(f"{row['code']:>6}  {row['state']:<17} {does:<13} confirmed by {who}; {row['source']}")


@carrier.command()
@click.argument("code")
@click.argument("status")
@click.argument("state", type=click.Choice([state.value for state in CarrierState]))
@click.option("--by", "confirmed_by", required=True, help="Who confirmed it: name and office.")
@click.option("--source", required=True, help="Letter or list it stands in, with number and day.")
@click.option("--reason", default="", help="For a failed attempt: which of our reasons it is.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def confirm(
    code: str, status: str, state: str, confirmed_by: str, source: str, reason: str, as_json: bool
) -> None:
    """Confirm that STATUS of the carrier CODE means STATE; news that waited for it are read again."""
    row = confirm_carrier_code(
        carrier=code,
        code=status,
        state=state,
        confirmed_by=confirmed_by,
        source=source,
        reason=reason,
        actor=SYSTEM,
        at=timezone.now(),
    )
    if as_json:
        click.echo(json.dumps(_said(row), ensure_ascii=False))
    else:
        click.echo(f"{row.carrier} {row.code} is {row.canonical} (version {row.version})")


def _said(row: CarrierStatus) -> dict[str, object]:
    return {
        "carrier": row.carrier,
        "code": row.code,
        "version": row.version,
        "state": row.canonical,
        "moves": moves(row),
        "contested": row.contested,
        "confirmed_by": row.confirmed_by,
        "source": row.source,
    }
