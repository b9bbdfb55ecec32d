"""A sealed bag that is not at the bank after the next working day is a difference, told or not."""
# ruff: noqa: F811

from datetime import date, timedelta

import pytest

from cuamo.payments.models import MoneyFile
from cuamo.payments.selectors.cash_bags import bags_overdue
from cuamo.payments.selectors.three_sides import bags_to_hold
from cuamo.payments.services.carry_bag import give_bag, take_bag
from tests.payments.test_cash_bags import EVENING, SEAL, closed, courier, lead, sealed  # noqa: F401

pytestmark = pytest.mark.django_db
FRIDAY, MONDAY = date(2026, 9, 11), date(2026, 9, 14)


def test_a_bag_of_friday_is_missing_after_monday_wherever_it_is_and_not_on_saturday(closed, lead, courier):
    _, _, bag = sealed(closed, lead)
    assert EVENING.date() == FRIDAY
    for where in ("sealed", "taken"):
        for day in (FRIDAY, FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=2)):
            assert bags_overdue(day) == []
            assert bags_to_hold(MoneyFile(side="BANK", day=day)) == []
        held = bags_to_hold(MoneyFile(side="BANK", day=MONDAY))
        assert [(each.number, each.bag_vnd, each.came_vnd) for each in held] == [(bag.number, 80_000, None)]
        if where == "sealed":
            give_bag(bag_id=bag.id, giver=lead, at=EVENING)
            take_bag(bag_id=bag.id, seal_seen=SEAL, courier=courier, at=EVENING)
