"""Who somebody is at work, at this moment."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from cuamo.kernel.actors import Actor, ActorKind
from cuamo.organisation.models import Membership
from cuamo.organisation.types import Role
from cuamo.people.models import Account, AccountKind


def held_at(at: datetime) -> Q:
    """Return the condition that a membership is in force at `at`."""
    return Q(valid_from__lte=at) & (Q(valid_to__isnull=True) | Q(valid_to__gt=at))


def memberships_of(account_id: UUID, *, at: datetime) -> QuerySet[Membership]:
    """Return the account's roles in force at `at`, oldest first (phân công đang hiệu lực)."""
    held = Membership.objects.filter(held_at(at), account_id=account_id)
    return held.select_related("unit").order_by("valid_from", "id")


def actor_of(account: Any, *, at: datetime) -> Actor:
    """Return the account as the one who acts; staff stand at the unit of their oldest role in force.

    Roles held at another unit do not count: a person with two units works as the first.
    """
    assert isinstance(account, Account)
    if account.kind == AccountKind.CITIZEN:
        return Actor(
            kind=ActorKind.CITIZEN,
            id=str(account.id),
            name=account.full_name,
            person_id=str(account.person_id or ""),
        )
    held = list(
        Membership.objects.filter(held_at(at), account_id=account.id)
        .order_by("valid_from", "id")
        .values_list("unit_id", "unit__name_vi", "role")
    )
    unit_code, unit_name = held[0][:2] if held else ("", "")
    return Actor(
        kind=ActorKind.STAFF,
        id=str(account.id),
        name=account.full_name,
        unit_code=unit_code,
        unit_name=unit_name,
        roles=frozenset(role for unit, _, role in held if unit == unit_code),
    )


def staff_of(unit_codes: list[str], *roles: Role, at: datetime) -> QuerySet[Account]:
    """Return the active accounts that hold one of `roles` at one of the units, by user name."""
    held = Membership.objects.filter(held_at(at), unit_id__in=unit_codes)
    if roles:
        held = held.filter(role__in=roles)
    return Account.objects.filter(is_active=True, id__in=held.values("account_id")).order_by("username")
