"""What a coordinator looks after: runs, and what does not go by itself. No names, no addresses."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Count, Model, Q, QuerySet

from cuamo.delivery.models import Alarm, CarrierCursor, CarrierNews, CarrierOrder, Parcel, Run
from cuamo.delivery.selectors.alarms import open_alarms
from cuamo.delivery.states import ParcelState
from cuamo.delivery.types import NewsVerdict, OrderState
from cuamo.kernel.errors import NotFound
from cuamo.kernel.keyset import read_place

PAGE = 50
TO_LOOK_AT = (NewsVerdict.UNKNOWN, NewsVerdict.IMPOSSIBLE)
UNSURE = (OrderState.UNKNOWN, OrderState.CANCELLING)
OVER = (
    ParcelState.DELIVERED,
    ParcelState.RETURNED,
    ParcelState.HELD,
    ParcelState.CANCELLED,
    ParcelState.LOST,
)
MANY_ATTEMPTS = 2
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows of one page and where the next one begins."""

    rows: list[Row]
    next_after: str


@dataclass(frozen=True)
class Waiting:
    """How much there is of each kind of exception."""

    alarms: int
    late_alarms: int
    news: int
    orders: int
    attempts: int


def runs_of_operators(units: Collection[str], *, day: date, at: datetime, after: str = "") -> Page[Run]:
    """Return runs of a day and open ones from before, newest first (chuyến trong ngày).

    Each carries `total`, `waiting` (not scanned in), `done`, `late` (promise over, not handed over) and
    `unaccounted` (with an open alarm).
    """
    mine = Run.objects.filter(Q(run_date=day) | Q(closed_at=None), operator_code__in=units)
    shown = _from(mine, "created_at", after, newest_first=True).values("id")[: PAGE + 1]
    late = Q(parcels__deliver_by__lt=at) & ~Q(parcels__state__in=OVER)
    counted = Run.objects.filter(id__in=shown).annotate(
        total=Count("parcels", distinct=True),
        waiting=Count("parcels", distinct=True, filter=Q(parcels__state=ParcelState.ON_MANIFEST)),
        done=Count("parcels", distinct=True, filter=Q(parcels__state=ParcelState.DELIVERED)),
        late=Count("parcels", distinct=True, filter=late),
        unaccounted=Count(
            "parcels",
            distinct=True,
            filter=Q(parcels__alarms__id__isnull=False, parcels__alarms__closed_at=None),
        ),
    )
    return _page(counted, "created_at", after, newest_first=True)


def run_of_operators(units: Collection[str], run_id: UUID) -> Run:
    """Return one run.

    Raises:
        NotFound: there is none, or it is another operator's.
    """
    run = Run.objects.filter(id=run_id, operator_code__in=units).first()
    if run is None:
        raise NotFound("run.unknown", "Không có chuyến này.", "There is no such run.")
    return run


def envelopes_of(run: Run) -> list[Parcel]:
    """Return the run's envelopes in its order, each with `open_alarms`; not whose it is."""
    kept = run.parcels.only(
        "label", "state", "ward_code", "attempts", "deliver_by", "run_order", "recalled_at", "carrier", "run"
    )
    counted = kept.annotate(open_alarms=Count("alarms", filter=Q(alarms__closed_at=None)))
    return list(counted.order_by("run_order", "id"))


def waiting_exceptions(units: Collection[str], *, at: datetime) -> Waiting:
    """Return how many exceptions of each kind these places have to deal with."""
    alarms = (
        open_alarms(units).order_by().aggregate(open=Count("id"), late=Count("id", filter=Q(due_at__lte=at)))
    )
    return Waiting(
        alarms=alarms["open"],
        late_alarms=alarms["late"],
        news=_news(units).count(),
        orders=_orders(units).count(),
        attempts=_attempts(units).count(),
    )


def alarms_page(units: Collection[str], *, after: str = "") -> Page[Alarm]:
    """Return open alarms these places own, soonest due first."""
    return _page(open_alarms(units), "due_at", after)


def news_page(units: Collection[str], *, after: str = "") -> Page[CarrierNews]:
    """Return news of carriers nobody understands or that contradict, oldest first."""
    return _page(_news(units).select_related("order__parcel"), "received_at", after)


def orders_page(units: Collection[str], *, after: str = "") -> Page[CarrierOrder]:
    """Return orders of which nobody knows whether the carrier has them, oldest first."""
    return _page(_orders(units).select_related("parcel"), "created_at", after)


def attempts_page(units: Collection[str], *, after: str = "") -> Page[Parcel]:
    """Return envelopes that were brought in vain twice or more and are still on their way, oldest first."""
    return _page(_attempts(units).select_related("run"), "created_at", after)


def silent_carriers(units: Collection[str]) -> list[CarrierCursor]:
    """Return carriers that did not answer when they were last asked for their news."""
    return list(CarrierCursor.objects.filter(carrier__in=units, faults__gt=0).order_by("carrier"))


def _news(units: Collection[str]) -> QuerySet[CarrierNews]:
    return CarrierNews.objects.filter(carrier__in=units, looked_at=None, verdict__in=TO_LOOK_AT)


def _orders(units: Collection[str]) -> QuerySet[CarrierOrder]:
    return CarrierOrder.objects.filter(operator_code__in=units, state__in=UNSURE)


def _attempts(units: Collection[str]) -> QuerySet[Parcel]:
    going = Parcel.objects.filter(attempts__gte=MANY_ATTEMPTS, delivered_at=None, ended_at=None).exclude(
        state__in=OVER
    )
    return going.filter(run__operator_code__in=units)


def _page(rows: QuerySet[Row], moment: str, after: str, *, newest_first: bool = False) -> Page[Row]:
    """Return one page in the order of a moment and the id."""
    found = list(_from(rows, moment, after, newest_first=newest_first)[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    last_row = found[-1] if more else None
    place = f"{getattr(last_row, moment).isoformat()}|{last_row.pk}" if last_row is not None else ""
    return Page(found, place)


def _from(rows: QuerySet[Row], moment: str, after: str, *, newest_first: bool) -> QuerySet[Row]:
    sign, compare = ("-", "lt") if newest_first else ("", "gt")
    if (start := read_place(after)) is not None:
        at, last = start
        further = Q(**{f"{moment}__{compare}": at}) | Q(**{moment: at, f"id__{compare}": last})
        rows = rows.filter(further)
    return rows.order_by(f"{sign}{moment}", f"{sign}id")
