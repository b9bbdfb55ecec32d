"""Q9R: a counter gives back what was approved, out of its own till, once, with a slip."""

import pytest
from django.utils import timezone

from cuamo.organisation.models import Shift
from cuamo.payments.models import Refund
from cuamo.payments.rules.cash_code import cash_code
from cuamo.payments.selectors.books import balance_of
from cuamo.payments.services.ask_refund import ask_refund
from cuamo.payments.services.decide_refund import approve_refund
from tests.support.city import begin_shift, staff
from tests.web.counter.test_hand_results import DRAWN
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


def shown(refund, **more):
    """What the clerk is told and sees of whoever may have the money."""
    name = refund.request.payer_name.upper()
    card = f"001090012345||{name}|01011990|Nam|Hàng Bài, Hà Nội|01012022"
    return {"khoan": str(refund.id), "ma": cash_code(refund.id), "can_cuoc": card} | more


def test_an_approved_refund_is_found_by_its_code_and_paid_once(desk):
    refund = approved()
    page = desk.get(URL, {"q": refund.request.subject_code}).content.decode()
    assert refund.number in page

    paid = desk.post(URL, shown(refund), follow=True).content.decode()
    desk.post(URL, shown(refund))

    refund.refresh_from_db()
    shift = Shift.objects.get(clerk_id=staff("quay.hoankiem").id, closed_at=None)
    assert (refund.state, refund.receipt_number in paid) == ("PAID", True)
    assert "Tám nghìn đồng" in paid
    assert balance_of(f"till:{shift.id}") == -8_000
    assert "Không có khoản hoàn" in desk.get(URL, {"q": refund.number}).content.decode()


def test_what_nobody_approved_is_not_found_and_not_paid(desk):
    refund = asked()

    assert "Không có khoản hoàn" in desk.get(URL, {"q": refund.request.subject_code}).content.decode()
    desk.post(URL, shown(refund))

    refund.refresh_from_db()
    assert refund.state == "ASKED"


def test_without_an_open_shift_nothing_is_paid(city):
    refund, desk = approved(), at_screen("quay.hoankiem")

    desk.post(URL, shown(refund))

    refund.refresh_from_db()
    assert (refund.state, Refund.objects.filter(state="PAID").count()) == ("APPROVED", 0)


def test_the_slip_is_read_where_it_was_paid_only(desk):
    refund = approved()
    desk.post(URL, shown(refund))

    assert desk.get(f"{URL}{refund.id}/phieu/").status_code == 200
    assert at_screen("quay.dl-060").get(f"{URL}{refund.id}/phieu/").status_code == 404


def test_money_goes_only_to_who_tells_the_code_and_shows_the_payers_card_or_signs(desk):
    refund = approved()
    another = "001190012345||ĐỖ THỊ KHÁC|01011990|Nữ|Hàng Bài, Hà Nội|01012022"
    for wrong in ({"ma": "x"}, {"ma": ""}, {"can_cuoc": ""}, {"can_cuoc": another}):
        answer = desk.post(URL, shown(refund, q=refund.request.subject_code, **wrong))
        assert answer.status_code == 422
        assert refund.number in answer.content.decode()

    refund.refresh_from_db()
    assert (refund.state, refund.receipt_number) == ("APPROVED", "")
    assert desk.post(URL, shown(refund, can_cuoc="", signature=DRAWN)).status_code == 302
    refund.refresh_from_db()
    assert refund.state == "PAID"


def test_after_five_wrong_codes_the_right_one_pays_nothing(desk):
    refund = approved()
    for _ in range(5):
        desk.post(URL, shown(refund, ma="x"))

    answer = desk.post(URL, shown(refund))

    refund.refresh_from_db()
    assert (answer.status_code, refund.state) == (429, "APPROVED")


def test_a_clerk_does_not_list_refunds_by_their_numbers(desk):
    refund = approved()

    assert "Không có khoản hoàn" in desk.get(URL, {"q": refund.number}).content.decode()
    assert refund.state == "APPROVED"
