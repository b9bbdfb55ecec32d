"""Open alarms: a place's own, an operator's, the city's."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from cuamo.delivery.models import Alarm
from cuamo.delivery.states import AlarmKind


def open_alarms(unit_codes: Collection[str] | None = None) -> QuerySet[Alarm]:
    """Return alarms nobody has answered, with their envelope or bag, soonest due first.

    Args:
        unit_codes: places that own them; None for all of the city.
    """
    alarms = Alarm.objects.select_related("parcel", "bag").filter(closed_at=None)
    if unit_codes is not None:
        alarms = alarms.filter(owner_unit__in=unit_codes)
    return alarms.order_by("due_at", "id")


@dataclass(frozen=True)
class UnitAlarms:
    """How many alarms a place has to answer, and how many it has not answered in time."""

    unit: str
    open: int
    late: int


def alarms_by_unit(*, at: datetime, unit_codes: Collection[str] | None = None) -> list[UnitAlarms]:
    """Return open alarms counted by who has to answer, most late first."""
    counted = (
        open_alarms(unit_codes)
        .order_by()
        .values("owner_unit")
        .annotate(open=Count("id"), late=Count("id", filter=Q(due_at__lte=at)))
    )
    rows = [UnitAlarms(row["owner_unit"], row["open"], row["late"]) for row in counted]
    return sorted(rows, key=lambda row: (-row.late, -row.open, row.unit))


def words_of(alarm: Alarm, *, names: Mapping[str, str]) -> str:
    """Return in Vietnamese what is wrong, with places by name.

    Args:
        names: names of units by their codes.
    """
    facts = alarm.facts
    said = [AlarmKind(alarm.kind).label if alarm.kind in AlarmKind.values else alarm.kind]
    if belongs := facts.get("belongs"):
        said.append(f"nơi đúng: {names.get(belongs, belongs)}")
    if place := facts.get("place"):
        said.append(f"thấy ở {names.get(place, place)}")
    if bag := facts.get("bag"):
        said.append(f"túi {bag}")
    if run := facts.get("run"):
        said.append(f"chuyến {run}")
    if papers := facts.get("papers"):
        said.append(f"thiếu {len(papers)} bản gốc")
    if facts.get("missing") in {"giver", "taker"}:
        said.append("thiếu bên giao" if facts["missing"] == "giver" else "thiếu bên nhận")
    return "; ".join(said)
