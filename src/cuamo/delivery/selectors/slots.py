"""When a courier can come, and what the recipient chose."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q

from cuamo.delivery.models import Attempt, Parcel, SlotChoice
from cuamo.delivery.selectors.home_terms import home_terms
from cuamo.delivery.states import ParcelState
from cuamo.kernel.clock import HANOI, to_hanoi
from cuamo.kernel.selectors.calendar import current_calendar
from cuamo.organisation.models import Unit
from cuamo.organisation.rules.distance import metres_between
from cuamo.organisation.types import UnitKind

CHOOSABLE = frozenset(
    {
        ParcelState.CREATED,
        ParcelState.SEALED,
        ParcelState.ACCEPTED,
        ParcelState.ON_MANIFEST,
        ParcelState.PICKED_UP,
        ParcelState.IN_TRANSIT,
        ParcelState.FAILED_ATTEMPT,
        ParcelState.RETURNED,
    }
)
"""States in which a courier comes, or comes again, and has not set out."""
REDIRECTABLE = CHOOSABLE | {ParcelState.OUT_FOR_DELIVERY, ParcelState.RETURNING}
"""States in which another address can be asked for; it holds once the courier is not out with it."""
POINTS = 3


@dataclass(frozen=True)
class Slot:
    """One day and window; how it is written on forms and pages: `28/11 08:00–10:00`."""

    day: date
    window: str

    @property
    def key(self) -> str:
        """How a form names it, and a page shows it."""
        return f"{self.day:%d/%m} {self.window}"

    @property
    def since(self) -> datetime:
        """When the window begins."""
        return datetime.combine(self.day, time.fromisoformat(self.window[:5]), tzinfo=HANOI)

    @property
    def until(self) -> datetime:
        """When the window is over."""
        return datetime.combine(self.day, time.fromisoformat(self.window[6:]), tzinfo=HANOI)


def may_choose(parcel: Parcel) -> bool:
    """True while the recipient can choose: the courier has not set out, and nothing is called back."""
    return parcel.state in CHOOSABLE and parcel.recalled_at is None and parcel.ended_at is None


def working_days_ahead(today: date) -> list[date]:
    """Return the next days on which couriers work, today not among them."""
    calendar, day, days = current_calendar(), today, []
    for _ in range(home_terms().slot_days):
        day = calendar.next_working_day(day)
        days.append(day)
    return days


def slots_after(today: date) -> list[str]:
    """Return the times of the next working days as they are written, for a phone that is without the network.

    Which of them are full is not known there; a page asks `open_slots`.
    """
    return [Slot(day, window).key for day in working_days_ahead(today) for window in home_terms().windows]


def open_slots(parcel: Parcel, *, now: datetime) -> list[Slot]:
    """Return the times one can choose for this envelope, soonest first; full ones are left out.

    What it holds itself stays free for it.
    """
    return slots_in(parcel.ward_code, now=now, but=parcel)


def slots_in(ward_code: str, *, now: datetime, but: Parcel | None = None) -> list[Slot]:
    """Return the times a courier can still come to a ward; what `but` holds stays free for it."""
    terms, days = home_terms(), working_days_ahead(to_hanoi(now).date())
    taken = SlotChoice.objects.filter(way="HOME", ended_at=None, day__in=days, ward_code=ward_code)
    if but is not None:
        taken = taken.exclude(parcel=but)
    full = Counter(taken.values_list("day", "window"))
    return [
        Slot(day, window)
        for day in days
        for window in terms.windows
        if full[day, window] < terms.slot_capacity
    ]


def choice_of(parcel: Parcel) -> SlotChoice | None:
    """Return what the recipient chose and still counts."""
    return SlotChoice.objects.filter(parcel=parcel, ended_at=None).first()


def choice_words(choice: SlotChoice) -> str:
    """Return what was chosen as the courier reads it: a time, or the point to bring it to."""
    if choice.day is not None:
        return Slot(choice.day, choice.window).key
    name = Unit.objects.filter(code=choice.point_code).values_list("name_vi", flat=True).first()
    return f"Để ở {name or choice.point_code}"


def agreed_with(parcel: Parcel) -> str:
    """Return the time agreed for the next attempt in words; empty when none is.

    What was chosen later counts: at the door with the courier, or on a page.
    """
    choice = choice_of(parcel)
    if choice is not None:
        return Slot(choice.day, choice.window).key if choice.day else ""
    last = Attempt.objects.filter(parcel=parcel).order_by("-number").first()
    return last.next_window if last else ""


def points_near(parcel: Parcel) -> list[Unit]:
    """Return the places nearest to the recipient that can keep the envelope: of the ward first."""
    kinds = (UnitKind.POINT, UnitKind.AGENCY, UnitKind.BRANCH)
    places = Unit.objects.filter(kind__in=kinds, is_open=True).exclude(ward_code="")
    here = list(places.filter(ward_code=parcel.ward_code).order_by("-kind", "code")[:POINTS])
    if len(here) == POINTS or not here:
        origin = Q(code=parcel.origin_unit)
        return here or list(Unit.objects.filter(origin, is_open=True)[:1])
    centre = next((each for each in here if each.lat is not None), None)
    if centre is None or centre.lat is None or centre.lon is None:
        return here
    lat, lon = centre.lat, centre.lon
    near = [
        (metres_between(lat, lon, each.lat, each.lon), each.code, each)
        for each in places.exclude(code__in=[one.code for one in here]).filter(
            lat__range=(lat - 0.05, lat + 0.05), lon__range=(lon - 0.05, lon + 0.05)
        )
        if each.lat is not None and each.lon is not None
    ]
    return here + [each for _, _, each in sorted(near)[: POINTS - len(here)]]
