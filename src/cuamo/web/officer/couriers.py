"""Couriers who may carry from a place."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast

from cuamo.delivery.models import Run
from cuamo.organisation.models import Membership, Unit
from cuamo.organisation.selectors.scope import units_under
from cuamo.organisation.selectors.staff import held_at
from cuamo.organisation.types import Role, UnitKind
from cuamo.people.models import Account

MOST = 50
"""Couriers one list shows; the others are found by name."""


def couriers_for(unit_code: str, *, at: datetime, sought: str = "") -> list[Account]:
    """Return couriers who may carry from the place: who carried from there before first, then by user name.

    An agency or an operator gives to its own operator's couriers, every other place to all of the city's.

    Args:
        sought: part of a name or of a user name.
    """
    couriers = _couriers(unit_code, at=at)
    if words := sought.strip()[:60]:
        couriers = couriers.filter(Q(full_name__icontains=words) | Q(username__icontains=words))
    came = Run.objects.filter(courier_id=Cast(OuterRef("pk"), TextField()), origin_unit=unit_code)
    return list(couriers.annotate(came=Exists(came)).order_by("-came", "username")[:MOST])


def courier_at(unit_code: str, courier_id: UUID | None, *, at: datetime) -> Account | None:
    """Return the courier if they may carry from the place; None otherwise."""
    return _couriers(unit_code, at=at).filter(id=courier_id).first() if courier_id else None


def _couriers(unit_code: str, *, at: datetime) -> QuerySet[Account]:
    held = Membership.objects.filter(held_at(at), role=Role.COURIER)
    if operator := _operator_of(unit_code):
        held = held.filter(unit_id__in=units_under(operator))
    return Account.objects.filter(id__in=held.values("account_id"), is_active=True)


def _operator_of(unit_code: str) -> str:
    """Return the operator the place belongs to; empty for a place of the authorities."""
    unit = Unit.objects.select_related("parent").filter(code=unit_code).first()
    if unit is not None and unit.kind == UnitKind.AGENCY:
        unit = unit.parent
    return unit.code if unit is not None and unit.kind == UnitKind.OPERATOR else ""
