"""What still waits on a counter's PC, as the PC says it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import Brought, DeviceReport
from cuamo.kernel.actors import Actor

MOST_ITEMS = 1000
STATES = frozenset({"waiting", "sending", "look", "draft"})
ARRIVED = ("SENT", "KEPT", "ENDED", "DROPPED")


@dataclass(frozen=True)
class Heard:
    """What the server answers."""

    unsent: int
    oldest_since: datetime | None
    arrived: list[str]
    """Keys that have arrived whole already: only their answer was lost."""
    skew_s: int | None
    """Server minus PC, in seconds."""


@transaction.atomic
def report_unsent(
    *,
    device: UUID,
    items: Sequence[Mapping[str, Any]],
    device_now: datetime | None,
    clerk: Actor,
    at: datetime,
) -> Heard:
    """Keep how much of this clerk's work still waits on this PC (nhịp báo hồ sơ chưa gửi).

    Ages are counted by the server's clock: an item never gets younger, whatever the PC says, and one the
    server has received no longer waits. What makes no sense in an item is left out, the item still counts.

    Args:
        device_now: the PC's clock at the moment it reported.
    """
    skew = (at - device_now) if device_now is not None else None
    report = DeviceReport.objects.select_for_update().filter(device=device, clerk_id=clerk.id).first()
    known = {item["key"]: datetime.fromisoformat(item["since"]) for item in report.items} if report else {}
    said = {key: item for item in items[:MOST_ITEMS] if (key := _key(item.get("key")))}
    arrived = {
        str(key)
        for key in Brought.objects.filter(
            key__in=[UUID(key) for key in said], clerk_id=clerk.id, state__in=ARRIVED
        ).values_list("key", flat=True)
    }
    waiting = []
    for key, item in said.items():
        if key in arrived:
            continue
        claimed = _moment(item.get("since"), skew)
        since = min(moment for moment in (claimed, known.get(key), at) if moment is not None)
        state = str(item.get("state", ""))
        waiting.append(
            {"key": key, "since": since.isoformat(), "state": state if state in STATES else "waiting"}
        )
    oldest = min((datetime.fromisoformat(item["since"]) for item in waiting), default=None)
    row: dict[str, Any] = {
        "clerk_name": clerk.name,
        "agency_code": clerk.unit_code,
        "items": waiting,
        "unsent": len(waiting),
        "oldest_since": oldest,
        "clock_skew_s": skew.total_seconds() if skew is not None else None,
        "reported_at": at,
    }
    if not waiting:
        row |= {"told_point_at": None, "told_network_at": None}
    DeviceReport.objects.update_or_create(device=device, clerk_id=clerk.id, defaults=row)
    return Heard(
        unsent=len(waiting),
        oldest_since=oldest,
        arrived=sorted(arrived),
        skew_s=round(skew.total_seconds()) if skew is not None else None,
    )


def _key(said: Any) -> str:
    try:
        return str(UUID(str(said)))
    except ValueError:
        return ""


def _moment(said: Any, skew: timedelta | None) -> datetime | None:
    """Return a moment of the PC's clock by the server's clock; None where it cannot be one."""
    try:
        moment = datetime.fromisoformat(str(said))
        return moment + (skew or timedelta(0)) if moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
