"""X2: where the envelope is, and what an officer may decide about it."""

from datetime import datetime
from typing import Any

from cuamo.delivery.models import Passing
from cuamo.delivery.selectors.parcels import parcel_of
from cuamo.delivery.selectors.recipient import rule_of
from cuamo.delivery.services.lose import NEVER_LOST
from cuamo.delivery.states import LOSS_REASONS
from cuamo.dossiers.models import Dossier
from cuamo.kernel.actors import Actor
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
