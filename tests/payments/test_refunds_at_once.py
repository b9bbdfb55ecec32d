"""Refunds on real connections, at the same moment."""

import pytest

from cuamo.kernel import events, ports
from cuamo.kernel.errors import Conflict, DomainError
from cuamo.payments.models import JournalEntry, Refund
from cuamo.payments.ports import RefundGateway
from cuamo.payments.selectors.books import balance_of, trial_balance
from cuamo.payments.services.decide_refund import approve_refund
from cuamo.payments.services.send_refund import ask_about_refund, send_refund
from tests.payments.cash_back import pay_back
from tests.payments.refunds import (
    LATER,
    RememberingRefunds,
    accountant,
    approved,
    asked,
    first,
    paid_twice,
    second,
)
from tests.payments.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def platform():
    remembered = RememberingRefunds()
    ports.bind(RefundGateway, lambda: remembered)
    return remembered


def test_eight_who_ask_for_the_same_money_at_once_make_one_refund():
    item = paid_twice()
    first()

    made = at_once([lambda: asked(item)] * 8)

    assert sum(isinstance(one, Refund) for one in made) == 1
    assert all(isinstance(one, Refund | Conflict) for one in made)
    assert Refund.objects.get().number == "HT-2026-000001"


def test_eight_who_approve_at_once_book_once():
    refund = asked(paid_twice())
    second()
    others = [accountant(f"Kế toán {number}") for number in range(8)]

    decided = at_once(
        [lambda who=who: approve_refund(refund_id=refund.id, accountant=who, at=LATER) for who in others]
    )

    assert sum(isinstance(one, Refund) for one in decided) == 1
    assert all(isinstance(one, Refund | DomainError) for one in decided)
    assert (balance_of("refunds"), balance_of("suspense")) == (-8_000, 0)
    assert events.names_of(refund.request.subject_id).count("refund.approved") == 1


def test_sent_and_asked_about_at_once_pays_once(platform):
    refund = approved(paid_twice())

    at_once(
        [
            lambda: send_refund(refund_id=refund.id, at=LATER),
            lambda: ask_about_refund(refund_id=refund.id, at=LATER),
        ]
        * 4
    )
    ask_about_refund(refund_id=refund.id, at=LATER)

    assert set(platform.asked) == {f"refund-{refund.id}"}
    assert JournalEntry.objects.filter(kind="REFUND_PAID").count() == 1
    assert sum(trial_balance().values()) == 0
    assert balance_of("gateway") == 8_000


def test_two_counters_give_the_same_money_back_once(sit_down):
    places = [sit_down() for _ in range(4)]
    refund = approved(paid_twice(), way="CASH")

    given = at_once(
        [lambda clerk=clerk, shift=shift: pay_back(refund, shift, clerk, at=LATER) for clerk, shift in places]
    )

    assert sum(isinstance(one, Refund) for one in given) == 1
    assert all(isinstance(one, Refund | DomainError) for one in given)
    assert sum(balance_of(f"till:{shift.id}") for _, shift in places) == -8_000
    assert JournalEntry.objects.filter(kind="REFUND_PAID").count() == 1
