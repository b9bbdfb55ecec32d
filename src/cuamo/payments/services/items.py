"""Differences become items: raised once, kept up to date, closed when they are no more."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import connection

from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM, Actor
from cuamo.kernel.ids import uuid7
from cuamo.payments.models import ReconciliationItem
from cuamo.payments.reconciling import Difference, ItemKind, ItemState

_ONCE = frozenset({ItemKind.DOUBLED_ROW, ItemKind.PAYOUT_SPLIT, ItemKind.DEPOSIT_DIFFERS})
"""Kinds that go on differing when they are closed: nothing is left to do about them."""
_SAID = ("ours_vnd", "gateway_vnd", "bank_vnd", "gateway_delta_vnd", "bank_delta_vnd")
AT_ONCE = 500
SELF_CLOSED = "Hai bên đã khớp, không còn lệch."


def take_turns() -> None:
    """Let runs, files and repairs follow one another until the transaction ends; they lock days and items."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('reconciliation'))")


def raise_item(
    *, kind: ItemKind, subject: str, day: date, evidence: dict[str, Any], at: datetime, **said: int | None
) -> ReconciliationItem:
    """Raise one item, or bring the open one up to date (ghi nhận chênh lệch)."""
    difference = Difference(
        kind=kind,
        subject=subject,
        ours_vnd=said.get("ours_vnd") or 0,
        gateway_vnd=said.get("gateway_vnd"),
        bank_vnd=said.get("bank_vnd"),
        gateway_delta_vnd=said.get("gateway_delta_vnd") or 0,
        bank_delta_vnd=said.get("bank_delta_vnd") or 0,
        evidence=evidence,
    )
    return keep_items([difference], day=day, at=at)[0]


def keep_items(differences: list[Difference], *, day: date, at: datetime) -> list[ReconciliationItem]:
    """Keep each difference as one item; records `reconciliation.difference` for those new or open again.

    What people said stays. A settled item opens again only when the sides differ again. A proposed repair
    whose amounts have changed is open again: nobody agreed to another sum.
    """
    subjects = [difference.subject for difference in differences]
    known = {
        (item.kind, item.subject): item
        for item in ReconciliationItem.objects.select_for_update().filter(subject__in=subjects).order_by("id")
    }
    kept, fresh, changed = [], [], []
    for difference in differences:
        item = known.get((difference.kind.value, difference.subject))
        if item is None:
            item = ReconciliationItem(
                id=uuid7(at),
                day=day,
                kind=difference.kind,
                subject=difference.subject,
                raised_at=at,
                evidence=difference.evidence,
                **_said(difference),
            )
            fresh.append(item)
        elif _moved(item, difference):
            if item.state == ItemState.SETTLED:
                if difference.kind in _ONCE:
                    kept.append(item)
                    continue
                open_again(item)
                fresh.append(item)
            elif item.state == ItemState.EXPLAINED and _deltas(item) != _deltas(difference):
                open_again(item)
                fresh.append(item)
            for name, value in _said(difference).items():
                setattr(item, name, value)
            item.evidence = difference.evidence
            changed.append(item)
        kept.append(item)
    again = set(changed)
    ReconciliationItem.objects.bulk_create([item for item in fresh if item not in again], batch_size=AT_ONCE)
    ReconciliationItem.objects.bulk_update(
        changed,
        [
            *_SAID,
            "evidence",
            "state",
            "outcome",
            "proposed_by",
            "proposed_name",
            "proposed_at",
            "approved_by",
            "settled_at",
            "settled_by",
        ],
        batch_size=AT_ONCE,
    )
    for item in fresh:
        events.record(
            "reconciliation.difference",
            item.id,
            actor=SYSTEM,
            at=at,
            kind=item.kind,
            day=item.day.isoformat(),
            gateway_delta_vnd=item.gateway_delta_vnd,
            bank_delta_vnd=item.bank_delta_vnd,
        )
    return kept


def settle_item(*, kind: ItemKind, subject: str, outcome: str, actor: Actor, at: datetime) -> None:
    """Close the item about `subject` when there is one that is not closed."""
    open_ones = ReconciliationItem.objects.select_for_update().filter(kind=kind, subject=subject)
    close_items(open_ones.exclude(state=ItemState.SETTLED), outcome=outcome, actor=actor, at=at)


def close_items(items: Iterable[ReconciliationItem], *, outcome: str, actor: Actor, at: datetime) -> int:
    """Close items whose rows the caller has locked; records `reconciliation.settled` for each."""
    closed = list(items)
    for item in closed:
        item.state = ItemState.SETTLED
        item.settled_at = at
        item.settled_by = actor.as_json()
        item.outcome = outcome[:300]
        events.record(
            "reconciliation.settled", item.id, actor=actor, at=at, kind=item.kind, day=item.day.isoformat()
        )
    ReconciliationItem.objects.bulk_update(
        closed, ["state", "settled_at", "settled_by", "outcome"], batch_size=AT_ONCE
    )
    return len(closed)


def open_again(item: ReconciliationItem) -> None:
    """Let nothing that was said of its end stand any more; the caller saves it."""
    item.state = ItemState.OPEN
    item.outcome = ""
    item.proposed_by = item.proposed_name = item.approved_by = ""
    item.proposed_at = item.settled_at = None
    item.settled_by = {}


def _deltas(said: ReconciliationItem | Difference) -> tuple[int, int]:
    return said.gateway_delta_vnd, said.bank_delta_vnd


def _said(difference: Difference) -> dict[str, int | None]:
    return {name: getattr(difference, name) for name in _SAID}


def _moved(item: ReconciliationItem, difference: Difference) -> bool:
    """True when the sides say something else than the item, or an item that was closed differs again."""
    return item.state == ItemState.SETTLED or any(
        getattr(item, name) != value for name, value in _said(difference).items()
    )
