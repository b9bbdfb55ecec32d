"""A bag is never moved in the books by one person alone, and none is left that nobody can finish."""
# ruff: noqa: F811

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.errors import Conflict, IllegalTransition, Invalid, NotPermitted
from cuamo.organisation.types import Role
from cuamo.payments.models import CashBag, CashDifference, JournalEntry
from cuamo.payments.reconciling import FileSide
from cuamo.payments.selectors.books import balance_of
from cuamo.payments.services.agree_bag import agree_on_bag, drop_proposal, propose_deposit, propose_lost
from cuamo.payments.services.carry_bag import confirm_deposit, give_bag, take_bag
from cuamo.payments.services.pack_bag import pack_bag, seal_bag
from cuamo.payments.services.read_money_file import read_money_file
from cuamo.payments.services.undo_bag import fetch_back, reseal_bag, unpack_bag
from cuamo.payments.types import Account
from tests.payments.conftest import NOON
from tests.payments.test_cash_bags import (  # noqa: F401
    EVENING,
    SEAL,
    accountant,
    closed,
    courier,
    lead,
    sealed,
    somebody,
    stands,
)

pytestmark = pytest.mark.django_db
WHY = "Sao kê ghi không có lời"


def statement(*lines: tuple[str, int]) -> None:
    """The bank's file of the day with these lines of cash, fetched from the bank."""
    total = sum(amount for _, amount in lines)
    rows = "".join(f"L,{number},{NOON.isoformat()},{amount},CSH,A,NOP TIEN\n" for number, amount in lines)
    content = f"H,BANK,{NOON.date()},0\n{rows}E,{len(lines)},{total},{total}\n".encode()
    read_money_file(side=FileSide.BANK, day=NOON.date(), content=content, actor=SYSTEM, at=EVENING)


@pytest.fixture
def second(accountant):
    return somebody("ketoan2", Role.FINANCE, unit="TT")


def test_a_deposit_said_by_hand_is_a_line_of_the_statement_with_its_amount_and_a_second_accountant(
    closed,
    lead,
    accountant,
    second,
):
    _, _, bag = sealed(closed, lead)
    statement(("ft99", 79_000))
    with pytest.raises(Invalid):
        propose_deposit(bag_id=bag.id, line_number="FT99", words=WHY, accountant=accountant, at=EVENING)
    propose_deposit(bag_id=bag.id, line_number="ft99", words=WHY, accountant=accountant, at=EVENING)
    assert stands()[Account.TRANSIT] == 80_000
    with pytest.raises(NotPermitted) as refused:
        agree_on_bag(bag_id=bag.id, seen="DEPOSIT:ft99", accountant=accountant, at=EVENING)
    assert refused.value.code == "bag.four_eyes"
    with pytest.raises(Conflict):
        agree_on_bag(bag_id=bag.id, seen="LOST:", accountant=second, at=EVENING)
    assert CashBag.objects.get().state == "SEALED"

    agree_on_bag(bag_id=bag.id, seen="DEPOSIT:ft99", accountant=second, at=EVENING)

    kept = CashBag.objects.get()
    assert (kept.state, kept.deposited_vnd, kept.deposit_source) == ("DONE", 79_000, "line:ft99")
    assert (stands()[Account.BANK], stands()[Account.CASH_DIFFERENCE]) == (79_000, 1_000)


def test_a_line_is_one_bags_and_a_proposal_can_be_dropped(closed, lead, accountant, second):
    _, _, bag = sealed(closed, lead)
    statement(("ft1", 80_000))
    propose_deposit(bag_id=bag.id, line_number="ft1", words=WHY, accountant=accountant, at=EVENING)
    drop_proposal(bag_id=bag.id, accountant=second, at=EVENING)
    with pytest.raises(IllegalTransition):
        agree_on_bag(bag_id=bag.id, seen="DEPOSIT:ft1", accountant=second, at=EVENING)
    propose_deposit(bag_id=bag.id, line_number="ft1", words=WHY, accountant=second, at=EVENING)
    agree_on_bag(bag_id=bag.id, seen="DEPOSIT:ft1", accountant=accountant, at=EVENING)
    clerk, shift = closed()
    other = pack_bag(shift_ids=[shift.id], seal_number="NP-2", clerk=clerk, at=EVENING)
    seal_bag(bag_id=other.id, seal_seen="NP-2", signer=lead, at=EVENING)

    with pytest.raises(Invalid):
        propose_deposit(bag_id=other.id, line_number="ft1", words=WHY, accountant=accountant, at=EVENING)

    assert JournalEntry.objects.filter(kind="DEPOSITED").count() == 1


def test_a_lost_bag_is_a_difference_of_who_carried_it_after_two_accountants_said_so(
    closed,
    lead,
    courier,
    accountant,
    second,
):
    _, _, bag = sealed(closed, lead)
    give_bag(bag_id=bag.id, giver=lead, at=EVENING)
    take_bag(bag_id=bag.id, seal_seen=SEAL, courier=courier, at=EVENING)
    propose_lost(bag_id=bag.id, words="Bị cướp, có biên bản công an", accountant=accountant, at=EVENING)
    with pytest.raises(NotPermitted):
        agree_on_bag(bag_id=bag.id, seen="LOST:", accountant=accountant, at=EVENING)

    agree_on_bag(bag_id=bag.id, seen="LOST:", accountant=second, at=EVENING)

    assert CashBag.objects.get().state == "LOST"
    assert stands()[Account.CASH_DIFFERENCE] == 80_000
    assert Account.TRANSIT not in stands()
    found = CashDifference.objects.get()
    assert (found.cause, found.amount_vnd, str(found.owner_id)) == ("LOST", -80_000, courier.id)
    with pytest.raises(IllegalTransition):
        propose_lost(bag_id=bag.id, words=WHY, accountant=accountant, at=EVENING)


def test_a_seal_written_wrongly_is_mended_before_anybody_signs(closed, lead):
    clerk, shift = closed()
    wrong = pack_bag(shift_ids=[shift.id], seal_number="NP-000132", clerk=clerk, at=EVENING)
    with pytest.raises(Invalid):
        unpack_bag(bag_id=wrong.id, words=" ", clerk=clerk, at=EVENING)

    unpack_bag(bag_id=wrong.id, words="Đọc nhầm số", clerk=clerk, at=EVENING)
    bag = pack_bag(shift_ids=[shift.id], seal_number=SEAL, clerk=clerk, at=EVENING)
    seal_bag(bag_id=bag.id, seal_seen=SEAL, signer=lead, at=EVENING)

    assert stands()[Account.TRANSIT] == 80_000
    assert CashBag.objects.get(id=wrong.id).state == "UNPACKED"
    with pytest.raises(IllegalTransition):
        unpack_bag(bag_id=bag.id, words="Mở ra", clerk=lead, at=EVENING)
    with pytest.raises(IllegalTransition):
        seal_bag(bag_id=wrong.id, seal_seen="NP-000132", signer=lead, at=EVENING)


def test_a_broken_seal_is_replaced_and_signed_by_two_people_again_and_booked_once(
    closed,
    lead,
    courier,
):
    clerk, _, bag = sealed(closed, lead)
    give_bag(bag_id=bag.id, giver=clerk, at=EVENING)
    fetch_back(bag_id=bag.id, words="Dây niêm phong đứt", actor=lead, at=EVENING)
    with pytest.raises(NotPermitted):
        reseal_bag(bag_id=bag.id, seal_number="NP-9", words="Đứt", lead=clerk, at=EVENING)
    reseal_bag(bag_id=bag.id, seal_number="NP-9", words="Đứt", lead=lead, at=EVENING)
    with pytest.raises(NotPermitted):
        seal_bag(bag_id=bag.id, seal_seen="NP-9", signer=lead, at=EVENING)
    with pytest.raises(IllegalTransition):
        unpack_bag(bag_id=bag.id, words="Mở ra", clerk=lead, at=EVENING)

    seal_bag(bag_id=bag.id, seal_seen="NP-9", signer=clerk, at=EVENING + timedelta(minutes=5))
    give_bag(bag_id=bag.id, giver=clerk, at=EVENING)
    take_bag(bag_id=bag.id, seal_seen="NP-9", courier=courier, at=EVENING)

    assert stands()[Account.TRANSIT] == 80_000
    assert JournalEntry.objects.filter(kind="BAGGED").count() == 1
    assert balance_of(Account.TRANSIT) == 80_000
    assert "cash.bag_resealed" in events.names_of(bag.id)


def test_one_accountant_alone_confirms_no_deposit_past_the_page(closed, lead, accountant, second):
    _, _, bag = sealed(closed, lead)
    statement(("ft1", 80_000), ("ft2", 80_000))

    def confirms(line, actor):
        return confirm_deposit(
            bag_id=bag.id, amount_vnd=80_000, source=f"line:{line}", actor=actor, at=EVENING
        )

    with pytest.raises(NotPermitted) as refused:
        confirms("ft1", accountant)
    assert refused.value.code == "bag.four_eyes"
    propose_deposit(bag_id=bag.id, line_number="ft1", words=WHY, accountant=accountant, at=EVENING)
    for line, actor in (("ft1", accountant), ("ft2", second)):
        with pytest.raises(NotPermitted):
            confirms(line, actor)
    kept = CashBag.objects.get()
    assert (kept.state, kept.agreed_by_id, stands()[Account.TRANSIT]) == ("SEALED", "", 80_000)
    assert not JournalEntry.objects.filter(kind="DEPOSITED").exists()

    confirms("ft1", second)

    kept = CashBag.objects.get()
    assert (kept.state, kept.proposed_by_id, kept.agreed_by_id) == ("DONE", accountant.id, second.id)


def test_the_database_keeps_no_bag_that_one_person_ended(closed, lead, accountant, second):
    _, _, bag = sealed(closed, lead)
    done = {"state": "DONE", "deposited_vnd": 1, "deposited_at": EVENING}
    for said in (
        done,
        done | {"agreed_by_id": second.id},
        done | {"agreed_by_id": second.id, "proposed_by_id": second.id},
        {"state": "LOST"},
        {"state": "LOST", "agreed_by_id": "system"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            CashBag.objects.filter(id=bag.id).update(**said)

    assert CashBag.objects.get().state == "SEALED"
    both = {"agreed_by_id": second.id, "proposed_by_id": accountant.id}
    assert CashBag.objects.filter(id=bag.id).update(**done, **both) == 1
