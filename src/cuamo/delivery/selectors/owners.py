"""Who answers for an envelope or a bag: who had it last, then the coordinator, then the centre."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cuamo.delivery.models import Bag, Parcel, Run
from cuamo.delivery.states import AlarmKind
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.staff import staff_of
from cuamo.organisation.types import Role, UnitKind

_ROLES = {
    UnitKind.AGENCY: Role.SHIFT_LEAD,
    UnitKind.AUTHORITY: Role.RECORDS_CLERK,
    UnitKind.OPERATOR: Role.COORDINATOR,
    UnitKind.CENTRE: Role.BUSINESS_ADMIN,
}
LAST_LEVEL = 2


@dataclass(frozen=True)
class Owner:
    """A place and the role there that answers."""

    unit: str
    role: str


def owner_at(unit_code: str) -> Owner:
    """Return who answers for what lies at a place."""
    kind = Unit.objects.filter(code=unit_code).values_list("kind", flat=True).first()
    return Owner(unit_code, _ROLES.get(UnitKind(kind), Role.RECEIVER) if kind else Role.RECEIVER)


def owner_of(parcel: Parcel) -> Owner:
    """Return who had the envelope last: the place, the courier's operator or the carrier."""
    if parcel.holder_kind == "COURIER":
        operator = parcel.run.operator_code if parcel.run else ""
        return Owner(operator or parcel.carrier or parcel.origin_unit, Role.COURIER)
    if parcel.holder_kind == "UNIT" and parcel.holder_id:
        return owner_at(parcel.holder_id)
    if parcel.carrier:
        return Owner(parcel.carrier, Role.COORDINATOR)
    return owner_at(parcel.destination_unit or parcel.origin_unit)


def owner_by_side(side: dict[str, Any] | None, fallback: str) -> Owner:
    """Return who answers for what one side of a hand-over gave or took."""
    unit = str((side or {}).get("unit", ""))
    if not unit:
        return owner_at(fallback)
    owner = owner_at(unit)
    return Owner(unit, Role.COURIER) if owner.role == Role.COORDINATOR else owner


def owner_above(
    *,
    kind: str,
    level: int,
    owner_unit: str,
    parcel: Parcel | None,
    bag: Bag | None,
    at: datetime,
    run: Run | None = None,
) -> tuple[int, Owner]:
    """Return the next level and who answers there; without an operator it goes to the centre at once.

    Whether somebody has died is no matter of the post: it goes to the unit's leader, who takes a wrong
    report back, then to the centre.
    """
    if kind == AlarmKind.SENDER_DEAD:
        if level == 0 and staff_of([owner_unit], Role.LEADER, at=at):
            return 1, Owner(owner_unit, Role.LEADER)
    elif level == 0:
        run = parcel.run if parcel else (bag.run if bag else run)
        operator = _operator_above(owner_unit)
        operator = operator or (parcel.carrier if parcel else "") or (run.operator_code if run else "")
        if operator:
            return 1, Owner(operator, Role.COORDINATOR)
    centre = Unit.objects.filter(kind=UnitKind.CENTRE).order_by("code").values_list("code", flat=True).first()
    return LAST_LEVEL, Owner(centre or owner_unit, Role.BUSINESS_ADMIN)


def _operator_above(unit_code: str) -> str:
    unit = Unit.objects.select_related("parent").filter(code=unit_code).first()
    while unit is not None and unit.kind != UnitKind.OPERATOR:
        unit = unit.parent
    return unit.code if unit is not None else ""
