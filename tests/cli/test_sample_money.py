"""After the sample is loaded an accountant finds work of every kind."""

import pytest
from django.utils import timezone

from cuamo.cli.sample_money import money_that_came_twice
from cuamo.payments.models import CashReceipt, PaymentRequest, Refund, SuspenseItem
from cuamo.payments.services.take_cash import take_cash
from tests.support.city import begin_shift, staff
from tests.web.finance.money import demand

pytestmark = pytest.mark.django_db


def test_money_that_came_twice_gives_each_page_its_work_and_a_second_run_changes_nothing(city):
    from cuamo.organisation.selectors.shifts import open_shift_of

    clerk, now = staff("quay.hoankiem"), timezone.now()
    begin_shift(clerk, at=now)
    for number in range(3):
        request = demand(8_000, code=f"H26.16-261120-000000{number}")
        shift = open_shift_of(clerk.id)
        take_cash(request_id=request.id, tendered_vnd=8_000, shift_id=shift.id, clerk=clerk, at=now)

    assert [money_that_came_twice(now=now) for _ in range(2)] == [2, 0]

    assert sorted(Refund.objects.values_list("state", "way")) == [("APPROVED", "CASH"), ("ASKED", "GATEWAY")]
    assert SuspenseItem.objects.filter(request=None, left_vnd=8_000).count() == 1
    assert (CashReceipt.objects.count(), PaymentRequest.objects.count()) == (3, 3)
