"""Cash from the till into a sealed bag and to the bank: two people at every step, differences owned."""

from datetime import timedelta
from uuid import UUID

import pytest

from cuamo.dossiers.services.finish_shift import begin_from, finish_shift
from cuamo.kernel import events
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.errors import Conflict, IllegalTransition, Invalid, NotPermitted
from cuamo.organisation.models import Handover, Shift, Unit
from cuamo.organisation.types import Role, UnitKind
from cuamo.payments.models import CashBag, CashDifference, JournalEntry
from cuamo.payments.selectors.books import balance_of, trial_balance
from cuamo.payments.selectors.cash_bags import bags_given_to, shifts_to_bag
from cuamo.payments.selectors.which_bag import bags_to_confirm, find_bag
from cuamo.payments.services.carry_bag import confirm_deposit, give_bag, see_bag_off, take_bag, tell_deposit
from cuamo.payments.services.cash_difference import close_difference, explain_difference
from cuamo.payments.services.pack_bag import pack_bag, seal_bag
from cuamo.payments.services.take_cash import take_cash
from cuamo.payments.services.till import open_till
from cuamo.payments.types import Account
from cuamo.people.models import Account as Person
from tests.payments.conftest import NOON, ask_for

pytestmark = pytest.mark.django_db
EVENING = NOON + timedelta(hours=5)
SEAL = "NP-000123"


def somebody(name: str, *roles: Role, unit: str = "HN001") -> Actor:
    account = Person.objects.create(username=name, full_name=f"Người {name}", kind="STAFF")
    return Actor(
        ActorKind.STAFF,
        str(account.id),
        account.full_name,
        unit_code=unit,
        roles=frozenset(role.value for role in roles),
    )


@pytest.fixture
def lead(db) -> Actor:
    return somebody("truongca", Role.SHIFT_LEAD)


@pytest.fixture
def courier(db) -> Actor:
    operator = Unit.objects.create(
        code="VNP", kind=UnitKind.OPERATOR, name_vi="Bưu chính", name_en="Post operator"
    )
    Unit.objects.update_or_create(
        code="HN001",
        defaults={"kind": UnitKind.AGENCY, "name_vi": "Bưu điện", "name_en": "Post", "parent": operator},
    )
    return somebody("buuta", Role.COURIER, unit="VNP")


@pytest.fixture
def accountant(db) -> Actor:
    Unit.objects.create(code="TT", kind=UnitKind.CENTRE, name_vi="Trung tâm", name_en="Centre")
    return somebody("ketoan", Role.FINANCE, unit="TT")


@pytest.fixture
def closed(sit_down):
    """A shift that took 80.000 ₫ over a float of 500.000 ₫ and was closed with `counted_vnd`."""

    def close(counted_vnd: int = 580_000, *, took_vnd: int = 80_000, reason: str = "", **more):
        clerk, shift = sit_down()
        if took_vnd:
            request = ask_for(took_vnd)
            take_cash(request_id=request.id, tendered_vnd=100_000, shift_id=shift.id, clerk=clerk, at=NOON)
        finish_shift(
            shift_id=shift.id, clerk=clerk, counted_vnd=counted_vnd, reason=reason, at=EVENING, **more
        )
        return clerk, Shift.objects.get(id=shift.id)

    return close


def sealed(closed, lead) -> tuple[Actor, Shift, CashBag]:
    clerk, shift = closed()
    bag = pack_bag(shift_ids=[shift.id], seal_number=SEAL, clerk=clerk, at=EVENING)
    return clerk, shift, seal_bag(bag_id=bag.id, seal_seen=SEAL, signer=lead, at=EVENING)


def stands() -> dict[str, int]:
    balances = {name: amount for name, amount in trial_balance().items() if amount}
    assert sum(balances.values()) == 0
    return balances


def test_the_bag_holds_what_was_taken_and_the_float_stays(closed, lead):
    clerk, shift, bag = sealed(closed, lead)

    assert bag.amount_vnd == 80_000
    assert bag.number == "TM-HN001-26-00001"
    assert (bag.packed_by_id, bag.sealed_by_id) == (clerk.id, lead.id)
    assert balance_of(Account.till(shift.id)) == 0
    assert stands()[Account.TRANSIT] == 80_000
    assert events.names_of(bag.id) == ["cash.bag_packed", "cash.bagged"]
    assert shifts_to_bag(unit_code="HN001") == []


def test_packing_and_sealing_twice_is_once(closed, lead):
    clerk, shift, bag = sealed(closed, lead)

    again = pack_bag(shift_ids=[shift.id], seal_number=SEAL, clerk=clerk, at=EVENING)
    seal_bag(bag_id=bag.id, seal_seen="np-000123", signer=lead, at=EVENING)

    assert again.id == bag.id
    assert CashBag.objects.count() == 1
    assert JournalEntry.objects.filter(kind="BAGGED").count() == 1
    assert events.names_of(bag.id) == ["cash.bag_packed", "cash.bagged"]


def test_who_packed_a_bag_does_not_seal_it_and_two_clerks_without_a_lead_do_not_either(
    closed, lead, sit_down
):
    clerk, shift = closed()
    bag = pack_bag(shift_ids=[shift.id], seal_number=SEAL, clerk=clerk, at=EVENING)
    other, _ = sit_down()

    for signer in (clerk, other):
        with pytest.raises(NotPermitted):
            seal_bag(bag_id=bag.id, seal_seen=SEAL, signer=signer, at=EVENING)

    assert CashBag.objects.get().state == "PACKED"
    assert balance_of(Account.till(shift.id)) == 80_000
    assert events.names_of(bag.id) == ["cash.bag_packed"]


def test_a_lead_may_pack_and_then_a_clerk_seals(closed, lead, sit_down):
    _, shift = closed()
    bag = pack_bag(shift_ids=[shift.id], seal_number=SEAL, clerk=lead, at=EVENING)
    other, _ = sit_down()

    with pytest.raises(NotPermitted):
        seal_bag(bag_id=bag.id, seal_seen=SEAL, signer=lead, at=EVENING)
    seal_bag(bag_id=bag.id, seal_seen=SEAL, signer=other, at=EVENING)

    assert CashBag.objects.get().state == "SEALED"


def test_another_seal_than_written_down_is_not_signed_for(closed, lead):
    clerk, shift = closed()
    bag = pack_bag(shift_ids=[shift.id], seal_number=SEAL, clerk=clerk, at=EVENING)

    with pytest.raises(Conflict) as refused:
        seal_bag(bag_id=bag.id, seal_seen="NP-000124", signer=lead, at=EVENING)

    assert refused.value.code == "bag.seal"
    assert CashBag.objects.get().state == "PACKED"


@pytest.mark.parametrize("seal", ["", "   ", "x", "số mười", "A" * 41, "１２３４"])
def test_a_seal_has_a_number_of_letters_and_figures(closed, seal):
    clerk, shift = closed()

    with pytest.raises(Invalid):
        pack_bag(shift_ids=[shift.id], seal_number=seal, clerk=clerk, at=EVENING)

    assert not CashBag.objects.exists()


def test_nobody_bags_anothers_shift_an_open_one_or_one_twice(closed, sit_down):
    clerk, shift = closed()
    other, open_shift_of_other = sit_down()
    with pytest.raises(NotPermitted):
        pack_bag(shift_ids=[shift.id], seal_number=SEAL, clerk=other, at=EVENING)
    with pytest.raises(Conflict):
        pack_bag(shift_ids=[open_shift_of_other.id], seal_number=SEAL, clerk=other, at=EVENING)
    pack_bag(shift_ids=[shift.id], seal_number=SEAL, clerk=clerk, at=EVENING)

    with pytest.raises(Conflict):
        pack_bag(shift_ids=[shift.id], seal_number="NP-000999", clerk=clerk, at=EVENING)

    assert CashBag.objects.count() == 1


def test_a_seal_is_used_once(closed, lead):
    sealed(closed, lead)
    clerk, shift = closed()

    with pytest.raises(Conflict) as refused:
        pack_bag(shift_ids=[shift.id], seal_number=SEAL, clerk=clerk, at=EVENING)

    assert refused.value.code == "bag.seal_used"
    assert CashBag.objects.count() == 1
    assert pack_bag(shift_ids=[shift.id], seal_number="NP-7", clerk=clerk, at=EVENING).number.endswith(
        "00002"
    )


def test_several_shifts_of_a_point_go_into_one_bag(closed, lead):
    shifts = [closed()[1], closed(620_000, took_vnd=100_000, reason="Khách đưa thừa")[1]]

    bag = pack_bag(shift_ids=[each.id for each in shifts], seal_number=SEAL, clerk=lead, at=EVENING)

    assert bag.amount_vnd == 80_000 + 120_000
    assert sorted(bag.shifts.values_list("amount_vnd", flat=True)) == [80_000, 120_000]


def test_money_too_little_is_booked_with_its_clerk_as_owner_and_the_bag_holds_what_is_there(closed, lead):
    clerk, shift = closed(570_000, reason="Trả thối nhầm")

    bag = pack_bag(shift_ids=[shift.id], seal_number=SEAL, clerk=clerk, at=EVENING)

    assert bag.amount_vnd == 70_000
    assert stands()[Account.CASH_DIFFERENCE] == 10_000
    found = CashDifference.objects.get()
    assert (found.cause, found.amount_vnd, str(found.owner_id)) == ("COUNT", -10_000, clerk.id)
    assert found.explanation == "Trả thối nhầm"


def test_a_shift_handed_over_leaves_its_money_to_the_next_and_what_is_missing_is_owned_by_who_gave(
    closed, sit_down
):
    giver, shift = closed(hand_over=True)
    left = Handover.objects.get(from_shift=shift)
    assert shifts_to_bag(unit_code="HN001") == []
    taker = somebody("casau", Role.CLERK)

    taken = begin_from(
        handover_id=left.id, clerk=taker, counted_vnd=575_000, papers_found=0, note="Thiếu 5.000", at=EVENING
    )

    assert balance_of(Account.till(shift.id)) == 0
    assert balance_of(Account.till(taken.to_shift_id)) == 75_000
    found = CashDifference.objects.get()
    assert (found.cause, found.amount_vnd, str(found.owner_id)) == ("HANDOVER", -5_000, giver.id)
    finish_shift(
        shift_id=taken.to_shift_id, clerk=taker, counted_vnd=575_000, at=EVENING + timedelta(hours=2)
    )
    bag = pack_bag(shift_ids=[taken.to_shift_id], seal_number=SEAL, clerk=taker, at=EVENING)
    assert bag.amount_vnd == 75_000
    assert sum(trial_balance().values()) == 0


def test_a_counter_opens_in_the_morning_only_when_yesterdays_money_is_in_a_bag(closed, lead):
    clerk, shift = closed()
    morning = EVENING + timedelta(hours=15)

    with pytest.raises(Conflict) as refused:
        open_till(clerk=clerk, counter_id=shift.counter_id, float_vnd=500_000, at=morning)
    assert refused.value.code == "till.overnight"
    assert Shift.objects.count() == 1

    pack_bag(shift_ids=[shift.id], seal_number=SEAL, clerk=clerk, at=EVENING)
    assert open_till(clerk=clerk, counter_id=shift.counter_id, float_vnd=500_000, at=morning).is_open


def test_a_counter_may_open_again_the_same_day(closed):
    clerk, shift = closed()

    assert open_till(
        clerk=clerk, counter_id=shift.counter_id, float_vnd=500_000, at=EVENING + timedelta(hours=1)
    ).is_open


def test_a_bag_goes_from_hand_to_hand_with_both_signing_and_the_statement_ends_it(closed, lead, courier):
    _, _, bag = sealed(closed, lead)
    give_bag(bag_id=bag.id, giver=lead, at=EVENING)
    with pytest.raises(Conflict):
        take_bag(bag_id=bag.id, seal_seen="NP-9", courier=courier, at=EVENING)
    assert CashBag.objects.get().state == "GIVEN"
    take_bag(bag_id=bag.id, seal_seen=SEAL, courier=courier, at=EVENING)
    tell_deposit(bag_id=bag.id, slip_number="GNT 8812", amount_vnd=80_000, actor=courier, at=EVENING)
    assert [each.id for each in bags_given_to(courier.id, [])] == [bag.id]
    waiting = bags_to_confirm()
    assert find_bag("NOP TIEN MAT GNT8812 BUU DIEN", amount_vnd=80_000, among=waiting).id == bag.id
    assert find_bag("NOP TIEN MAT GNT8812 BUU DIEN", amount_vnd=5_000, among=waiting) is None
    assert find_bag("nop tien tm-hn001-26-00001", amount_vnd=80_000, among=waiting).id == bag.id
    assert find_bag("NOP TIEN", amount_vnd=80_000, among=waiting) is None

    for _ in range(2):
        confirm_deposit(bag_id=bag.id, amount_vnd=80_000, source="VCB-1-7", at=EVENING)

    assert stands()[Account.BANK] == 80_000
    assert Account.TRANSIT not in stands()
    assert not CashDifference.objects.exists()
    assert events.names_of(bag.id) == [
        "cash.bag_packed",
        "cash.bagged",
        "cash.bag_given",
        "cash.bag_taken",
        "cash.told",
        "cash.deposited",
    ]


def test_the_banks_own_collector_signs_by_the_number_of_their_receipt(closed, lead):
    clerk, _, bag = sealed(closed, lead)

    give_bag(bag_id=bag.id, giver=clerk, bank_receipt="BN-55", at=EVENING)
    with pytest.raises(NotPermitted):
        see_bag_off(bag_id=bag.id, seal_seen=SEAL, signer=clerk, at=EVENING)
    with pytest.raises(Conflict):
        see_bag_off(bag_id=bag.id, seal_seen="NP-000124", signer=lead, at=EVENING)
    assert CashBag.objects.get().state == "GIVEN"
    see_bag_off(bag_id=bag.id, seal_seen=SEAL, signer=lead, at=EVENING)

    kept = CashBag.objects.get()
    assert (kept.state, kept.bank_receipt) == ("TAKEN", "BN-55")
    with pytest.raises(NotPermitted):
        tell_deposit(bag_id=bag.id, slip_number="GNT-1", amount_vnd=80_000, actor=clerk, at=EVENING)
    tell_deposit(bag_id=bag.id, slip_number="GNT-1", amount_vnd=80_000, actor=lead, at=EVENING)
    assert CashBag.objects.get().state == "TOLD"


def test_a_deposit_that_differs_from_the_bag_is_owned_explained_and_closed(closed, lead, courier, accountant):
    _, _, bag = sealed(closed, lead)
    give_bag(bag_id=bag.id, giver=lead, at=EVENING)
    take_bag(bag_id=bag.id, seal_seen=SEAL, courier=courier, at=EVENING)

    confirm_deposit(bag_id=bag.id, amount_vnd=60_000, source="line:VCB-1-8", at=EVENING)

    assert (stands()[Account.BANK], stands()[Account.CASH_DIFFERENCE]) == (60_000, 20_000)
    found = CashDifference.objects.get()
    assert (found.amount_vnd, str(found.owner_id)) == (-20_000, courier.id)
    with pytest.raises(IllegalTransition):
        close_difference(difference_id=found.id, conclusion="Xong", accountant=accountant, at=EVENING)
    with pytest.raises(NotPermitted):
        explain_difference(difference_id=found.id, words="Không phải tôi", owner=lead, at=EVENING)
    explain_difference(difference_id=found.id, words="Ngân hàng đếm thiếu", owner=courier, at=EVENING)
    with pytest.raises(NotPermitted):
        close_difference(difference_id=found.id, conclusion="Xong", accountant=courier, at=EVENING)
    close_difference(difference_id=found.id, conclusion="Bưu điện nộp bù", accountant=accountant, at=EVENING)
    assert CashDifference.objects.get().closed_by_id == accountant.id
    assert events.names_of(found.id) == ["cash.difference_explained", "cash.difference_closed"]


def test_one_line_of_a_statement_confirms_one_bag_and_a_bag_one_line(closed, lead):
    _, _, bag = sealed(closed, lead)
    confirm_deposit(bag_id=bag.id, amount_vnd=80_000, source="line:VCB-1-7", at=EVENING)
    clerk, shift = closed()
    other = pack_bag(shift_ids=[shift.id], seal_number="NP-2", clerk=clerk, at=EVENING)
    with pytest.raises(IllegalTransition):
        confirm_deposit(bag_id=other.id, amount_vnd=80_000, source="line:VCB-1-9", at=EVENING)
    seal_bag(bag_id=other.id, seal_seen="NP-2", signer=lead, at=EVENING)

    for bag_id, source in ((other.id, "line:VCB-1-7"), (bag.id, "line:VCB-1-9")):
        with pytest.raises(Conflict):
            confirm_deposit(bag_id=bag_id, amount_vnd=80_000, source=source, at=EVENING)

    assert CashBag.objects.get(id=other.id).state == "SEALED"
    assert JournalEntry.objects.filter(kind="DEPOSITED").count() == 1


def test_only_an_accountant_of_the_centre_confirms_a_deposit_by_hand(closed, lead, courier):
    _, _, bag = sealed(closed, lead)

    for actor in (lead, courier):
        with pytest.raises(NotPermitted):
            confirm_deposit(bag_id=bag.id, amount_vnd=80_000, source="X-1", actor=actor, at=EVENING)

    assert CashBag.objects.get().state == "SEALED"
    assert stands()[Account.TRANSIT] == 80_000


def test_people_of_another_point_do_nothing_with_a_bag(closed, lead, courier):
    _, _, bag = sealed(closed, lead)
    Unit.objects.create(code="HN002", kind=UnitKind.AGENCY, name_vi="Điểm khác", name_en="Elsewhere")
    stranger = somebody("khac", Role.SHIFT_LEAD, unit="HN002")
    elsewhere = somebody("buutakhac", Role.COURIER, unit="HN002")
    with pytest.raises(NotPermitted):
        give_bag(bag_id=bag.id, giver=stranger, at=EVENING)
    give_bag(bag_id=bag.id, giver=lead, at=EVENING)
    with pytest.raises(NotPermitted):
        take_bag(bag_id=bag.id, seal_seen=SEAL, courier=elsewhere, at=EVENING)
    take_bag(bag_id=bag.id, seal_seen=SEAL, courier=courier, at=EVENING)
    with pytest.raises(NotPermitted):
        tell_deposit(bag_id=bag.id, slip_number="GNT-1", amount_vnd=1, actor=lead, at=EVENING)

    assert CashBag.objects.get().state == "TAKEN"


def test_a_bag_that_is_not_sealed_does_not_leave(closed, lead):
    clerk, shift = closed()
    bag = pack_bag(shift_ids=[shift.id], seal_number=SEAL, clerk=clerk, at=EVENING)

    with pytest.raises(IllegalTransition):
        give_bag(bag_id=bag.id, giver=lead, at=EVENING)

    assert CashBag.objects.get().state == "PACKED"
    assert UUID(str(bag.id)) == CashBag.objects.get().id
