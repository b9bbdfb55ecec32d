"""Q9R: a counter gives back what was approved, out of its own till, once, with a slip."""

import pytest
from django.utils import timezone

from cuamo.organisation.models import Shift
from cuamo.payments.models import Refund
from cuamo.payments.selectors.books import balance_of
from cuamo.payments.services.ask_refund import ask_refund
from cuamo.payments.services.decide_refund import approve_refund
from tests.support.city import begin_shift, staff
from tests.web.finance.money import paid_twice
from tests.web.oversight.facts import at_screen

pytestmark = pytest.mark.django_db
URL = "/quay/hoan-tien/"


@pytest.fixture
def desk(city):
    begin_shift(staff("quay.hoankiem"), at=timezone.now())
    return at_screen("quay.hoankiem")


def asked():
    return ask_refund(
        item_id=paid_twice().id,
        way="CASH",
        reason="Người nộp không có tài khoản ngân hàng",
        accountant=staff("ketoan.trungtam"),
        at=timezone.now(),
    )


def approved():
    return approve_refund(refund_id=asked().id, accountant=staff("ketoan2.trungtam"), at=timezone.now())


def test_an_approved_refund_is_found_by_its_code_and_paid_once(desk):
    refund = approved()
    page = desk.get(URL, {"q": refund.request.subject_code}).content.decode()
    assert refund.number in page

    paid = desk.post(URL, {"khoan": str(refund.id)}, follow=True).content.decode()
    desk.post(URL, {"khoan": str(refund.id)})

    refund.refresh_from_db()
    shift = Shift.objects.get(clerk_id=staff("quay.hoankiem").id, closed_at=None)
    assert (refund.state, refund.receipt_number in paid) == ("PAID", True)
    assert "Tám nghìn đồng" in paid
    assert balance_of(f"till:{shift.id}") == -8_000
    assert "Không có khoản hoàn" in desk.get(URL, {"q": refund.number}).content.decode()


def test_what_nobody_approved_is_not_found_and_not_paid(desk):
    refund = asked()

    assert "Không có khoản hoàn" in desk.get(URL, {"q": refund.request.subject_code}).content.decode()
    desk.post(URL, {"khoan": str(refund.id)})

    refund.refresh_from_db()
    assert refund.state == "ASKED"


def test_without_an_open_shift_nothing_is_paid(city):
    refund, desk = approved(), at_screen("quay.hoankiem")

    desk.post(URL, {"khoan": str(refund.id)})

    refund.refresh_from_db()
    assert (refund.state, Refund.objects.filter(state="PAID").count()) == ("APPROVED", 0)


def test_the_slip_is_read_where_it_was_paid_only(desk):
    refund = approved()
    desk.post(URL, {"khoan": str(refund.id)})

    assert desk.get(f"{URL}{refund.id}/phieu/").status_code == 200
    assert at_screen("quay.dl-060").get(f"{URL}{refund.id}/phieu/").status_code == 404
