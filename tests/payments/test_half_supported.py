"""The budget bears nothing of a fee nobody owes, also where it bore a part of it."""

import pytest

from cuamo.kernel.actors import SYSTEM
from cuamo.payments.selectors.books import balance_of
from cuamo.payments.services.support import drop_supported_lines
from cuamo.payments.services.void import void_request
from cuamo.payments.types import Account
from tests.payments.conftest import NOON, ask_for

pytestmark = pytest.mark.django_db


def test_a_demand_before_acceptance_leaves_the_budget_without_its_part_once():
    request = ask_for(4_000, budget_vnd=4_000)
    assert (balance_of(Account.BUDGET), balance_of(Account.MINISTRY)) == (4_000, -8_000)

    dropped = drop_supported_lines(subject_id=request.subject_id, actor=SYSTEM, at=NOON)
    again = drop_supported_lines(subject_id=request.subject_id, actor=SYSTEM, at=NOON)

    assert (dropped, again) == (4_000, 0)
    assert (balance_of(Account.BUDGET), balance_of(Account.MINISTRY)) == (0, -4_000)
    assert balance_of(Account.CITIZEN) == 4_000


def test_a_demand_cancelled_after_that_leaves_nothing_anywhere():
    request = ask_for(4_000, budget_vnd=4_000)
    drop_supported_lines(subject_id=request.subject_id, actor=SYSTEM, at=NOON)

    void_request(request_id=request.id, reason="Không nộp nữa", actor=SYSTEM, at=NOON)

    accounts = (Account.BUDGET, Account.MINISTRY, Account.CITIZEN)
    assert [balance_of(account) for account in accounts] == [0, 0, 0]


def test_where_the_budget_bore_nothing_nothing_is_booked():
    request = ask_for(8_000)
    assert drop_supported_lines(subject_id=request.subject_id, actor=SYSTEM, at=NOON) == 0
    assert balance_of(Account.MINISTRY) == -8_000
