"""Questions about items that cannot be claimed and what operators say; nothing here names a citizen."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from cuamo.dossiers.selectors.pages import KeysetPage, page_by
from cuamo.kernel.errors import NotFound
from cuamo.settlement.models import Item, Objection
from cuamo.settlement.types import DisputeState


def item_of(item_id: UUID, *, operator: str | None = None) -> Item:
    """Return an item; for an operator one of its own, for the centre (None) any.

    Raises:
        NotFound: there is none.
    """
    found = Item.objects.filter(id=item_id)
    row = found.first() if operator is None else found.filter(operator_code=operator).first()
    if row is None:
        raise NotFound("item.unknown", "Không thấy việc này.", "There is no such item.")
    return row


def objections_to(item: Item, *, operator: str | None = None) -> list[Objection]:
    """Return what was said about an item, oldest first; for an operator what it said itself."""
    rows = Objection.objects.filter(item=item)
    if operator is not None:
        rows = rows.filter(operator_code=operator)
    return list(rows.order_by("id"))


def objections_open(*, after: str = "") -> KeysetPage[Objection]:
    """Return a page of the objections that wait for an answer, longest waiting first."""
    return page_by(_waiting().select_related("item"), "raised_at", after=after)


def how_many_open() -> int:
    """Return how many objections wait for an answer."""
    return _waiting().count()


def objected(item_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return what became of the newest objection to each of the items, in one word."""
    rows = Objection.objects.filter(item_id__in=list(item_ids)).order_by("id")
    return {row.item_id: str(DisputeState(row.state).label) for row in rows}


def granted_of(items: Iterable[Item]) -> set[tuple[UUID, str]]:
    """Return which of the items the centre accepted an objection to, and for which operator."""
    rows = Objection.objects.filter(item__in=[item.id for item in items], state=DisputeState.ACCEPTED)
    return set(rows.values_list("item_id", "operator_code"))


def _waiting() -> QuerySet[Objection]:
    return Objection.objects.filter(state=DisputeState.OPEN)
