"""An installation older than cash bags opens its counters after the upgrade."""
# ruff: noqa: F811

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection

from cuamo.payments.models import JournalEntry
from cuamo.payments.selectors.books import balance_of, trial_balance
from cuamo.payments.selectors.cash_bags import shifts_to_bag
from cuamo.payments.services.pack_bag import pack_bag
from cuamo.payments.services.till import open_till
from cuamo.payments.types import Account
from tests.payments.test_cash_bags import EVENING, SEAL, closed  # noqa: F401

pytestmark = pytest.mark.django_db
UPGRADE = import_module("cuamo.payments.migrations.0015_tills_before_bags").FORWARD


def upgrade() -> None:
    with connection.cursor() as cursor:
        cursor.execute(UPGRADE)


def test_cash_of_shifts_closed_before_there_were_bags_is_at_the_bank_and_the_counter_opens(closed):
    clerk, shift = closed()

    for _ in range(2):
        upgrade()

    assert (balance_of(Account.till(shift.id)), balance_of(Account.BANK)) == (0, 80_000)
    assert sum(trial_balance().values()) == 0
    assert JournalEntry.objects.filter(kind="CASH_BEFORE").count() == 1
    assert shifts_to_bag() == []
    assert open_till(
        clerk=clerk, counter_id=shift.counter_id, float_vnd=500_000, at=EVENING + timedelta(hours=15)
    ).is_open


def test_where_bags_are_in_use_the_upgrade_books_nothing(closed):
    clerk, shift = closed()
    pack_bag(shift_ids=[shift.id], seal_number=SEAL, clerk=clerk, at=EVENING)

    upgrade()

    assert not JournalEntry.objects.filter(kind="CASH_BEFORE").exists()
    assert balance_of(Account.till(shift.id)) == 80_000
