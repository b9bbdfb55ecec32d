"""Keep what was typed when the session was gone, and give it back to the same account."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from cuamo.people.models import Account, HeldInput

HELD_FOR = timedelta(minutes=60)
MOST_CHARACTERS = 200_000
MOST_PLACES = 20


@dataclass(frozen=True)
class Held:
    """What was typed, when, and what stood there then."""

    fields: dict[str, list[str]]
    stood: dict[str, Any]
    whole: bool
    held_at: datetime


@transaction.atomic
def hold_input(
    *,
    account_id: UUID,
    place: str,
    fields: Mapping[str, list[str]],
    stood: Mapping[str, Any],
    whole: bool,
    at: datetime,
) -> bool:
    """Keep words for an account at a place for an hour; False when there is too much or nobody to keep for.

    A part that is sent later is laid over what is held there; a whole form takes its place. No event is
    recorded: nothing has been done yet, and it is forgotten when given back or after the hour.

    Args:
        stood: what the record says now, by key; of what is held already the first counts.
    """
    forget_held(at=at)
    if sum(len(name) + sum(map(len, values)) for name, values in fields.items()) > MOST_CHARACTERS:
        return False
    account = Account.objects.select_for_update().filter(id=account_id, is_active=True).first()
    if account is None:
        return False
    mine = HeldInput.objects.filter(account=account)
    held = mine.filter(place=place).first()
    if held is None:
        if mine.count() >= MOST_PLACES:
            return False
        held = HeldInput(account=account, place=place)
    held.fields = dict(fields) if whole else {**held.fields, **fields}
    held.stood = {**stood, **held.stood}
    held.whole = whole or held.whole
    held.held_at = at
    held.save()
    return True


def see_held(*, account_id: UUID, place: str, at: datetime) -> Held | None:
    """Return what is held for the account at the place; nothing is changed by looking."""
    row = HeldInput.objects.filter(account_id=account_id, place=place, held_at__gte=at - HELD_FOR).first()
    return _said(row) if row else None


@transaction.atomic
def forget_held(*, at: datetime) -> int:
    """Forget what was held longer than an hour; return how many places that were."""
    return HeldInput.objects.filter(held_at__lt=at - HELD_FOR).delete()[0]


@transaction.atomic
def use_held(
    *, account_id: UUID, place: str, seen: datetime, at: datetime, use: Callable[[Held], dict[str, list[str]]]
) -> bool:
    """Use what is held in one transaction with its forgetting: when `use` refuses, all of it stays held.

    Args:
        seen: when what the clerk has seen was held; what came later is not used unseen.
        use: takes what is held and returns the fields it did not use; these stay held.
    Returns:
        False when nothing is held, or something else than was seen.
    """
    rows = HeldInput.objects.select_for_update().filter(account_id=account_id, place=place)
    row = rows.filter(held_at__gte=at - HELD_FOR).first()
    if row is None or row.held_at != seen:
        return False
    row.fields = use(_said(row))
    if row.fields:
        keys = {name.split(".")[0] for name in row.fields}
        row.stood = {key: value for key, value in row.stood.items() if key in keys}
        row.whole = False
        row.save(update_fields=["fields", "stood", "whole"])
    else:
        row.delete()
    return True


def drop_held(*, account_id: UUID, place: str) -> None:
    """Forget what is held for the account at the place."""
    HeldInput.objects.filter(account_id=account_id, place=place).delete()


def _said(row: HeldInput) -> Held:
    return Held(row.fields, row.stood, row.whole, row.held_at)
