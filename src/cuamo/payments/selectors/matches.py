"""Matches that stand: of a sum in suspense, of a line of the bank, of a bag of cash."""

from dataclasses import dataclass
from uuid import UUID

from cuamo.kernel.errors import IllegalTransition
from cuamo.payments.models import CashBag, JournalEntry, ReconciliationItem, SuspenseItem
from cuamo.payments.reconciling import ItemKind, ItemState
from cuamo.payments.rules.repairs import PLANS, Repair
from cuamo.payments.selectors.cash_bags import bag_of
from cuamo.payments.selectors.reconciliation import item_of as difference_of
from cuamo.payments.selectors.rounds import standing_source, turned_back
from cuamo.payments.selectors.suspense import item_of
from cuamo.payments.states import BagState
from cuamo.payments.types import Account, Leg, MatchOf, Side

_REPAIRS = frozenset({Repair.CREDIT, Repair.BOOK})
Target = SuspenseItem | ReconciliationItem | CashBag


@dataclass(frozen=True)
class Match:
    """A match that stands: the entry it wrote, its sum, and to what."""

    entry: str
    amount_vnd: int
    matched_to: str


def match_of_sum(item: SuspenseItem) -> Match:
    """Return the match of a sum that was in suspense.

    Raises:
        IllegalTransition: nobody has matched it.
    """
    if item.matched_at is None or not item.matched_by_id:
        raise _nothing()
    entry = standing_source(f"matched:{item.id}") if item.request_id is not None else ""
    to = item.request.subject_code if item.request is not None else "Không của khoản nào"
    return Match(entry, moved_in(entry, Account.CITIZEN) or item.left_vnd or item.amount_vnd, to)


def match_of_line(item: ReconciliationItem) -> Match:
    """Return what the repair of a line of the bank wrote.

    Raises:
        IllegalTransition: no repair of it stands that an accountant can take back.
    """
    entry = f"reconciled:{item.id}:{item.rounds}"
    of_line = item.subject.startswith("line:") and PLANS[ItemKind(item.kind)].repair in _REPAIRS
    if not of_line or item.state != ItemState.SETTLED or not item.rounds or turned_back([entry]):
        raise _nothing()
    return Match(entry, moved_in(entry, Account.BANK), item.subject.removeprefix("line:"))


def match_of_bag(bag: CashBag) -> Match:
    """Return the line of the bank a bag was matched to.

    Raises:
        IllegalTransition: the bank has not confirmed it.
    """
    if bag.state != BagState.DONE or not bag.deposited_vnd:
        raise _nothing()
    entry = standing_source(f"deposited:{bag.id}")
    return Match(entry, bag.deposited_vnd, bag.deposit_source.removeprefix("line:"))


def target_of(what: MatchOf, target_id: UUID) -> Target:
    """Return the sum, the difference or the bag.

    Raises:
        NotFound: there is none.
    """
    if what == MatchOf.SUSPENSE:
        return item_of(target_id)
    return difference_of(target_id) if what == MatchOf.LINE else bag_of(target_id)


def match_of(target: Target) -> Match:
    """Return the match that stands.

    Raises:
        IllegalTransition: none does.
    """
    if isinstance(target, SuspenseItem):
        return match_of_sum(target)
    return match_of_line(target) if isinstance(target, ReconciliationItem) else match_of_bag(target)


def stands(target: Target) -> bool:
    """Say whether a match stands there that could be taken back."""
    try:
        match_of(target)
    except IllegalTransition:
        return False
    return True


def legs_in(entry: str) -> list[Leg]:
    """Return the sides of an entry; none of no entry."""
    found = JournalEntry.objects.filter(source=entry).first() if entry else None
    postings = found.postings.order_by("id") if found is not None else ()
    return [Leg(leg.account, Side(leg.side), leg.amount_vnd) for leg in postings]


def signed_in(entry: str, account: str) -> int:
    """Return debit less credit in đồng of one account in one entry."""
    mine = [leg for leg in legs_in(entry) if leg.account == account]
    return sum(leg.amount_vnd if leg.side == Side.DEBIT else -leg.amount_vnd for leg in mine)


def moved_in(entry: str, account: str) -> int:
    """Return how many đồng of one account an entry moved."""
    return abs(signed_in(entry, account))


def _nothing() -> IllegalTransition:
    return IllegalTransition(
        "take_back.nothing",
        "Không có lần ghép nào đang đứng để rút lại.",
        "No match stands here that could be taken back.",
    )
