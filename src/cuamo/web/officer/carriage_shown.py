"""X2: where the envelope is, and what an officer may decide about it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cuamo.delivery.models import Passing
from cuamo.delivery.selectors.alarms import heard_alive
from cuamo.delivery.selectors.parcels import parcel_of
from cuamo.delivery.selectors.recipient import deaths_at_a_fetch, rule_of
from cuamo.delivery.services.lose import NEVER_LOST
from cuamo.delivery.states import LOSS_REASONS
from cuamo.dossiers.models import Dossier
from cuamo.kernel.actors import Actor
from cuamo.kernel.events import EventRecord
from cuamo.organisation.types import Role
from cuamo.web.carriage import carriage_of


def carriage_shown(officer: Actor, dossier: Dossier, *, now: datetime) -> dict[str, Any] | None:
    """Return what an officer sees of the envelope and may decide; None without one."""
    shown = carriage_of(dossier, now=now)
    parcel = parcel_of(dossier.id) if shown is not None else None
    if shown is None or parcel is None:
        return None
    passing = Passing.objects.filter(parcel=parcel, mistaken_at=None).first()
    leads = Role.LEADER in officer.roles
    return {
        "shown": shown,
        "rule": rule_of(parcel).say_vi,
        "passing": passing,
        "may_lose": parcel.state not in NEVER_LOST
        and parcel.ended_at is None
        and shown.envelope.loss is None,
        "may_name": passing is not None and leads and parcel.delivered_at is None,
        "reasons": [(key, words[0]) for key, words in LOSS_REASONS.items()],
    }


def death_shown(officer: Actor, dossier: Dossier, kept: Sequence[EventRecord]) -> dict[str, Any] | None:
    """Return what was said of the sender where papers were to be fetched; None where nobody is said dead.

    Args:
        kept: what happened to the dossier; without such news no table is asked.
    """
    if not any(event.name == "delivery.passing_reported" for event in kept):
        return None
    said = deaths_at_a_fetch(dossier.id)
    if not said:
        return None
    return {
        "at": said[0].reported_at,
        "by": str(said[0].reported_by.get("name", "")),
        "heard": heard_alive(dossier.id),
        "may_take_back": Role.LEADER in officer.roles,
    }
