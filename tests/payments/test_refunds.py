"""Money goes back once, after two people looked, and never more than came."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Sum

from cuamo.kernel import events, ports
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.errors import Conflict, IllegalTransition, Invalid, NotPermitted
from cuamo.payments.models import JournalEntry, PaymentRequest, Refund, SuspenseItem
from cuamo.payments.ports import RefundGateway
from cuamo.payments.selectors.books import balance_of, cash_in_of, trial_balance
from cuamo.payments.selectors.refunds import money_back_of, refunds_to_ask
from cuamo.payments.services.ask_refund import ask_fee_back, ask_refund
from cuamo.payments.services.decide_refund import approve_refund, refuse_refund
from cuamo.payments.services.open_request import open_request
from cuamo.payments.services.receive_callback import receive_callback
from cuamo.payments.services.send_refund import ask_about_refund, send_refund
from cuamo.payments.services.start_attempt import start_attempt
from cuamo.payments.services.take_cash import take_cash
from cuamo.payments.services.void import void_request
from cuamo.payments.states import ON_THEIR_WAY
from tests.payments.cash_back import pay_back
from tests.payments.conftest import FEE, NOON, ask_for, message, sign
from tests.payments.refunds import (
    LATER,
    WHY,
    RememberingRefunds,
    accountant,
    approved,
    asked,
    first,
    nobody_knows,
    paid_twice,
    second,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def platform():
    remembered = RememberingRefunds()
    ports.bind(RefundGateway, lambda: remembered)
    return remembered


def books_hold():
    """The books are balanced, and what lies in suspense and on its way is what the objects say."""
    assert sum(trial_balance().values()) == 0
    left = SuspenseItem.objects.aggregate(total=Sum("left_vnd"))["total"] or 0
    assert -balance_of("suspense") == left
    on_way = Refund.objects.filter(state__in=ON_THEIR_WAY).aggregate(total=Sum("amount_vnd"))["total"] or 0
    assert -balance_of("refunds") == on_way


def news(refund):
    return [name for name in events.names_of(refund.request.subject_id) if name.startswith("refund.")]


def test_money_paid_twice_goes_back_after_a_second_accountant_approved(platform):
    item = paid_twice()
    refund = asked(item)
    assert (refund.state, refund.amount_vnd, refund.cause) == ("ASKED", 8_000, "TWICE")
    assert balance_of("refunds") == 0

    approve_refund(refund_id=refund.id, accountant=second(), at=LATER)
    assert balance_of("refunds") == -8_000
    books_hold()
    done = send_refund(refund_id=refund.id, at=LATER)

    assert (done.state, done.platform_number != "") == ("PAID", True)
    assert [order.amount_vnd for order in platform.orders.values()] == [8_000]
    assert trial_balance() == {
        "citizen": 0, "gateway": 8_000, "ministry": -8_000, "refunds": 0, "suspense": 0,
    }  # fmt: skip
    assert news(refund) == ["refund.asked", "refund.approved", "refund.paid"]
    assert PaymentRequest.objects.get(id=item.request_id).state == "PAID"
    books_hold()


def test_who_asked_does_not_approve_and_nothing_moves():
    refund = asked(paid_twice())
    before = JournalEntry.objects.count()

    for decide in (
        lambda: approve_refund(refund_id=refund.id, accountant=first(), at=LATER),
        lambda: refuse_refund(refund_id=refund.id, reason=WHY, accountant=first(), at=LATER),
    ):
        with pytest.raises(NotPermitted):
            decide()

    refund.refresh_from_db()
    assert (refund.state, JournalEntry.objects.count()) == ("ASKED", before)
    assert news(refund) == ["refund.asked"]


def test_the_database_itself_refuses_the_same_person_twice():
    refund = asked(paid_twice())

    with pytest.raises(IntegrityError), transaction.atomic():
        Refund.objects.filter(id=refund.id).update(
            state="APPROVED", decided_by_id=refund.asked_by_id, decided_at=LATER
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Refund.objects.filter(id=refund.id).update(state="SENT")


@pytest.mark.parametrize(
    "change",
    [{"amount_vnd": 1}, {"asked_by_id": "x"}, {"way": "CASH"}, {"decided_by_id": "x"}],
)
def test_the_database_keeps_what_was_asked_and_who_decided(change):
    refund = approved(paid_twice())

    with pytest.raises(DatabaseError), transaction.atomic():
        Refund.objects.filter(id=refund.id).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Refund.objects.filter(id=refund.id).delete()


@pytest.mark.parametrize("who", ["SYSTEM", "OPERATOR"])
def test_only_accountants_of_the_centre_ask(who):
    item = paid_twice()
    actor = SYSTEM if who == "SYSTEM" else accountant("Kế toán bưu điện", unit="VNPOST")

    with pytest.raises(NotPermitted):
        ask_refund(item_id=item.id, way="GATEWAY", reason=WHY, accountant=actor, at=LATER)

    assert not Refund.objects.exists()


def test_a_refund_not_approved_leaves_the_money_and_another_may_be_asked_for():
    item = paid_twice()
    refund = asked(item)

    refuse_refund(refund_id=refund.id, reason="Chưa có giấy tờ kèm theo", accountant=second(), at=LATER)

    assert balance_of("suspense") == -8_000
    assert asked(item).number != refund.number
    books_hold()


def test_one_sum_is_asked_back_once():
    item = paid_twice()
    asked(item)

    with pytest.raises(Conflict):
        asked(item)

    assert Refund.objects.count() == 1


def test_a_reason_nobody_can_check_is_none():
    with pytest.raises(Invalid):
        ask_refund(item_id=paid_twice().id, way="GATEWAY", reason="ok", accountant=first(), at=LATER)


def test_a_silent_platform_leaves_the_outcome_unknown_and_is_asked_under_the_same_key(platform):
    refund = approved(paid_twice())
    platform.silent_after = True

    assert send_refund(refund_id=refund.id, at=LATER).state == "UNKNOWN"
    assert send_refund(refund_id=refund.id, at=LATER).state == "UNKNOWN"
    assert platform.asked == [f"refund-{refund.id}"]
    books_hold()

    platform.silent_after = False
    much_later = LATER + timedelta(hours=2)
    assert [one.id for one in refunds_to_ask(at=much_later)] == [refund.id]
    assert ask_about_refund(refund_id=refund.id, at=much_later).state == "PAID"
    assert ask_about_refund(refund_id=refund.id, at=much_later).state == "PAID"
    assert len(platform.asked) == len(platform.orders) == 1
    assert balance_of("gateway") == 8_000
    books_hold()


def test_what_the_platform_never_heard_of_is_sent_again_with_its_key(platform):
    refund = approved(paid_twice())
    platform.silent_before = True
    send_refund(refund_id=refund.id, at=LATER)
    platform.silent_before = False

    done = ask_about_refund(refund_id=refund.id, at=LATER + timedelta(hours=1))

    assert done.state == "PAID"
    assert set(platform.asked) == {f"refund-{refund.id}"}
    assert len(platform.orders) == 1


def test_a_refused_refund_lies_in_suspense_again_and_goes_back_in_cash(platform, sit_down):
    item = paid_twice()
    refund = approved(item)
    platform.refuses = True
    failed = send_refund(refund_id=refund.id, at=LATER)
    assert (failed.state, failed.failure) == ("FAILED", "Tài khoản đã đóng")
    assert balance_of("suspense") == -8_000
    books_hold()

    clerk, shift = sit_down()
    again = approved(item, way="CASH")
    paid = pay_back(again, shift, clerk, at=LATER)

    assert (paid.state, paid.receipt_number) == ("PAID", "PC-HN001-260911-0001")
    assert (balance_of(f"till:{shift.id}"), cash_in_of(shift.id)) == (-8_000, -8_000)
    assert pay_back(again, shift, clerk, at=LATER).id == paid.id
    assert JournalEntry.objects.filter(kind="REFUND_PAID").count() == 1
    books_hold()


def test_a_drawer_that_holds_too_little_pays_nothing(sit_down):
    clerk, shift = sit_down()
    refund = approved(paid_twice(600_000), way="CASH")

    with pytest.raises(IllegalTransition, match="drawer"):
        pay_back(refund, shift, clerk, at=LATER)

    refund.refresh_from_db()
    assert (refund.state, refund.receipt_number, balance_of(f"till:{shift.id}")) == ("APPROVED", "", 0)


def test_a_counter_pays_only_what_is_approved_and_goes_back_in_cash(sit_down):
    clerk, shift = sit_down()
    waiting, by_bank = asked(paid_twice(), way="CASH"), approved(paid_twice())

    for refund in (waiting, by_bank):
        with pytest.raises(IllegalTransition):
            pay_back(refund, shift, clerk, at=LATER)

    assert balance_of(f"till:{shift.id}") == 0


def test_money_nobody_knows_goes_back_only_after_somebody_looked():
    item = nobody_knows()

    with pytest.raises(IllegalTransition):
        asked(item)

    assert not Refund.objects.exists()


def test_what_came_for_a_cancelled_demand_goes_back_by_the_way_it_came(platform):
    request = ask_for(8_000)
    attempt = start_attempt(request_id=request.id, at=NOON)
    body = message(attempt.reference, 5_000, number="FT-P")
    receive_callback(body=body, signature=sign(body, LATER), at=LATER)
    void_request(request_id=request.id, reason="Người nộp không nộp nữa", actor=SYSTEM, at=LATER)
    item = SuspenseItem.objects.get()
    assert (item.kind, item.amount_vnd, item.callback.transaction_id) == ("VOIDED_PART", 5_000, "FT-P")

    refund = approved(item)
    send_refund(refund_id=refund.id, at=LATER)

    assert platform.orders[f"refund-{refund.id}"].transaction_id == "FT-P"
    request.refresh_from_db()
    assert request.state == "VOID"
    assert set(trial_balance().values()) == {0}


def paid_fee(*, refund_when, amount_vnd=8_000, number="FT-F"):
    request = open_request(
        subject_id=ask_for().subject_id,
        subject_code="CM-260911-0002",
        lines=[{**FEE[0], "key": "le-phi", "citizen_vnd": amount_vnd, "refund_when": refund_when}],
        payer_name="Nguyễn Văn An",
        actor=SYSTEM,
        at=NOON,
    )
    attempt = start_attempt(request_id=request.id, at=NOON)
    body = message(attempt.reference, amount_vnd, number=number)
    receive_callback(body=body, signature=sign(body, LATER), at=LATER)
    return request


def fee_back(request, *, ending="REFUSED_INTAKE"):
    return ask_fee_back(
        request_id=request.id,
        line_ids=[line.id for line in request.lines.all()],
        ending=ending,
        reason="Hồ sơ không được tiếp nhận",
        accountant=first(),
        at=LATER,
    )


def test_a_fee_goes_back_where_its_rule_says_so_and_its_owner_is_owed_less():
    request = paid_fee(refund_when=["REFUSED_INTAKE"], amount_vnd=9_000)
    (refund,) = fee_back(request)
    approve_refund(refund_id=refund.id, accountant=second(), at=LATER)
    assert balance_of("ministry") == 0
    send_refund(refund_id=refund.id, at=LATER)

    request.refresh_from_db()
    assert (request.state, balance_of("gateway")) == ("REFUNDED", 0)
    assert set(trial_balance().values()) == {0}
    with pytest.raises(Conflict):
        fee_back(request)


@pytest.mark.parametrize(
    ("refund_when", "ending"),
    [([], "REFUSED_INTAKE"), (["REFUSED_INTAKE"], "WITHDRAWN"), (["REFUSED_INTAKE"], "")],
)
def test_a_fee_whose_rule_does_not_say_so_never_goes_back(refund_when, ending):
    request = paid_fee(refund_when=refund_when, amount_vnd=9_000)

    with pytest.raises(IllegalTransition, match="not_allowed"):
        fee_back(request, ending=ending)

    assert not Refund.objects.exists()


def test_a_fee_that_cannot_be_sent_back_waits_in_suspense_and_is_paid_by_another_way(platform):
    request = paid_fee(refund_when=["REFUSED_INTAKE"], amount_vnd=9_000)
    (refund,) = fee_back(request)
    approve_refund(refund_id=refund.id, accountant=second(), at=LATER)
    platform.refuses = True
    send_refund(refund_id=refund.id, at=LATER)

    item = SuspenseItem.objects.get(kind="REFUND_BACK")
    platform.refuses = False
    again = approved(item)
    send_refund(refund_id=again.id, at=LATER)

    assert (again.cause, item.amount_vnd) == ("FEE_BACK", 9_000)
    request.refresh_from_db()
    assert (request.state, set(trial_balance().values())) == ("REFUNDED", {0})
    with pytest.raises(Conflict):
        fee_back(request)


def test_what_came_by_qr_and_by_cash_goes_back_by_both(sit_down):
    clerk, shift = sit_down()
    request = open_request(
        subject_id=ask_for().subject_id,
        subject_code="CM-260911-0003",
        lines=[{**FEE[0], "key": "x", "citizen_vnd": 9_000, "refund_when": ["WITHDRAWN"]}],
        payer_name="Nguyễn Văn An",
        actor=SYSTEM,
        at=NOON,
    )
    attempt = start_attempt(request_id=request.id, at=NOON)
    body = message(attempt.reference, 4_000)
    receive_callback(body=body, signature=sign(body, LATER), at=LATER)
    soon = LATER + timedelta(minutes=1)
    take_cash(request_id=request.id, tendered_vnd=5_000, shift_id=shift.id, clerk=clerk, at=soon)

    refunds = fee_back(request, ending="WITHDRAWN")

    assert [(refund.way, refund.amount_vnd) for refund in refunds] == [("GATEWAY", 4_000), ("CASH", 5_000)]


def test_the_citizen_reads_what_comes_back_and_nothing_nobody_promised(platform):
    item = paid_twice()
    subject = item.request.subject_id
    refund = asked(item)
    assert money_back_of([subject]) == []

    approve_refund(refund_id=refund.id, accountant=second(), at=LATER)
    assert [(one.state, one.amount_vnd) for one in money_back_of([subject])] == [("waiting", 8_000)]
    send_refund(refund_id=refund.id, at=LATER)
    assert [one.state for one in money_back_of([subject])] == ["paid"]
