"""Keep what was typed when the session was gone, and give it back to the same account."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from cuamo.people.models import Account, HeldInput

HELD_FOR = timedelta(minutes=60)
MOST_CHARACTERS = 200_000
MOST_PLACES = 20


@dataclass(frozen=True)
class Held:
    """What was typed, and when."""

    fields: dict[str, list[str]]
    whole: bool
    held_at: datetime


@transaction.atomic
def hold_input(
    *, account_id: UUID, place: str, fields: Mapping[str, list[str]], whole: bool, at: datetime
) -> bool:
    """Keep words for an account at a place for an hour; False when there are too many or nobody to keep for.

    A part that is sent later is laid over what is held there; a whole form takes its place. No event is
    recorded: nothing has been done yet, and it is forgotten when given back or after the hour.
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
            mine.order_by("held_at")[0].delete()
        held = HeldInput(account=account, place=place)
    held.fields = dict(fields) if whole else {**held.fields, **fields}
    held.whole = whole or held.whole
    held.held_at = at
    held.save()
    return True


@transaction.atomic
def forget_held(*, at: datetime) -> int:
    """Forget what was held longer than an hour; return how many places that were."""
    return HeldInput.objects.filter(held_at__lt=at - HELD_FOR).delete()[0]


@transaction.atomic
def take_held(*, account_id: UUID, place: str, at: datetime) -> Held | None:
    """Give back what is held for the account at the place, once; None when there is nothing, or it is old."""
    held = HeldInput.objects.select_for_update().filter(account_id=account_id, place=place).first()
    if held is None:
        return None
    held.delete()
    if held.held_at < at - HELD_FOR:
        return None
    return Held(held.fields, held.whole, held.held_at)
