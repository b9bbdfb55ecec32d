"""Stops of a run in their order: places where something is taken or left, and homes."""

from dataclasses import dataclass

from cuamo.delivery.models import Run
from cuamo.delivery.states import Direction
from cuamo.organisation.models import Unit


@dataclass(frozen=True)
class Stop:
    """One stop; a home has no name here, whoever brings the envelope reads it there."""

    unit: str
    """Code of a place; empty for a home."""
    name: str
    takes: int
    """What is taken there: envelopes and bags."""
    leaves: int


def stops_in_order(run: Run) -> list[Stop]:
    """Return where the run calls, first where things are taken, then where they are left, in its order."""
    takes: dict[str, int] = {}
    leaves: dict[tuple[str, str], int] = {}
    things: list[tuple[int, str, str, str]] = []
    homes: list[str] = []
    for parcel in run.parcels.filter(bag=None):
        end = parcel.destination_unit if parcel.direction == Direction.ORIGINALS else ""
        start = "" if parcel.holder_kind != "UNIT" else parcel.holder_id
        if parcel.holder_kind == "SENDER":
            homes.append(parcel.label)
        things.append((parcel.run_order, start, end, "" if end else parcel.label))
    for bag in run.bags.all():
        things.append((bag.run_order, bag.origin_unit, bag.destination_unit, ""))
    for _, start, end, home in sorted(things):
        if start:
            takes[start] = takes.get(start, 0) + 1
        leaves[end, home] = leaves.get((end, home), 0) + 1
    codes = set(takes) | {end for end, _ in leaves}
    names = dict(Unit.objects.filter(code__in=codes).values_list("code", "name_vi"))
    stops = [Stop(code, names.get(code, code), count, 0) for code, count in takes.items()]
    stops += [Stop("", f"Nhà người gửi {label}", 1, 0) for label in homes]
    for (end, home), count in leaves.items():
        stops.append(Stop(end, names.get(end, end) if end else f"Nhà người nhận {home}", 0, count))
    return stops
