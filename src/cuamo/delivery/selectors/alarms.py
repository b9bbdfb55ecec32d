"""Open alarms: a place's own, an operator's, the city's."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import QuerySet

from cuamo.delivery.models import Alarm
from cuamo.delivery.states import AlarmKind


def open_alarms(unit_codes: Collection[str] | None = None) -> QuerySet[Alarm]:
    """Return alarms nobody has answered, with their envelope or bag, soonest due first.

    Args:
        unit_codes: places that own them; None for all of the city.
    """
    alarms = Alarm.objects.select_related("parcel", "bag", "run").filter(closed_at=None)
    if unit_codes is not None:
        alarms = alarms.filter(owner_unit__in=unit_codes)
    return alarms.order_by("due_at", "id")


def heard_alive(subject_id: UUID) -> Alarm | None:
    """Return the open alarm by which the hotline told that a sender said to have died is alive."""
    open_ones = Alarm.objects.filter(parcel__subject_id=subject_id, closed_at=None, facts__has_key="heard")
    return open_ones.filter(kind=AlarmKind.SENDER_DEAD).order_by("raised_at", "id").first()


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
    if heard := facts.get("heard"):
        said.append(f"người gọi tổng đài nói còn sống: «{heard}»")
    if alarm.kind == AlarmKind.SENDER_DEAD:
        said.append("gọi hỏi gia đình; báo nhầm thì lãnh đạo rút lại trên trang hồ sơ")
    if facts.get("missing") in {"giver", "taker"}:
        said.append("thiếu bên giao" if facts["missing"] == "giver" else "thiếu bên nhận")
    return "; ".join(said)
