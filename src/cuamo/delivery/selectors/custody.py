"""Through whose hands an envelope went, and where the chain is broken."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cuamo.delivery.models import HandOver, Parcel


@dataclass(frozen=True)
class Link:
    """One change of hands as shown to people."""

    given_at: datetime | None
    taken_at: datetime | None
    giver: str
    taker: str
    place: str
    proof: str
    gap: str
    """Empty, or what is missing: `giver`, `taker`, `between` (nobody says how it came to this giver)."""


def custody_of_parcel(parcel_id: UUID) -> list[Link]:
    """Return every hand an envelope went through, in order; a gap is told at its link."""
    links: list[Link] = []
    before: HandOver | None = None
    for step in HandOver.objects.filter(parcel_id=parcel_id).order_by("id"):
        taker = step.taker or {}
        links.append(
            Link(
                given_at=step.given_at,
                taken_at=step.taken_at,
                giver=str(step.giver.get("name", "")),
                taker=str(taker.get("name", "")),
                place=step.place,
                proof=step.proof,
                gap=_gap(step, before),
            )
        )
        before = step
    return links


def _gap(step: HandOver, before: HandOver | None) -> str:
    if step.given_at is None:
        return "giver"
    if step.taken_at is None:
        return "taker"
    if before is None or before.taken_at is None or _may_give(step.giver, before):
        return ""
    return "between"


def _may_give(giver: dict[str, Any], before: HandOver) -> bool:
    """A place's staff give for one another; a courier only gives what they took themselves."""
    taker = before.taker or {}
    if taker.get("unit") and taker.get("unit") == before.place:
        return giver.get("unit") == before.place
    return giver.get("id") == taker.get("id")


def where_it_belongs(label: str) -> Parcel | None:
    """Return the envelope of a label with its run, None for an unknown one; for envelopes in wrong hands."""
    return Parcel.objects.select_related("run").filter(label=label).first()
