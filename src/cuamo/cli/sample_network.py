"""`cuamo sample network`: 94 agencies, their counters, and staff everywhere."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

import click
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from cuamo.cli.sample_people import (
    AT_COUNTER,
    Staff,
    password_of_sample,
    pin_of_sample,
    staff_of_sample,
    totp_secret_of,
)
from cuamo.cli.sample_post import confirm_simulated
from cuamo.cli.sample_teams import make_teams
from cuamo.kernel.actors import SYSTEM
from cuamo.organisation.models import CounterPin, Membership
from cuamo.organisation.services.counter_pin import hash_of
from cuamo.organisation.services.load_network import is_new, load_network, load_sample_agencies
from cuamo.organisation.services.roles import grant_roles_to_newcomers
from cuamo.people.models import Account, AccountKind

STARTED_BEFORE = timedelta(days=100)
"""Sample staff have worked since before the first sample dossier."""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def network(as_json: bool) -> None:
    """Make the sample agencies and staff; a second run changes nothing."""
    now = timezone.now()
    folder = settings.REFERENCE / "network"
    load_network(folder=folder, at=now)
    made = load_sample_agencies(folder=folder, at=now)
    made["accounts"] = make_staff(staff_of_sample(settings.REFERENCE / "sample" / "names.json"), at=now)
    made["teams"] = make_teams(at=now)
    made["carriers' codes"] = confirm_simulated(at=now)
    click.echo(json.dumps(made) if as_json else ", ".join(f"{count} {what}" for what, count in made.items()))


@transaction.atomic
def make_staff(staff: Sequence[Staff], *, at: datetime) -> int:
    """Give everybody an account, the sample password, an authenticator app and their roles.

    Returns:
        How many accounts are new.
    """
    if not is_new("sample-accounts", _fingerprint(staff), at=at):
        return 0
    hashed = make_password(password_of_sample())
    known = {account.username: account for account in Account.objects.filter(username__in=_names(staff))}
    fresh = [person for person in staff if person.username not in known]
    accounts = [
        Account(username=person.username, full_name=person.full_name, kind=AccountKind.STAFF, password=hashed)
        for person in fresh
    ]
    Account.objects.bulk_create(accounts, batch_size=500)
    Account.objects.filter(username__in=known).update(password=hashed)

    everyone = known | {account.username: account for account in accounts}
    Authenticator.objects.filter(user__in=known.values(), type=Authenticator.Type.TOTP).delete()
    Authenticator.objects.bulk_create([app_of(everyone[person.username]) for person in staff], batch_size=500)

    started = at - STARTED_BEFORE
    held = set(Membership.objects.filter(account__in=known.values()).values_list("account_id", flat=True))
    grant_roles_to_newcomers(
        wanted=[
            (everyone[person.username].id, person.unit_code, role)
            for person in staff
            if everyone[person.username].id not in held
            for role in person.roles
        ],
        actor=SYSTEM,
        at=started,
    )
    _give_pins([everyone[person.username] for person in staff if AT_COUNTER & set(person.roles)], at=at)
    return len(accounts)


def _give_pins(clerks: Sequence[Account], *, at: datetime) -> None:
    """Let every sample clerk have the sample PIN."""
    hashed = hash_of(pin_of_sample())
    CounterPin.objects.filter(account__in=clerks).delete()
    CounterPin.objects.bulk_create(
        [CounterPin(account=clerk, hash=hashed, set_at=at) for clerk in clerks], batch_size=500
    )


def app_of(account: Account) -> Authenticator:
    """Return the authenticator app of a sample account."""
    secret = get_adapter().encrypt(totp_secret_of(account.username))
    return Authenticator(user=account, type=Authenticator.Type.TOTP, data={"secret": secret})


def _names(staff: Sequence[Staff]) -> list[str]:
    return [person.username for person in staff]


def _fingerprint(staff: Sequence[Staff]) -> str:
    plan = json.dumps([asdict(person) for person in staff], ensure_ascii=False)
    return hashlib.sha256((plan + password_of_sample() + pin_of_sample()).encode()).hexdigest()
