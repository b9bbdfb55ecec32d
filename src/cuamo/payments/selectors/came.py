"""By which ways the money of a request came."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Sum

from cuamo.payments.models import CallbackReceipt, Posting, ReconciliationItem, SuspenseItem
from cuamo.payments.selectors.rounds import turned_back
from cuamo.payments.types import Account, EntryKind, Side

_PAYING = (EntryKind.PAID_ONLINE, EntryKind.PAID_CASH, EntryKind.PAID_BANK, EntryKind.MATCHED)
_GATEWAY, _MATCHED, _REPAIRED, _MOVEMENT = "gateway:", "matched:", "reconciled:", "tx:"


@dataclass(frozen=True)
class Came:
    """One sum credited to a request, and the entry that credited it."""

    source: str
    amount_vnd: int
    callback: CallbackReceipt | None
    """The platform's movement; None for cash."""


def came_for(request_id: UUID) -> list[Came]:
    """Return what was credited to a request, in the order it came (tiền đã nhận).

    A match that was taken back credits nothing. What the platform took back since is taken off the
    movement it took back; the rest of it, if any, off the sums that came last.
    """
    credited = Posting.objects.filter(
        entry__request_id=request_id,
        entry__kind__in=_PAYING,
        account=Account.CITIZEN,
        side=Side.CREDIT,
    )
    rows = (
        credited.values(source=F("entry__source"))
        .annotate(total=Sum("amount_vnd"))
        .order_by("entry__booked_at", "entry__id")
    )
    credited_by = [(str(row["source"]), int(row["total"])) for row in rows]
    turned = turned_back(source for source, _ in credited_by)
    found = [(source, total) for source, total in credited_by if source not in turned]
    kept = _less(found, _taken_back(request_id))
    callbacks = _callbacks_of(source for source, _ in found)
    return [
        Came(source, total, callbacks.get(source))
        for (source, _), total in zip(found, kept, strict=True)
        if total
    ]


def _taken_back(request_id: UUID) -> list[tuple[str, int]]:
    """Return what the platform took back of a request, with the entry that had credited it."""
    turned = Posting.objects.filter(
        entry__request_id=request_id,
        entry__kind=EntryKind.REVERSED,
        account=Account.CITIZEN,
        side=Side.DEBIT,
    )
    back = [(str(one.entry.source), one.amount_vnd) for one in turned.select_related("entry").order_by("id")]
    items = {source: source.split(":")[1] for source, _ in back if source.startswith(_REPAIRED)}
    named = ReconciliationItem.objects.filter(id__in=list(items.values()))
    subjects = {str(item.id): item.subject.removeprefix(_MOVEMENT) for item in named}
    return [(_GATEWAY + subjects.get(items.get(source, ""), ""), total) for source, total in back]


def _less(found: list[tuple[str, int]], back: list[tuple[str, int]]) -> list[int]:
    """Return the sums without what was taken back: off the sum it was of first, then off the last ones."""
    kept, rest_vnd = [total for _, total in found], 0
    for source, back_vnd in back:
        left_vnd = back_vnd
        for place, (credited, _) in enumerate(found):
            if credited == source:
                taken = min(kept[place], left_vnd)
                kept[place] -= taken
                left_vnd -= taken
        rest_vnd += left_vnd
    for place in reversed(range(len(kept))):
        taken = min(kept[place], rest_vnd)
        kept[place] -= taken
        rest_vnd -= taken
    return kept


def _callbacks_of(sources: Iterable[str]) -> dict[str, CallbackReceipt]:
    told: dict[str, CallbackReceipt] = {}
    numbers, items, named = [], [], list(sources)
    for source in named:
        if source.startswith(_GATEWAY):
            numbers.append(source.removeprefix(_GATEWAY))
        elif source.startswith(_MATCHED):
            items.append(source.split(":")[1])
    for callback in CallbackReceipt.objects.filter(transaction_id__in=numbers):
        told[_GATEWAY + callback.transaction_id] = callback
    known = {
        str(item.id): item.callback
        for item in SuspenseItem.objects.filter(id__in=items).select_related("callback")
        if item.callback is not None
    }
    matched = (source for source in named if source.startswith(_MATCHED))
    return told | {source: known[name] for source in matched if (name := source.split(":")[1]) in known}
