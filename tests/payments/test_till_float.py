"""The float of a counter and what waits there overnight: another amount is never unseen."""
# ruff: noqa: F811

from datetime import timedelta

import pytest

from cuamo.dossiers.services.finish_shift import begin_from, finish_shift
from cuamo.kernel.errors import Conflict, Invalid, NotPermitted
from cuamo.organisation.models import Handover, Shift
from cuamo.organisation.types import Role
from cuamo.payments.models import CashDifference
from cuamo.payments.selectors.books import balance_of, trial_balance
from cuamo.payments.selectors.cash_bags import shifts_to_bag
from cuamo.payments.services.pack_bag import pack_bag, seal_bag
from cuamo.payments.services.take_cash import take_cash
from cuamo.payments.services.till import open_till
from cuamo.payments.types import Account
from tests.payments.cash_back import pay_back
from tests.payments.conftest import NOON, ask_for
from tests.payments.refunds import approved, paid_twice
from tests.payments.test_cash_bags import EVENING, SEAL, closed, lead, sealed, somebody  # noqa: F401

pytestmark = pytest.mark.django_db
MORNING = EVENING + timedelta(hours=15)


def test_another_float_than_was_left_needs_words_and_is_a_difference_of_who_opens(closed, lead):
    _, shift, _ = sealed(closed, lead)
    other = somebody("khac", Role.CLERK)
    with pytest.raises(Invalid) as refused:
        open_till(clerk=other, counter_id=shift.counter_id, float_vnd=300_000, at=MORNING)
    assert refused.value.where == "float_note"
    assert Shift.objects.count() == 1

    opened = open_till(
        clerk=other,
        counter_id=shift.counter_id,
        float_vnd=300_000,
        float_note="Ngăn kéo chỉ có 300.000",
        at=MORNING,
    )

    found = CashDifference.objects.get()
    assert (found.cause, found.amount_vnd, found.shift_id) == ("FLOAT", -200_000, opened.id)
    assert (str(found.owner_id), found.explanation) == (other.id, "Ngăn kéo chỉ có 300.000")
    assert sum(trial_balance().values()) == 0


def test_the_float_that_was_left_opens_without_words_also_before_the_takings_are_bagged(closed):
    clerk, shift = closed()

    open_till(clerk=clerk, counter_id=shift.counter_id, float_vnd=500_000, at=EVENING + timedelta(hours=1))

    assert not CashDifference.objects.exists()


def test_a_refund_out_of_the_float_is_made_good_by_the_next_takings(sit_down, lead):
    refund = approved(paid_twice(300_000), way="CASH")
    clerk, shift = sit_down()
    pay_back(refund, shift, clerk, at=NOON)
    finish_shift(shift_id=shift.id, clerk=clerk, counted_vnd=200_000, at=EVENING)
    with pytest.raises(Invalid):
        open_till(clerk=clerk, counter_id=shift.counter_id, float_vnd=500_000, at=MORNING)

    opened = open_till(clerk=clerk, counter_id=shift.counter_id, float_vnd=200_000, at=MORNING)

    assert balance_of(Account.till(shift.id)) == 0
    assert balance_of(Account.till(opened.id)) == -300_000
    request = ask_for(400_000)
    take_cash(request_id=request.id, tendered_vnd=400_000, shift_id=opened.id, clerk=clerk, at=MORNING)
    evening = MORNING + timedelta(hours=9)
    finish_shift(shift_id=opened.id, clerk=clerk, counted_vnd=600_000, at=evening)
    bag = pack_bag(shift_ids=[opened.id], seal_number=SEAL, clerk=clerk, at=evening)
    seal_bag(bag_id=bag.id, seal_seen=SEAL, signer=lead, at=evening)
    assert bag.amount_vnd == 100_000
    assert balance_of(Account.till(opened.id)) == 0
    next_day = open_till(
        clerk=clerk, counter_id=shift.counter_id, float_vnd=500_000, at=evening + timedelta(hours=15)
    )
    assert next_day.is_open
    assert not CashDifference.objects.exists()


def test_nobody_takes_over_what_they_gave_themselves(closed):
    giver, _ = closed(hand_over=True)
    left = Handover.objects.get()

    with pytest.raises(NotPermitted) as refused:
        begin_from(handover_id=left.id, clerk=giver, counted_vnd=580_000, papers_found=0, at=EVENING)

    assert refused.value.code == "handover.own"
    assert Shift.objects.count() == 1
    assert Handover.objects.get().taken_at is None


def test_takings_handed_over_and_not_taken_that_day_go_into_a_bag_before_anybody_takes_over(closed, lead):
    _, shift = closed(hand_over=True)
    left, taker = Handover.objects.get(), somebody("casau", Role.CLERK)
    with pytest.raises(Conflict) as refused:
        begin_from(handover_id=left.id, clerk=taker, counted_vnd=580_000, papers_found=0, at=MORNING)
    assert refused.value.code == "till.overnight"
    assert Shift.objects.count() == 1
    assert shifts_to_bag(unit_code="HN001") == []
    with pytest.raises(Conflict):
        pack_bag(shift_ids=[shift.id], seal_number=SEAL, clerk=lead, at=EVENING)

    bag = pack_bag(shift_ids=[shift.id], seal_number=SEAL, clerk=lead, at=MORNING)
    seal_bag(bag_id=bag.id, seal_seen=SEAL, signer=taker, at=MORNING)
    taken = begin_from(handover_id=left.id, clerk=taker, counted_vnd=500_000, papers_found=0, at=MORNING)

    assert taken.amount_vnd == 500_000
    assert balance_of(Account.till(taken.to_shift_id)) == 0
    assert not CashDifference.objects.exists()
