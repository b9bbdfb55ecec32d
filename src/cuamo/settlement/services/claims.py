"""Items as the rules of a month see them, and what of them was charged before."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from cuamo.kernel.selectors.calendar import current_calendar
from cuamo.settlement.models import Dispute, Item, Line, Statement
from cuamo.settlement.rules import month as rules
from cuamo.settlement.rules.custody import Try
from cuamo.settlement.rules.subsidy import Filing
from cuamo.settlement.selectors.in_force import InForce
from cuamo.settlement.types import DisputeState, LineKind

AT_ONCE = 2000
Shape = tuple[str, str, int, int, str, UUID | None]


def claim_of(item: Item) -> rules.Claim:
    """Return an item as the rules see it."""
    facts = item.facts
    return rules.Claim(
        id=item.id,
        key=item.claim_key,
        service=item.service,
        operator=item.operator_code,
        ward_code=item.ward_code,
        papers=facts["papers"],
        at=item.acted_at,
        reason=item.reason,
        ready_at=datetime.fromisoformat(facts["ready_at"]),
        picked_at=_moment(facts["picked_at"]),
        started_at=_moment(facts["started_at"]),
        tries=tuple(Try(datetime.fromisoformat(at), reason, then) for at, reason, then in facts["tries"]),
        gaps=len(facts["gaps"]),
        excused=facts["excused"],
        filing=Filing(
            channel=item.filing["channel"],
            groups=tuple(item.filing["groups"]),
            papers=tuple(item.filing["papers"]),
        ),
    )


def charged_before(
    acted_on: Mapping[UUID, date], *, but: Statement | None = None
) -> dict[UUID, frozenset[str]]:
    """Return the faults other statements took off already, or gave back after an objection, by item.

    Args:
        but: a draft whose own lines do not count.
    """
    since = min(acted_on.values(), default=date.max)
    rows = Line.objects.filter(kind=LineKind.PENALTY, carried_at=None, item__acted_on__gte=since)
    if but is not None:
        rows = rows.exclude(statement=but)
    waived = Dispute.objects.filter(state=DisputeState.ACCEPTED, line__item__acted_on__gte=since).exclude(
        line__fault=""
    )
    found: dict[UUID, set[str]] = {}
    both = rows.values_list("item_id", "fault").union(waived.values_list("line__item_id", "line__fault"))
    for item_id, fault in both.iterator(chunk_size=AT_ONCE):
        if item_id in acted_on:
            found.setdefault(item_id, set()).add(fault)
    return {item_id: frozenset(faults) for item_id, faults in found.items()}


def is_stale(draft: Statement) -> bool:
    """Say whether a draft would be another one if it were built now: an act, a contract or a rule changed.

    The items are locked, so that none changes between this look and the end of the transaction. They are
    asked for by their keys, some at a time: that stays quick right after thousands of lines were written.
    """
    acted_on: dict[UUID, date] = {}
    stored: dict[UUID, list[Shape]] = {}
    lines = draft.lines.filter(carried_at=None, item__isnull=False).values_list(
        "item_id", "acted_on", "kind", "fault", "net_vnd", "vat_vnd", "payer", "contract_id"
    )
    for item_id, day, kind, fault, net, vat, payer, contract_id in lines.iterator(chunk_size=AT_ONCE):
        assert item_id is not None
        assert day is not None
        acted_on[item_id] = day
        stored.setdefault(item_id, []).append(_shape(kind, fault, net, vat, payer, contract_id))
    charged = charged_before(acted_on, but=draft)
    in_force, days = InForce(), current_calendar()
    for item in _locked(sorted(stored)):
        now = rules.lines_of(
            claim_of(item), contracts=in_force, days=days, before=charged.get(item.id, frozenset())
        )
        if isinstance(now, str) or item.operator_code != draft.operator_code:
            return True
        shapes = [_shape(o.kind, o.fault, o.net_vnd, o.vat_vnd, o.payer, o.contract_id) for o in now]
        if sorted(shapes, key=str) != sorted(stored[item.id], key=str):
            return True
    return False


def _locked(keys: Sequence[UUID]) -> Iterator[Item]:
    for begin in range(0, len(keys), AT_ONCE):
        some = Item.objects.filter(id__in=keys[begin : begin + AT_ONCE])
        yield from some.select_for_update(no_key=True).order_by("id")


def _shape(kind: str, fault: str, net: int, vat: int, payer: str, contract_id: UUID | None) -> Shape:
    return str(kind), str(fault), net, vat, str(payer), contract_id


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
