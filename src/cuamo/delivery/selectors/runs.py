"""A courier's runs and the stops on them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from cuamo.delivery.models import Parcel, Run
from cuamo.delivery.states import WITH_COURIER, Direction, ParcelState
from cuamo.kernel.errors import NotFound
from cuamo.organisation.models import Unit


@dataclass(frozen=True)
class Progress:
    """How far a run has come."""

    total: int
    taken: int
    delivered: int


def runs_with_counts(courier_id: str, *, day: date) -> QuerySet[Run]:
    """Return the courier's runs of a day and open ones from before, newest first.

    Each carries `total`, `waiting` (not scanned in yet) and `done`.
    """
    mine = Run.objects.filter(Q(run_date=day) | Q(closed_at=None), courier_id=courier_id)
    return mine.annotate(
        total=Count("parcels"),
        waiting=Count(
            "parcels", filter=Q(parcels__state=ParcelState.ON_MANIFEST) & ~Q(parcels__holder_kind="SENDER")
        ),
        done=Count("parcels", filter=Q(parcels__state=ParcelState.DELIVERED)),
    ).order_by("-run_date", "-id")[:20]


def run_for(courier_id: str, run_id: UUID) -> Run:
    """Return a run of this courier that has not ended.

    Raises:
        NotFound: there is none.
    """
    run = Run.objects.filter(id=run_id, courier_id=courier_id, closed_at=None).first()
    if run is None:
        raise NotFound("run.unknown", "Không có chuyến này.", "There is no such run.")
    return run


def parcel_for(courier_id: str, parcel_id: UUID) -> Parcel:
    """Return an envelope on a run of this courier, with its run; once the run has ended there is none.

    Raises:
        NotFound: there is none.
    """
    return _one(Parcel.objects.filter(run__courier_id=courier_id, run__closed_at=None, id=parcel_id))


def parcel_in_hand(courier_id: str, parcel_id: UUID) -> Parcel:
    """Return an envelope this courier has in hand: only meanwhile may they call its recipient.

    Raises:
        NotFound: there is none, or somebody else has it by now.
    """
    held = Parcel.objects.filter(holder_kind="COURIER", holder_id=courier_id, run__closed_at=None)
    return _one(held.filter(run__courier_id=courier_id, id=parcel_id))


def _one(found: QuerySet[Parcel]) -> Parcel:
    parcel = found.select_related("run").first()
    if parcel is None:
        raise NotFound("parcel.unknown", "Không thấy phong bì này.", "There is no such envelope.")
    return parcel


def progress_of(stops: list[Parcel]) -> Progress:
    """Return how many of the stops are taken and delivered."""
    taken = sum(stop.state in WITH_COURIER | {ParcelState.DELIVERED, ParcelState.RETURNING} for stop in stops)
    return Progress(len(stops), taken, sum(stop.state == ParcelState.DELIVERED for stop in stops))


def label_data(parcel: Parcel, *, sender: Mapping[str, str]) -> dict[str, object]:
    """Return the data of the A6 label (nhãn phong bì); `sender` has name, address and phone."""
    goes_to = {"name": parcel.recipient, "address": parcel.address, "phone": parcel.phone}
    if parcel.direction == Direction.ORIGINALS:
        place = Unit.objects.get(code=parcel.destination_unit)
        goes_to = {"name": place.name_vi, "address": place.address, "phone": place.phone}
    return {
        "code": parcel.label,
        "sender": dict(sender),
        "recipient": goes_to,
        "seal": parcel.seal_number,
        "run": parcel.run.number if parcel.run else "",
    }


def manifest_data(run: Run, *, from_name: str) -> dict[str, object]:
    """Return the data of the A4 manifest (bảng kê) in the order of the run; a bag is one row of it."""
    bags = list(run.bags.order_by("run_order", "id"))
    places = dict(
        Unit.objects.filter(code__in=[bag.destination_unit for bag in bags]).values_list("code", "name_vi")
    )
    loose = list(run.parcels.filter(bag=None).order_by("run_order", "id"))
    rows = [
        (
            stop.run_order,
            {"code": stop.label, "seal": stop.seal_number, "destination": stop.address}
            | ({"note": "Lấy giấy tờ tại nhà"} if stop.holder_kind == "SENDER" else {}),
        )
        for stop in loose
    ] + [
        (
            bag.run_order,
            {
                "code": bag.number,
                "seal": bag.seal_number,
                "destination": places.get(bag.destination_unit, ""),
                "note": f"Túi, {len(bag.listed)} phong bì",
            },
        )
        for bag in bags
    ]
    return {
        "run": run.number,
        "from_name": from_name,
        "to_name": run.courier_name,
        "courier_name": run.courier_name,
        "envelopes": [row for _, row in sorted(rows, key=lambda pair: pair[0])],
    }
