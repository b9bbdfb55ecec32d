"""What a place sends, expects and answers for today."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from cuamo.delivery.models import Alarm, Bag, BagHandOver, HandOver, PaperInside, Parcel, Run, SlotChoice
from cuamo.delivery.selectors.alarms import open_alarms, words_of
from cuamo.delivery.selectors.home_terms import home_terms
from cuamo.delivery.selectors.parcels import gaps, parcels_at
from cuamo.delivery.selectors.slots import choice_words
from cuamo.delivery.states import BagState, Direction, ParcelState
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.keyset import read_place
from cuamo.organisation.models import Unit, Ward

MOST = 200


@dataclass(frozen=True)
class Leaving:
    """A run that waits here, with its loose envelopes and its bags."""

    run: Run
    parcels: list[Parcel]
    bags: list[Bag]


@dataclass(frozen=True)
class ToFetch:
    """Papers that wait at a home for a courier."""

    parcel: Parcel
    agreed: str
    """The time agreed with their owner; empty where none is."""
    ward: str
    papers: int


@dataclass(frozen=True)
class Desk:
    """Everything the page of hand-overs shows."""

    created: list[Parcel]
    """Envelopes of papers that are not sealed."""
    ready: list[Parcel]
    called_back: list[Parcel]
    bags: list[Bag]
    """Open bags, each with `inside`."""
    sealed_bags: list[Bag]
    runs: list[Leaving]
    to_fetch: list[ToFetch]
    """Papers a courier is to fetch at homes, on no run yet, those due first."""
    coming_bags: list[Bag]
    to_count: list[Bag]
    coming: int
    """Envelopes of papers on their way to here."""
    to_check: list[Parcel]
    """Papers that arrived and were not ticked yet."""
    back: list[Parcel]
    """Results that came back and may be kept for their recipients."""
    held: list[Parcel]
    """Results kept here, those whose term is over first; each with `sent`: given to the centre already."""
    to_keep: list[Parcel]
    """Results points have given to the centre, where this is the centre."""
    keeper: str
    next_after: str
    """Where the next page of envelopes begins; empty after the last."""
    alarms: list[tuple[Alarm, str]]
    due_today: int
    due_by: datetime | None
    names: dict[str, str] = field(default_factory=dict)

    @property
    def waiting(self) -> int:
        """How many things can be put on a run."""
        return len(self.ready) + len(self.sealed_bags) + len(self.to_fetch)


def desk_of_place(unit_codes: Sequence[str], *, at: datetime, after: str = "") -> Desk:
    """Return what lies at these places, what comes to them and what they answer for.

    Args:
        after: `moment|id` of the last envelope of the page before.
    """
    codes = list(unit_codes)
    papers = Prefetch("papers", queryset=PaperInside.objects.order_by("number"))
    lying = parcels_at(codes).select_related("run", "bag").prefetch_related(papers)
    here, next_after = page_of(lying, after=after)
    bags = list(
        Bag.objects.select_related("run")
        .filter(
            Q(origin_unit__in=codes, state__in=[BagState.OPEN, BagState.SEALED])
            | Q(destination_unit__in=codes, state=BagState.HANDED)
            | Q(
                destination_unit__in=codes,
                state__in=[BagState.RECEIVED, BagState.BROKEN],
                counted_at=None,
            )
        )
        .order_by("opened_at", "id")[:MOST]
    )
    _fill(bags)
    _carried(bags)
    going = [parcel for parcel in here if parcel.recalled_at is None]
    loose = [parcel for parcel in going if parcel.bag_id is None]
    leaves = {ParcelState.SEALED, ParcelState.RETURNED, ParcelState.IN_TRANSIT}
    due = [parcel for parcel in going if parcel.pickup_by and _same_day(parcel.pickup_by, at)]
    arrived = Parcel.objects.filter(
        direction=Direction.ORIGINALS, destination_unit__in=codes, state=ParcelState.DELIVERED, ended_at=None
    )
    unticked = arrived.filter(papers__found_at=None, papers__missing_at=None).distinct()
    at_homes = _at_homes(codes)
    alarms = list(open_alarms(codes)[:MOST])
    names = dict(Unit.objects.filter(code__in=_units_in(here, bags, alarms)).values_list("code", "name_vi"))
    keeper = home_terms().keeper_unit
    return Desk(
        next_after=next_after,
        back=[
            parcel
            for parcel in loose
            if (parcel.state == ParcelState.RETURNED and parcel.direction == Direction.RESULT)
            or (parcel.state == ParcelState.SEALED and parcel.run_id is None and parcel.papers_only)
        ],
        held=_held(codes),
        to_keep=_to_keep(keeper) if keeper in codes else [],
        keeper=keeper,
        created=[parcel for parcel in loose if parcel.state == ParcelState.CREATED],
        ready=[parcel for parcel in loose if parcel.state in leaves],
        called_back=[parcel for parcel in here if parcel.recalled_at is not None],
        bags=[bag for bag in bags if bag.state == BagState.OPEN],
        sealed_bags=[bag for bag in bags if bag.state == BagState.SEALED and bag.run_id is None],
        runs=_runs([*going, *(each.parcel for each in at_homes if each.parcel.run_id)], bags),
        to_fetch=[each for each in at_homes if each.parcel.run_id is None],
        coming_bags=[bag for bag in bags if bag.state == BagState.HANDED],
        to_count=[bag for bag in bags if bag.received_at and bag.counted_at is None],
        coming=Parcel.objects.filter(
            direction=Direction.ORIGINALS, destination_unit__in=codes, holder_kind="COURIER", ended_at=None
        ).count(),
        to_check=list(unticked.prefetch_related(papers).order_by("delivered_at", "id")[:MOST]),
        alarms=[(alarm, words_of(alarm, names=names)) for alarm in alarms],
        due_today=len(due),
        due_by=min((parcel.pickup_by for parcel in due if parcel.pickup_by), default=None),
        names=names,
    )


def page_of(parcels: QuerySet[Parcel], *, after: str) -> tuple[list[Parcel], str]:
    """Return the envelopes after that place, oldest first, and where the next page begins."""
    if (start := read_place(after)) is not None:
        moment, key = start
        parcels = parcels.filter(Q(created_at__gt=moment) | Q(created_at=moment, id__gt=key))
    rows = list(parcels[: MOST + 1])
    last = rows[MOST - 1] if len(rows) > MOST else None
    return rows[:MOST], f"{last.created_at.isoformat()}|{last.id}" if last else ""


def _fill(bags: list[Bag]) -> None:
    """Give each open bag what is in it, however much else lies here."""
    inside: dict[UUID | None, list[Parcel]] = {bag.id: [] for bag in bags if bag.state == BagState.OPEN}
    if inside:
        for parcel in Parcel.objects.filter(bag__in=list(inside), ended_at=None).order_by("created_at", "id"):
            inside[parcel.bag_id].append(parcel)
    for bag in bags:
        bag.inside = inside.get(bag.id, [])  # type: ignore[attr-defined]


def _carried(bags: list[Bag]) -> None:
    """Give each bag that left who fetched it and when, as both sides signed: `courier`, `fetched_at`."""
    gone = [bag.id for bag in bags if bag.state not in {BagState.OPEN, BagState.SEALED}]
    first = BagHandOver.objects.filter(bag__in=gone, taken_at__isnull=False).order_by("bag", "id")
    by = {step.bag_id: step for step in first.distinct("bag")} if gone else {}
    for bag in bags:
        step = by.get(bag.id)
        bag.courier = str((step.taker or {}).get("name", "")) if step else ""  # type: ignore[attr-defined]
        bag.fetched_at = step.taken_at if step else None  # type: ignore[attr-defined]


def _at_homes(codes: list[str]) -> list[ToFetch]:
    """Return papers for these places that wait at homes, with the time agreed with their owners."""
    choices = Prefetch("slots", queryset=SlotChoice.objects.filter(ended_at=None), to_attr="chosen")
    waiting = Parcel.objects.filter(
        holder_kind="SENDER",
        destination_unit__in=codes,
        state__in=[ParcelState.CREATED, ParcelState.ON_MANIFEST],
        ended_at=None,
        recalled_at=None,
    )
    rows = list(
        waiting.select_related("run")
        .prefetch_related(choices, "papers", "failed_attempts")
        .order_by("pickup_by", "id")[:MOST]
    )
    wards = dict(
        Ward.objects.filter(code__in={row.ward_code for row in rows}).values_list("code", "name")
        if rows
        else []
    )
    found = []
    for row in rows:
        tries = sorted(row.failed_attempts.all(), key=lambda one: one.number)
        choice = row.chosen[0] if row.chosen else None
        agreed = choice_words(choice) if choice else (tries[-1].next_window if tries else "")
        found.append(ToFetch(row, agreed, wards.get(row.ward_code, ""), len(row.papers.all())))
    return found


def _held(codes: list[str]) -> list[Parcel]:
    """Return what is kept here; what is over first, then what is over soonest."""
    given = HandOver.objects.filter(parcel=OuterRef("pk"), taken_at=None, broken_off_at=None)
    held = Parcel.objects.filter(
        holder_kind="UNIT", holder_id__in=codes, state=ParcelState.HELD, ended_at=None
    ).annotate(sent=Exists(given))
    return list(held.order_by(F("held_until").asc(nulls_first=True), "id")[:MOST])


def _to_keep(keeper: str) -> list[Parcel]:
    halves = gaps().filter(place=keeper, taken_at=None, parcel__state=ParcelState.HELD)
    return [half.parcel for half in halves[:MOST]]


def _same_day(promised: datetime, at: datetime) -> bool:
    return to_hanoi(promised).date() <= to_hanoi(at).date()


def _runs(parcels: list[Parcel], bags: list[Bag]) -> list[Leaving]:
    runs: dict[object, Run] = {}
    for run in [*(parcel.run for parcel in parcels), *(bag.run for bag in bags)]:
        if run is not None:
            runs.setdefault(run.id, run)
    return [
        Leaving(
            run=run,
            parcels=[parcel for parcel in parcels if parcel.run_id == key and parcel.bag_id is None],
            bags=[bag for bag in bags if bag.run_id == key and bag.state == BagState.SEALED],
        )
        for key, run in runs.items()
        if any(bag.run_id == key and bag.state == BagState.SEALED for bag in bags)
        or any(parcel.run_id == key for parcel in parcels)
    ]


def _units_in(parcels: list[Parcel], bags: list[Bag], alarms: list[Alarm]) -> set[str]:
    codes = {parcel.destination_unit for parcel in parcels} | {bag.destination_unit for bag in bags}
    codes |= {bag.origin_unit for bag in bags}
    for alarm in alarms:
        codes |= {str(alarm.facts.get("belongs", "")), str(alarm.facts.get("place", ""))}
    return codes - {""}
