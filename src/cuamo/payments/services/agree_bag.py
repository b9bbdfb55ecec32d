"""What the statement alone does not say of a bag is said by one accountant and agreed to by a second."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, Invalid, NotPermitted
from cuamo.kernel.text import nfc
from cuamo.payments.models import CashBag, ReconciliationItem
from cuamo.payments.policies import require_accountant
from cuamo.payments.reconciling import ItemKind, ItemState
from cuamo.payments.rules import legs
from cuamo.payments.selectors.cash_lines import free_cash_line
from cuamo.payments.selectors.rounds import next_source
from cuamo.payments.services.bag_parts import lock_bag, wrong_state
from cuamo.payments.services.book import book
from cuamo.payments.services.carry_bag import confirm_deposit, own_difference
from cuamo.payments.services.items import close_items, take_turns
from cuamo.payments.services.reconcile_day import refresh_days
from cuamo.payments.states import BAGS_ENDED, BagProposal, BagState, CashCause
from cuamo.payments.types import EntryKind

MOST = 500
_ABOUT_A_LINE = (ItemKind.DEPOSIT_UNKNOWN, ItemKind.DEPOSIT_BY_HAND)


@transaction.atomic
def propose_deposit(
    *, bag_id: UUID, line_number: str, words: str, accountant: Actor, at: datetime
) -> CashBag:
    """Say which line of cash on the bank's statement is a bag's deposit. Records `cash.bag_proposed`.

    Nothing is booked before a second accountant agrees; the amount is the line's.

    Raises:
        NotPermitted: no accountant of the centre.
        Invalid: no line of cash has this number and is still free, or no reason.
        IllegalTransition: the bag is not sealed, or has ended.
    """
    require_accountant(accountant)
    bag = _waiting(bag_id)
    line = free_cash_line(line_number)
    if line is None:
        raise Invalid(
            "bag.line",
            "Không có dòng nộp tiền mặt này trên sao kê, hoặc dòng đã ghi cho việc khác.",
            "There is no such line of cash on a statement, or it is booked already.",
            where="line",
        )
    return _propose(bag, BagProposal.DEPOSIT, line.number, words, accountant, at)


@transaction.atomic
def propose_lost(*, bag_id: UUID, words: str, accountant: Actor, at: datetime) -> CashBag:
    """Say that a bag is lost or stolen. Records `cash.bag_proposed`; nothing is booked yet.

    Raises:
        NotPermitted: no accountant of the centre.
        Invalid: no reason.
        IllegalTransition: the bag is not sealed, or has ended.
    """
    require_accountant(accountant)
    return _propose(_waiting(bag_id), BagProposal.LOST, "", words, accountant, at)


@transaction.atomic
def agree_on_bag(*, bag_id: UUID, seen: str, accountant: Actor, at: datetime) -> CashBag:
    """Agree as the second accountant to what was proposed of a bag, and book it.

    A lost bag's whole sum is a difference of whoever carried it; what was open about a bag's line is closed.
    Records `cash.deposited` or `cash.bag_lost`.

    Args:
        seen: the proposal and line the accountant read, as `DEPOSIT:<line>` or `LOST:`.
    Raises:
        NotPermitted: no accountant of the centre, or the one who proposed it.
        Conflict: something else is proposed now, or the line was booked meanwhile.
        IllegalTransition: nothing is proposed, or the bag has ended.
    """
    require_accountant(accountant)
    take_turns()
    bag = _waiting(bag_id)
    if not bag.proposal:
        raise wrong_state(bag)
    if bag.proposed_by_id == accountant.id:
        raise NotPermitted(
            "bag.four_eyes",
            "Người đề nghị không tự đồng ý. Cần kế toán thứ hai.",
            "Who proposed it does not agree to it. A second accountant does.",
        )
    line = free_cash_line(bag.proposed_line) if bag.proposal == BagProposal.DEPOSIT else None
    changed = seen != f"{bag.proposal}:{bag.proposed_line}"
    if changed or (bag.proposal == BagProposal.DEPOSIT and line is None):
        raise Conflict(
            "bag.changed",
            "Đề nghị hoặc dòng sao kê đã thay đổi. Tải lại trang và xem lại.",
            "The proposal or the line has changed. Load the page again.",
        )
    if line is not None:
        source = f"line:{line.number}"
        done = confirm_deposit(
            bag_id=bag.id, amount_vnd=line.amount_vnd, source=source, actor=accountant, at=at
        )
        _close_line(source, done, accountant, at)
        return done
    bag.state, bag.agreed_by_id = BagState.LOST, accountant.id
    bag.save(update_fields=["state", "agreed_by_id"])
    own_difference(bag, -bag.amount_vnd, cause=CashCause.LOST, at=at)
    book(
        kind=EntryKind.DEPOSITED,
        source=next_source(f"deposited:{bag.id}"),
        request_id=None,
        legs=legs.deposited(bag_vnd=bag.amount_vnd, deposit_vnd=0),
        at=at,
    )
    events.record(
        "cash.bag_lost", bag.id, actor=accountant, at=at, number=bag.number, amount_vnd=bag.amount_vnd
    )
    return bag


@transaction.atomic
def drop_proposal(*, bag_id: UUID, accountant: Actor, at: datetime) -> CashBag:
    """Take back or do not agree to what was proposed of a bag. Records `cash.bag_proposal_dropped`.

    Raises:
        NotPermitted: no accountant of the centre.
        IllegalTransition: the bag has ended.
    """
    require_accountant(accountant)
    bag = _waiting(bag_id)
    if not bag.proposal:
        return bag
    dropped = bag.proposal
    bag.proposal = bag.proposed_line = bag.proposed_words = bag.proposed_by_id = bag.proposed_by_name = ""
    bag.proposed_at = None
    bag.save()
    events.record(
        "cash.bag_proposal_dropped", bag.id, actor=accountant, at=at, number=bag.number, proposal=dropped
    )
    return bag


def _close_line(source: str, bag: CashBag, accountant: Actor, at: datetime) -> None:
    """Close what is open about a line of cash: it is this bag's now."""
    about = ReconciliationItem.objects.select_for_update().filter(kind__in=_ABOUT_A_LINE, subject=source)
    items = list(about.exclude(state=ItemState.SETTLED).order_by("id"))
    close_items(items, outcome=f"Là tiền nộp của túi {bag.number}.", actor=accountant, at=at)
    refresh_days({item.day for item in items})


def _waiting(bag_id: UUID) -> CashBag:
    bag = lock_bag(bag_id)
    if bag.state == BagState.PACKED or bag.state in BAGS_ENDED:
        raise wrong_state(bag)
    return bag


def _propose(
    bag: CashBag, proposal: BagProposal, line: str, words: str, accountant: Actor, at: datetime
) -> CashBag:
    said = nfc(words)[:MOST]
    if not said:
        raise Invalid(
            "bag.words", "Ghi đã xem gì và thấy gì.", "Say what was looked at and found.", where="words"
        )
    if bag.proposal:
        if (bag.proposal, bag.proposed_line, bag.proposed_by_id) == (proposal, line, accountant.id):
            return bag
        raise Conflict(
            "bag.proposed",
            f"{bag.proposed_by_name} đã đề nghị về túi này. Đồng ý hoặc bỏ đề nghị đó trước.",
            "Something is proposed already. Agree to it or drop it first.",
        )
    bag.proposal, bag.proposed_line, bag.proposed_words = proposal, line, said
    bag.proposed_by_id, bag.proposed_by_name, bag.proposed_at = accountant.id, accountant.name, at
    bag.save()
    events.record(
        "cash.bag_proposed", bag.id, actor=accountant, at=at, number=bag.number, proposal=proposal, line=line
    )
    return bag
