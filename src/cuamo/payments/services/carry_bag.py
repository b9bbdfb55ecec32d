"""A bag leaves its point, is taken, and is paid in at the bank."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM, Actor, ActorKind
from cuamo.kernel.errors import Conflict, Invalid, NotPermitted
from cuamo.kernel.ids import uuid7
from cuamo.organisation.policies import require_role, require_role_at
from cuamo.organisation.selectors.scope import may_see_unit
from cuamo.organisation.types import Role
from cuamo.payments.models import CashBag, CashDifference
from cuamo.payments.policies import require_accountant
from cuamo.payments.rules import legs
from cuamo.payments.selectors.rounds import next_source
from cuamo.payments.services.bag_parts import lock_bag, read_number, require_seal, wrong_state
from cuamo.payments.services.book import book
from cuamo.payments.states import BagProposal, BagState, CashCause
from cuamo.payments.types import EntryKind

MOST_VND = 10**13


@transaction.atomic
def give_bag(*, bag_id: UUID, giver: Actor, at: datetime, bank_receipt: str = "") -> CashBag:
    """Give a sealed bag out (giao túi tiền): a courier signs for it next, or the bank's collector took it.

    Giving twice changes nothing. Records `cash.bag_given`.

    Args:
        bank_receipt: number of the receipt the bank's own collector gave; a second person of the point signs
            that the collector took the bag.
    Raises:
        NotPermitted: of another point.
        IllegalTransition: it is not sealed, or has left.
        Invalid: the receipt's number is none.
    """
    bag = lock_bag(bag_id)
    require_role_at(giver, bag.unit_code, Role.CLERK, Role.SHIFT_LEAD)
    number = ""
    if bank_receipt.strip():
        number = read_number(
            bank_receipt, where="bank_receipt", what_vi="số biên nhận của ngân hàng", what_en="the receipt"
        )
    if bag.state in {BagState.GIVEN, BagState.TAKEN} and (bag.given_by_id, bag.bank_receipt) == (
        giver.id,
        number,
    ):
        return bag
    if bag.state != BagState.SEALED:
        raise wrong_state(bag)
    bag.given_by_id, bag.given_by_name, bag.given_at = giver.id, giver.name, at
    bag.bank_receipt = number
    bag.state = BagState.GIVEN
    bag.save()
    events.record(
        "cash.bag_given", bag.id, actor=giver, at=at, number=bag.number, bank_receipt=bag.bank_receipt
    )
    return bag


@transaction.atomic
def see_bag_off(*, bag_id: UUID, seal_seen: str, signer: Actor, at: datetime) -> CashBag:
    """Sign as the second person that the bank's collector took the bag. Records `cash.bag_taken`.

    Raises:
        NotPermitted: of another point, or the one who gave it.
        Conflict: the seal has another number.
        IllegalTransition: it was not given to the bank.
    """
    bag = lock_bag(bag_id)
    require_role_at(signer, bag.unit_code, Role.CLERK, Role.SHIFT_LEAD)
    if bag.given_by_id == signer.id:
        raise NotPermitted(
            "bag.same_person",
            "Người giao túi không tự ký thay ngân hàng. Cần người thứ hai ở điểm ký.",
            "Who gives the bag does not sign for the bank. A second person of the point signs.",
        )
    if bag.state == BagState.TAKEN and bag.bank_receipt and bag.seen_off_by_id == signer.id:
        return bag
    if bag.state != BagState.GIVEN or not bag.bank_receipt:
        raise wrong_state(bag)
    require_seal(bag, seal_seen)
    bag.state, bag.taken_at, bag.seen_off_by_id = BagState.TAKEN, at, signer.id
    bag.taken_by_name = f"Ngân hàng, biên nhận {bag.bank_receipt}"
    bag.save(update_fields=["state", "taken_at", "taken_by_name", "seen_off_by_id"])
    events.record(
        "cash.bag_taken", bag.id, actor=signer, at=at, number=bag.number, bank_receipt=bag.bank_receipt
    )
    return bag


@transaction.atomic
def take_bag(*, bag_id: UUID, seal_seen: str, courier: Actor, at: datetime) -> CashBag:
    """Sign as the courier for a bag that was given (nhận túi tiền). Records `cash.bag_taken`.

    Raises:
        NotPermitted: no courier of that area, or the same person who gave it.
        Conflict: the seal has another number, or somebody else took it.
        IllegalTransition: it was not given.
    """
    bag = lock_bag(bag_id)
    require_role(courier, Role.COURIER)
    for_bank = bool(bag.bank_receipt)
    if for_bank or not may_see_unit(courier, bag.unit_code) or bag.given_by_id == courier.id:
        raise NotPermitted("bag.elsewhere", "Túi này không giao cho người này.", "This bag is not for you.")
    if bag.state == BagState.TAKEN and bag.taken_by_id == courier.id:
        return bag
    if bag.state != BagState.GIVEN:
        raise wrong_state(bag)
    require_seal(bag, seal_seen)
    bag.state, bag.taken_at = BagState.TAKEN, at
    bag.taken_by_id, bag.taken_by_name = courier.id, courier.name
    bag.save(update_fields=["state", "taken_at", "taken_by_id", "taken_by_name"])
    events.record("cash.bag_taken", bag.id, actor=courier, at=at, number=bag.number)
    return bag


@transaction.atomic
def tell_deposit(*, bag_id: UUID, slip_number: str, amount_vnd: int, actor: Actor, at: datetime) -> CashBag:
    """Write down the bank's deposit slip (báo đã nộp ngân hàng); the statement decides. Records `cash.told`.

    Raises:
        NotPermitted: neither who carries the bag nor, for one the bank fetched, somebody of its point who
            did not give it.
        Invalid: the slip has no number, or the amount is none.
        IllegalTransition: it is not under way.
    """
    bag = lock_bag(bag_id)
    if bag.taken_by_id:
        if bag.taken_by_id != actor.id:
            raise NotPermitted("bag.other", "Túi này do người khác mang.", "Somebody else carries this bag.")
    else:
        require_role_at(actor, bag.unit_code, Role.CLERK, Role.SHIFT_LEAD)
        if bag.given_by_id == actor.id:
            raise NotPermitted(
                "bag.same_person",
                "Người giao túi cho ngân hàng không tự báo nộp. Người khác ở điểm ghi giấy nộp tiền.",
                "Who gave the bag to the bank does not tell its deposit. Somebody else writes the slip.",
            )
    number = read_number(
        slip_number, where="slip_number", what_vi="số giấy nộp tiền", what_en="the number of the deposit slip"
    )
    _require_amount(amount_vnd, where="slip_vnd")
    if bag.state == BagState.TOLD and (bag.slip_number, bag.slip_vnd) == (number, amount_vnd):
        return bag
    if bag.state not in {BagState.TAKEN, BagState.TOLD}:
        raise wrong_state(bag)
    bag.state, bag.slip_number, bag.slip_vnd = BagState.TOLD, number, amount_vnd
    bag.told_by_id, bag.told_at = actor.id, at
    bag.save(update_fields=["state", "slip_number", "slip_vnd", "told_by_id", "told_at"])
    events.record(
        "cash.told", bag.id, actor=actor, at=at, number=bag.number, slip=number, amount_vnd=amount_vnd
    )
    return bag


@transaction.atomic
def confirm_deposit(
    *, bag_id: UUID, amount_vnd: int, source: str, at: datetime, actor: Actor = SYSTEM
) -> CashBag:
    """Believe the bank's statement about a bag (đối chiếu tiền nộp). Records `cash.deposited`.

    The machine believes a signed file; a person only what another accountant proposed of this bag. What
    differs from the sealed amount goes to the account of differences, owned by whoever took the bag. The same
    line of a statement again changes nothing.

    Args:
        source: which line of which statement; it confirms one bag only.
    Raises:
        NotPermitted: a person who is no accountant of the centre, or nobody else proposed this line.
        Conflict: the bag was confirmed by another line, or the line confirmed another bag.
        IllegalTransition: the bag is not sealed.
        Invalid: no amount.
    """
    by_machine = actor.kind is ActorKind.SYSTEM
    if not by_machine:
        require_accountant(actor)
    _require_amount(amount_vnd, where="amount")
    bag = lock_bag(bag_id)
    if bag.state == BagState.DONE:
        if (bag.deposit_source, bag.deposited_vnd) == (source, amount_vnd):
            return bag
        raise _confirmed(bag)
    if bag.state in {BagState.PACKED, BagState.UNPACKED, BagState.LOST}:
        raise wrong_state(bag)
    if not by_machine:
        _require_proposed(bag, source, actor)
    bag.state, bag.deposited_vnd, bag.deposited_at = BagState.DONE, amount_vnd, at
    bag.deposit_source, bag.agreed_by_id = source, actor.id
    try:
        with transaction.atomic():
            bag.save(
                update_fields=["state", "deposited_vnd", "deposited_at", "deposit_source", "agreed_by_id"]
            )
    except IntegrityError as error:
        raise _confirmed(bag) from error
    difference_vnd = amount_vnd - bag.amount_vnd
    if difference_vnd:
        own_difference(bag, difference_vnd, cause=CashCause.DEPOSIT, at=at)
    book(
        kind=EntryKind.DEPOSITED,
        source=next_source(f"deposited:{bag.id}"),
        request_id=None,
        legs=legs.deposited(bag_vnd=bag.amount_vnd, deposit_vnd=amount_vnd),
        at=at,
    )
    events.record(
        "cash.deposited",
        bag.id,
        actor=actor,
        at=at,
        number=bag.number,
        amount_vnd=amount_vnd,
        difference_vnd=difference_vnd,
    )
    return bag


def own_difference(bag: CashBag, difference_vnd: int, *, cause: CashCause, at: datetime) -> None:
    """Somebody answers for a difference: who carried the bag, else who gave it out, else who sealed it."""
    owner_id, name = next(
        pair
        for pair in (
            (bag.taken_by_id, bag.taken_by_name),
            (bag.given_by_id, bag.given_by_name),
            (bag.sealed_by_id, bag.sealed_by_name),
        )
        if pair[0]
    )
    CashDifference.objects.create(
        id=uuid7(at),
        cause=cause,
        bag=bag,
        unit_code=bag.unit_code,
        amount_vnd=difference_vnd,
        owner_id=UUID(owner_id),
        owner_name=name,
        raised_at=at,
    )


def note_proposal(bag: CashBag, *, line: str, words: str, who: tuple[str, str], at: datetime) -> None:
    """Write into a locked bag which line an accountant says is its deposit, in place of what was said before.

    Args:
        who: id and name of the accountant.
    """
    bag.proposal, bag.proposed_line, bag.proposed_words = BagProposal.DEPOSIT, line, words[:500]
    (bag.proposed_by_id, bag.proposed_by_name), bag.proposed_at = who, at
    bag.save()


def _require_proposed(bag: CashBag, source: str, actor: Actor) -> None:
    proposed = bag.proposal == BagProposal.DEPOSIT and source == f"line:{bag.proposed_line}"
    if not proposed or not bag.proposed_by_id or bag.proposed_by_id == actor.id:
        raise NotPermitted(
            "bag.four_eyes",
            "Cần hai kế toán: một người đề nghị dòng sao kê của túi, người khác đồng ý.",
            "Two accountants are needed: one proposes the line of this bag, another agrees.",
        )


def _require_amount(amount_vnd: int, *, where: str) -> None:
    if not 0 < amount_vnd < MOST_VND:
        raise Invalid("bag.amount", "Ghi số tiền đã nộp.", "Write the amount that was paid in.", where=where)


def _confirmed(bag: CashBag) -> Conflict:
    return Conflict(
        "bag.confirmed",
        f"Túi {bag.number} hoặc dòng sao kê này đã đối chiếu rồi.",
        f"Bag {bag.number} or this line of the statement has been matched already.",
    )
