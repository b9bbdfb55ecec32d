"""`cuamo sample accounts`: who can sign in for the tour, with the code of this moment."""

import json
import time

import click
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.utils import timezone

from cuamo.cli.sample_people import (
    AT_COUNTER,
    Staff,
    password_of_sample,
    pin_of_sample,
    staff_of_sample,
    totp_secret_of,
)
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.people.models import Account
from cuamo.web.account.landing import landing_of

CODE_SECONDS = 30


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.option("--all", "everyone", is_flag=True, help="All sample accounts, not only those of the tour.")
@click.option("--only", "username", default="", metavar="USERNAME", help="Only this account.")
def accounts(as_json: bool, everyone: bool, username: str) -> None:
    """List the accounts of the tour: user name, password, key of the authenticator app and its code now."""
    staff = staff_of_sample(settings.REFERENCE / "sample" / "names.json")
    made = set(Account.objects.filter(is_active=True).values_list("username", flat=True))
    chosen = [
        person
        for person in staff
        if person.username in made and (person.username == username if username else person.tour or everyone)
    ]
    if username and not chosen:
        raise click.UsageError(f"there is no sample account {username!r}")
    rows = [_row(person) for person in chosen]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
    else:
        for row in rows:
            click.echo("  ".join(str(value) for value in row.values()))


def _row(person: Staff) -> dict[str, str]:
    secret = totp_secret_of(person.username)
    roles = frozenset(role.value for role in person.roles)
    actor = Actor(ActorKind.STAFF, person.username, person.full_name, person.unit_code, roles)
    return {
        "username": person.username,
        "role": person.roles[0].label,
        "unit": person.unit_code,
        "password": password_of_sample(),
        "totp_secret": secret,
        "code": code_of(secret, moment=int(timezone.now().timestamp())),
        "pin": pin_of_sample() if AT_COUNTER & set(person.roles) else "",
        "start": landing_of(actor),
    }


def code_of(secret: str, *, moment: int | None = None) -> str:
    """Return the 6-digit code an authenticator app shows at `moment` (seconds; now when None)."""
    counter = (int(time.time()) if moment is None else moment) // CODE_SECONDS
    return str(format_hotp_value(hotp_value(secret, counter)))
