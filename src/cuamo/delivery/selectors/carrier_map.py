"""What the codes of a carrier mean now, and which carrier takes what."""

from datetime import date

from django.db.models import Q

from cuamo.delivery.models import CarrierContract, CarrierStatus
from cuamo.delivery.rules.carrier_meaning import may_move
from cuamo.delivery.types import CarrierState
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.scope import units_under


def statuses_in_force(carrier: str) -> list[CarrierStatus]:
    """Return the newest version of every code of a carrier, by code."""
    newest = CarrierStatus.objects.filter(carrier=carrier).order_by("code", "-version").distinct("code")
    return sorted(newest, key=lambda row: (len(row.code), row.code))


def status_of(carrier: str, code: str) -> CarrierStatus | None:
    """Return the newest version of a code; None for one nobody has entered."""
    return CarrierStatus.objects.filter(carrier=carrier, code=code).order_by("-version").first()


def moves(status: CarrierStatus) -> bool:
    """Say whether a code may move an envelope by itself."""
    return may_move(
        canonical=CarrierState(status.canonical),
        contested=status.contested,
        confidence=status.confidence,
        confirmed_by=status.confirmed_by,
    )


def carrier_for(*, origin_unit: str, ward_code: str, on: date) -> str:
    """Return the carrier whose contract covers this way; empty for the operator's own courier."""
    in_force = CarrierContract.objects.filter(valid_from__lte=on)
    for contract in in_force.filter(Q(valid_to=None) | Q(valid_to__gte=on)).order_by("place"):
        there = not contract.wards or ward_code in contract.wards
        if there and (not contract.origins or _under(origin_unit, contract.origins)):
            return contract.carrier
    return ""


def carrier_actor(carrier: str) -> Actor:
    """Return the carrier as the one who acts: as a courier it has its own runs."""
    name = Unit.objects.filter(code=carrier).values_list("name_vi", flat=True).first()
    return Actor(ActorKind.EXTERNAL, f"carrier:{carrier}", name or carrier, unit_code=carrier)


def _under(unit_code: str, origins: list[str]) -> bool:
    return any(unit_code in units_under(origin) for origin in origins)
