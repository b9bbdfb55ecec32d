"""`cuamo user create|role|close|reset-mfa`: accounts of staff, made by an administrator at the machine."""

import json
import secrets

import click
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.text import nfc
from cuamo.organisation.models import Membership
from cuamo.organisation.services.roles import grant_role, revoke_role
from cuamo.organisation.types import Role
from cuamo.people.models import Account, AccountKind

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without characters that look alike."""


@click.group()
def user() -> None:
    """Create and close accounts, give and end roles, reset a second factor."""


@user.command()
@click.argument("username")
@click.option("--name", "full_name", required=True, help="Full name, family name first.")
@click.option("--unit", "unit_code", default="", help="Code of the unit, for example DL-001.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice([role.value for role in Role], case_sensitive=False),
    help="Role at the unit; may be given several times.",
)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@transaction.atomic
def create(username: str, full_name: str, unit_code: str, roles: tuple[str, ...], as_json: bool) -> None:
    """Create the account USERNAME; its password is made here and shown once.

    The first sign-in asks to set up the authenticator app.
    """
    username, full_name = username.strip().lower(), nfc(full_name.strip())
    _require_username(username)
    if not full_name:
        raise click.UsageError("--name must not be empty")
    if bool(unit_code) != bool(roles):
        raise click.UsageError("--unit and --role go together")
    if Account.objects.filter(username=username).exists():
        raise click.UsageError(f"there is an account {username!r} already")

    now = timezone.now()
    password = _new_password()
    account = Account.objects.create_user(
        username, password, full_name=full_name, kind=AccountKind.STAFF.value
    )
    events.record("account.created", account.id, actor=SYSTEM, at=now)
    for role in roles:
        grant_role(account_id=account.id, unit_code=unit_code, role=Role(role.upper()), actor=SYSTEM, at=now)

    made = {"username": username, "password": password, "unit": unit_code, "roles": list(roles)}
    if as_json:
        click.echo(json.dumps(made, ensure_ascii=False))
    else:
        click.echo(f"account {username}, password {password} (shown once; change it after the first sign-in)")


@user.command("reset-mfa")
@click.argument("username")
@click.option("--password", "with_password", is_flag=True, help="Make a new password too.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@transaction.atomic
def reset_mfa(username: str, with_password: bool, as_json: bool) -> None:
    """Take off every second factor of USERNAME; the next sign-in sets up a new one."""
    account = _locked_staff(username)
    removed, _ = Authenticator.objects.filter(user=account).delete()
    password = _new_password() if with_password else ""
    if password:
        account.set_password(password)
        account.save(update_fields=["password"])
    events.record("account.second_factor_reset", account.id, actor=SYSTEM, at=timezone.now(), removed=removed)

    done: dict[str, object] = {"username": account.username, "removed": removed}
    if password:
        done["password"] = password
    if as_json:
        click.echo(json.dumps(done, ensure_ascii=False))
    else:
        click.echo(f"account {account.username}: {removed} second factors removed")
        if password:
            click.echo(f"password {password} (shown once)")


@user.command("role")
@click.argument("username")
@click.option("--unit", "unit_code", required=True, help="Code of the unit, for example DL-001.")
@click.option(
    "--role",
    "role_name",
    required=True,
    type=click.Choice([role.value for role in Role], case_sensitive=False),
    help="Role at the unit.",
)
@click.option("--end", "ends", is_flag=True, help="End the role instead of giving it.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@transaction.atomic
def change_role(username: str, unit_code: str, role_name: str, ends: bool, as_json: bool) -> None:
    """Give USERNAME a role at a unit from now on, or end it; works at once, also in open sessions."""
    account, role, now = _locked_staff(username), Role(role_name.upper()), timezone.now()
    if ends:
        held = Membership.objects.filter(account=account, unit_id=unit_code, role=role, valid_to=None).first()
        if held is None:
            raise click.UsageError(f"{account.username} does not hold {role.value} at {unit_code}")
        revoke_role(membership_id=held.id, actor=SYSTEM, at=now)
    else:
        grant_role(account_id=account.id, unit_code=unit_code, role=role, actor=SYSTEM, at=now)
    if as_json:
        click.echo(json.dumps({"username": account.username, "roles": _roles_of(account)}))
    else:
        click.echo(f"account {account.username}: {', '.join(_roles_of(account)) or 'no role'}")


@user.command()
@click.argument("username")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@transaction.atomic
def close(username: str, as_json: bool) -> None:
    """Close the account of USERNAME who has left: every role ends and nobody is signed in with it."""
    account, now = _locked_staff(username), timezone.now()
    ended = [
        revoke_role(membership_id=held.id, actor=SYSTEM, at=now)
        for held in Membership.objects.filter(account=account, valid_to=None)
    ]
    if account.is_active:
        account.is_active = False
        account.save(update_fields=["is_active"])
        events.record("account.closed", account.id, actor=SYSTEM, at=now)
    if as_json:
        click.echo(json.dumps({"username": account.username, "closed": True, "roles_ended": len(ended)}))
    else:
        click.echo(f"account {account.username} is closed, {len(ended)} roles ended")


def _locked_staff(username: str) -> Account:
    account = Account.objects.select_for_update().filter(username=username.strip().lower()).first()
    if account is None or not account.is_staff_member:
        raise click.UsageError(f"there is no staff account {username!r}")
    return account


def _roles_of(account: Account) -> list[str]:
    held = Membership.objects.filter(account=account, valid_to=None).order_by("unit_id", "role")
    return [f"{role} {unit}" for unit, role in held.values_list("unit_id", "role")]


def _new_password() -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(5)) for _ in range(4))


def _require_username(username: str) -> None:
    plain = username.replace(".", "").replace("-", "").replace("_", "")
    if not (3 <= len(username) <= 60 and plain.isascii() and plain.isalnum()):
        raise click.UsageError("USERNAME: 3 to 60 of a-z, 0-9, dot, dash, underscore")
