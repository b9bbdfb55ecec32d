"""Couriers who may carry from a place."""

from datetime import datetime

from cuamo.organisation.models import Membership
from cuamo.organisation.selectors.staff import held_at
from cuamo.organisation.types import Role
from cuamo.people.models import Account

MOST = 50


def couriers_for(unit_code: str, *, at: datetime) -> list[Account]:
    """Return the couriers of the postal operators, by user name."""
    held = Membership.objects.filter(held_at(at), role=Role.COURIER).values("account_id")
    return list(Account.objects.filter(id__in=held, is_active=True).order_by("username")[:MOST])
