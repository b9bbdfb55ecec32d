"""Which bag of cash a line of the bank's statement means."""

import re
from collections.abc import Sequence

from cuamo.payments.models import CashBag
from cuamo.payments.selectors.cash_bags import ON_THE_WAY
from cuamo.payments.states import BagState

LEAST_SIGNS = 4


def bags_to_confirm() -> list[CashBag]:
    """Return sealed bags no line of a statement has confirmed."""
    return list(CashBag.objects.filter(state__in=[BagState.SEALED, *ON_THE_WAY]).order_by("packed_at", "id"))


def find_bag(words: str, *, amount_vnd: int, among: Sequence[CashBag]) -> CashBag | None:
    """Return the bag a line of cash means without doubt; None when there is none, or more than one.

    The number, which the machine gave, is enough. Slip and seal are typed by people: they must stand in the
    words as a whole, and the amount must be the one of the bag, or of its slip.
    """
    plain = _plain(words)
    named = [bag for bag in among if _plain(bag.number) in plain]
    if named:
        return named[0] if len(named) == 1 else None
    fits = [
        bag
        for bag in among
        if (_stands_in(bag.slip_number, words) and amount_vnd in {bag.amount_vnd, bag.slip_vnd})
        or (_stands_in(bag.seal_number, words) and amount_vnd == bag.amount_vnd)
    ]
    return fits[0] if len(fits) == 1 else None


def likely_bag(words: str, *, among: Sequence[CashBag]) -> CashBag | None:
    """Return the one bag whose slip or seal stands in the words, whatever the amount: one to look at."""
    fits = [bag for bag in among if _stands_in(bag.slip_number, words) or _stands_in(bag.seal_number, words)]
    return fits[0] if len(fits) == 1 else None


def _stands_in(number: str, words: str) -> bool:
    """True when a typed number of four signs or more, one of them a figure, stands in the words as a whole.

    Banks leave out signs between the parts, or put spaces there.
    """
    own = _plain(number)
    if len(own) < LEAST_SIGNS or not any(sign.isdigit() for sign in own):
        return False
    whole = r"(?<![0-9A-Z])" + r"[^0-9A-Z]*".join(own) + r"(?![0-9A-Z])"
    return re.search(whole, words.upper()) is not None


def _plain(text: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", text.upper())
