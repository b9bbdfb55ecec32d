"""What a receipt still owes: the missing items of a dossier, or of every part of a linked filing."""

from dataclasses import dataclass
from uuid import UUID

from cuamo.catalogue.rules import components
from cuamo.dossiers.models import Dossier, SupplementRequest
from cuamo.dossiers.rules.linked import is_filing
from cuamo.dossiers.selectors.linked import parts_of, said_of
from cuamo.dossiers.states import State


@dataclass(frozen=True)
class AskedItem:
    """One thing asked for, and the name its files are sent under."""

    field: str
    """Name of the box on the page: which dossier, which item."""
    component: str
    """What the files are kept as: the component asked about, or the number of the item."""
    label: str
    reason: str
    todo: str


@dataclass(frozen=True)
class Asked:
    """Everything one dossier was asked for at once."""

    dossier: Dossier
    part_vi: str
    """Which part of a linked filing; empty for a dossier on its own."""
    request: SupplementRequest
    items: list[AskedItem]


def asked_for(dossier: Dossier) -> list[Asked]:
    """Return what is asked for now, part by part; empty when nothing is."""
    waiting = [(part_vi, one) for part_vi, one in _with_parts(dossier) if one.state == State.SUPPLEMENT]
    requests = {
        request.dossier_id: request
        for request in SupplementRequest.objects.filter(
            dossier_id__in=[one.id for _, one in waiting], answered_at=None
        ).order_by("number")
    }
    return [
        Asked(one, part_vi, requests[one.id], _items(one, requests[one.id]))
        for part_vi, one in waiting
        if one.id in requests
    ]


def _with_parts(dossier: Dossier) -> list[tuple[str, Dossier]]:
    if not is_filing(dossier):
        return [("", dossier)]
    parts = parts_of(dossier.id)
    if not parts:
        return []
    names = {part.key: part.name_vi for part in said_of(parts[0].filing).parts}
    return [(names.get(part.key, ""), part.dossier) for part in parts]


def _items(dossier: Dossier, request: SupplementRequest) -> list[AskedItem]:
    known = {need.key for need in components.needed(dossier.version.content, dossier.answers)}
    return [
        AskedItem(
            field=box_name(dossier.id, number),
            component=item["about"] if item.get("about") in known else f"bo-sung-{number}",
            label=item.get("label") or item["reason"],
            reason=item["reason"],
            todo=item["todo"],
        )
        for number, item in enumerate(request.items, start=1)
    ]


def box_name(dossier_id: UUID, number: int) -> str:
    """Return the name of the box of one item on the page."""
    return f"{dossier_id}-{number}"
