"""A wrong match is taken back by two accountants: the books by a counter-entry, everything else as before."""
# ruff: noqa: F811

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.errors import Conflict, IllegalTransition, Invalid, NotPermitted
from cuamo.organisation.types import Role
from cuamo.payments.models import (
    CashBag,
    CashDifference,
    JournalEntry,
    PaymentRequest,
    ReconciledDay,
    ReconciliationItem,
    SuspenseItem,
    TakenBack,
)
from cuamo.payments.reconciling import FileSide
from cuamo.payments.selectors.books import balance_of, trial_balance
from cuamo.payments.selectors.came import came_for
from cuamo.payments.services.ask_refund import ask_refund
from cuamo.payments.services.match_money import approve_match, call_stray, propose_match
from cuamo.payments.services.read_money_file import read_money_file
from cuamo.payments.services.receive_callback import take_transaction
from cuamo.payments.services.reconcile_day import reconcile_day
from cuamo.payments.services.repair import approve_repair, propose_repair
from cuamo.payments.services.start_attempt import start_attempt
from cuamo.payments.services.take_back import approve_take_back, ask_take_back, refuse_take_back
from cuamo.payments.types import Account, MatchOf, Transaction
from tests.payments.conftest import NOON, ask_for
from tests.payments.reconciling import City, accountant, mend_all, moment, open_items
from tests.payments.test_cash_bags import EVENING, closed, courier, lead, sealed, stands  # noqa: F401
from tests.support.production_role import as_production_role

pytestmark = pytest.mark.django_db
WHY, WRONG = "Đã gọi người chuyển tiền", "Người chuyển gọi lại, của hồ sơ khác"


@pytest.fixture
def first(db):
    return accountant("1")


@pytest.fixture
def second(db):
    return accountant("2")


def nobodys(amount_vnd: int, number: str = "FTX") -> SuspenseItem:
    said = Transaction(number, "chuyen tien", amount_vnd, True, NOON)
    take_transaction(said=said, body=b"{}", source="CALLBACK", at=NOON)
    return SuspenseItem.objects.get(source=f"gateway:{number}")


def matched(item: SuspenseItem, request: PaymentRequest, first, second) -> None:
    propose_match(item_id=item.id, request_id=request.id, reason=WHY, accountant=first, at=NOON)
    approve_match(item_id=item.id, request_id=request.id, accountant=second, at=NOON)


def back(what: MatchOf, target, first, second) -> TakenBack:
    asked = ask_take_back(what=what, target_id=target.id, reason=WRONG, accountant=first, at=EVENING)
    return approve_take_back(taken_back_id=asked.id, accountant=second, at=EVENING)


def facts() -> tuple:
    """Everything taking back could change."""
    return (
        trial_balance(),
        JournalEntry.objects.count(),
        list(PaymentRequest.objects.order_by("id").values_list("state", "received_vnd", "settled_at")),
        list(SuspenseItem.objects.order_by("id").values_list("kind", "left_vnd", "request_id", "matched_at")),
        list(CashBag.objects.order_by("id").values_list("state", "deposit_source", "deposited_vnd")),
        list(ReconciliationItem.objects.order_by("id").values_list("state", "booked_bank_vnd")),
    )


def test_a_sum_matched_to_the_wrong_demand_waits_again_and_pays_the_right_one(first, second):
    wrong, right = ask_for(8_000), ask_for(9_000)
    item = nobodys(9_000)
    before = trial_balance()
    matched(item, wrong, first, second)
    assert SuspenseItem.objects.get().left_vnd == 1_000

    done = back(MatchOf.SUSPENSE, item, first, second)

    item.refresh_from_db()
    wrong.refresh_from_db()
    assert (done.state, done.entry, done.amount_vnd) == ("DONE", f"matched:{item.id}", 8_000)
    assert (item.kind, item.left_vnd, item.request_id, item.matched_at) == (
        "UNKNOWN_REFERENCE", 9_000, None, None,
    )  # fmt: skip
    assert (wrong.state, wrong.received_vnd, wrong.settled_at, wrong.method) == ("AWAITING", 0, None, "")
    assert {name: vnd for name, vnd in trial_balance().items() if vnd} == {
        name: vnd for name, vnd in before.items() if vnd
    }
    assert came_for(wrong.id) == []
    assert events.names_of(wrong.subject_id)[-1] == "payment.reversed"

    matched(item, right, first, second)

    right.refresh_from_db()
    assert (right.state, right.received_vnd) == ("PAID", 9_000)
    (came,) = came_for(right.id)
    assert (came.source, came.amount_vnd) == (f"matched:{item.id}:1", 9_000)
    assert came.callback.transaction_id == "FTX"
    back(MatchOf.SUSPENSE, item, second, first)
    assert came_for(right.id) == []
    assert balance_of(Account.SUSPENSE) == -9_000


def test_nothing_moves_before_a_second_accountant_agrees_and_refusing_leaves_the_match(first, second):
    request, item = ask_for(8_000), nobodys(8_000)
    with pytest.raises(IllegalTransition):
        ask_take_back(what=MatchOf.SUSPENSE, target_id=item.id, reason=WRONG, accountant=first, at=EVENING)
    matched(item, request, first, second)
    stood = facts()

    with pytest.raises(Invalid):
        ask_take_back(what=MatchOf.SUSPENSE, target_id=item.id, reason="ngắn", accountant=first, at=EVENING)
    asked = ask_take_back(
        what=MatchOf.SUSPENSE, target_id=item.id, reason=WRONG, accountant=first, at=EVENING
    )
    with pytest.raises(Conflict):
        ask_take_back(
            what=MatchOf.SUSPENSE, target_id=item.id, reason=WRONG + "!", accountant=second, at=EVENING
        )
    with pytest.raises(NotPermitted):
        approve_take_back(taken_back_id=asked.id, accountant=first, at=EVENING)
    assert facts() == stood
    refuse_take_back(
        taken_back_id=asked.id, reason="Đã xem sao kê, đúng hồ sơ", accountant=second, at=EVENING
    )

    with pytest.raises(Conflict):
        approve_take_back(taken_back_id=asked.id, accountant=second, at=EVENING)
    assert facts() == stood
    assert events.names_of(asked.id) == ["match.take_back_asked", "match.take_back_refused"]


def test_agreeing_twice_turns_the_books_once(first, second):
    request, item = ask_for(8_000), nobodys(8_000)
    matched(item, request, first, second)
    done = back(MatchOf.SUSPENSE, item, first, second)
    stood = facts()

    approve_take_back(taken_back_id=done.id, accountant=second, at=EVENING)

    assert facts() == stood
    assert JournalEntry.objects.filter(kind="TAKEN_BACK").count() == 1


def test_money_that_went_on_is_not_taken_back(first, second):
    request, item = ask_for(8_000), nobodys(9_000)
    matched(item, request, first, second)
    ask_refund(item_id=item.id, way="GATEWAY", reason=WHY, accountant=first, at=EVENING)
    asked = ask_take_back(
        what=MatchOf.SUSPENSE, target_id=item.id, reason=WRONG, accountant=first, at=EVENING
    )
    stood = facts()

    with pytest.raises(IllegalTransition) as refused:
        approve_take_back(taken_back_id=asked.id, accountant=second, at=EVENING)

    assert (refused.value.code, facts()) == ("take_back.refunding", stood)
    asked.refresh_from_db()
    assert asked.state == "ASKED"


def test_money_called_nobodys_may_be_somebodys_after_all(first, second):
    item = nobodys(8_000)
    call_stray(item_id=item.id, reason=WHY, accountant=first, at=NOON)

    done = back(MatchOf.SUSPENSE, item, first, second)

    item.refresh_from_db()
    assert (done.entry, item.matched_at, item.left_vnd) == ("", None, 8_000)
    assert not JournalEntry.objects.filter(kind="TAKEN_BACK").exists()


def test_who_called_money_nobodys_may_propose_whose_it_is_and_it_is_not_refunded_meanwhile(first, second):
    item, request = nobodys(8_000), ask_for(8_000)
    call_stray(item_id=item.id, reason=WHY, accountant=first, at=NOON)

    propose_match(item_id=item.id, request_id=request.id, reason=WRONG, accountant=first, at=EVENING)

    with pytest.raises(IllegalTransition):
        ask_refund(item_id=item.id, way="GATEWAY", reason=WHY, accountant=first, at=EVENING)
    item.refresh_from_db()
    assert (item.matched_at, item.matched_by_id, item.proposed_by_id) == (None, "", first.id)
    approve_match(item_id=item.id, request_id=request.id, accountant=second, at=EVENING)
    request.refresh_from_db()
    assert (request.received_vnd, request.state) == (8_000, "PAID")


def test_a_transfer_credited_to_the_wrong_demand_is_a_difference_again_and_can_be_mended_anew(first, second):
    city = City()
    request = ask_for(8_000)
    attempt = start_attempt(request_id=request.id, at=moment(0))
    city.move(0, 9_500, "TRF", f"nop phi {attempt.reference}")
    city.night(0)
    mend_all(0)
    item = ReconciliationItem.objects.get(kind="DIRECT_TRANSFER")
    request.refresh_from_db()
    assert (request.state, balance_of(Account.BANK), ReconciledDay.objects.get().state) == (
        "OVERPAID", 9_500, "BALANCED",
    )  # fmt: skip

    back(MatchOf.LINE, item, first, second)

    request.refresh_from_db()
    item.refresh_from_db()
    assert (request.state, request.received_vnd, came_for(request.id)) == ("AWAITING", 0, [])
    assert (item.state, item.booked_bank_vnd, item.bank_delta_vnd, item.approved_by) == ("OPEN", 0, 9_500, "")
    assert SuspenseItem.objects.get().left_vnd == 0
    assert (balance_of(Account.BANK), balance_of(Account.SUSPENSE)) == (0, 0)
    assert open_items() == [("DIRECT_TRANSFER", item.subject)]
    assert ReconciledDay.objects.get().state == "DIFFERENCES"
    with pytest.raises(IllegalTransition):
        ask_take_back(what=MatchOf.LINE, target_id=item.id, reason=WRONG, accountant=first, at=EVENING)

    propose_repair(item_id=item.id, words=WHY, actor=first, at=moment(1, 70))
    approve_repair(item_id=item.id, actor=second, at=moment(1, 71))
    assert (balance_of(Account.BANK), open_items()) == (9_500, [])


def test_a_line_whose_surplus_went_on_is_not_taken_back(first, second):
    city = City()
    city.move(0, 70_000, "TRF", "ung ho quy")
    city.night(0)
    mend_all(0)
    item = ReconciliationItem.objects.get(kind="UNKNOWN_TRANSFER")
    matched(SuspenseItem.objects.get(), ask_for(8_000), first, second)
    asked = ask_take_back(what=MatchOf.LINE, target_id=item.id, reason=WRONG, accountant=first, at=EVENING)
    stood = facts()

    with pytest.raises(IllegalTransition) as refused:
        approve_take_back(taken_back_id=asked.id, accountant=second, at=EVENING)
    assert (refused.value.code, facts()) == ("take_back.used", stood)

    back(MatchOf.SUSPENSE, SuspenseItem.objects.get(), first, second)
    approve_take_back(taken_back_id=asked.id, accountant=second, at=EVENING)
    assert balance_of(Account.SUSPENSE) == 0


def test_a_bag_matched_to_the_wrong_line_is_under_way_again_and_the_machine_does_not_repeat_it(
    closed, lead, first, second
):
    _, _, bag = sealed(closed, lead)
    day = NOON.date()
    for side, content in (
        (FileSide.GATEWAY, f"H,GATEWAY,{day}\nE,0,0,0\n"),
        (
            FileSide.BANK,
            f"H,BANK,{day},0\nL,ft7,{NOON.isoformat()},79000,CSH,A,NOP TIEN {bag.number}\nE,1,79000,79000\n",
        ),
    ):
        read_money_file(side=side, day=day, content=content.encode(), actor=SYSTEM, at=EVENING)
    reconcile_day(day=day, at=EVENING)
    bag.refresh_from_db()
    assert (bag.state, bag.deposit_source, CashDifference.objects.count()) == ("DONE", "line:ft7", 1)

    back(MatchOf.DEPOSIT, bag, first, second)

    bag.refresh_from_db()
    assert (bag.state, bag.deposit_source, bag.deposited_vnd, bag.agreed_by_id) == ("SEALED", "", None, "")
    assert stands()[Account.TRANSIT] == 80_000
    assert Account.BANK not in stands()
    assert Account.CASH_DIFFERENCE not in stands()
    assert CashDifference.objects.get().closed_by_id == second.id
    assert ("DEPOSIT_UNKNOWN", "line:ft7") in open_items()
    assert ReconciledDay.objects.get().state == "DIFFERENCES"
    reconcile_day(day=day, at=EVENING)
    bag.refresh_from_db()
    assert bag.state == "SEALED"


def test_what_was_asked_and_decided_never_changes_and_four_eyes_are_the_databases_too(first, second):
    request, item = ask_for(8_000), nobodys(8_000)
    matched(item, request, first, second)
    asked = ask_take_back(
        what=MatchOf.SUSPENSE, target_id=item.id, reason=WRONG, accountant=first, at=EVENING
    )
    mine = TakenBack.objects.filter(id=asked.id)
    own = {"state": "DONE", "decided_by_id": first.id, "decided_at": EVENING}
    with pytest.raises(IntegrityError), transaction.atomic():
        mine.update(**own)
    with as_production_role():
        for change in ({"reason": "khác"}, {"amount_vnd": 1}, {"asked_by_id": second.id}):
            with pytest.raises(DatabaseError), transaction.atomic():
                mine.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            mine.delete()

    approve_take_back(taken_back_id=asked.id, accountant=second, at=EVENING)
    with pytest.raises(DatabaseError), transaction.atomic():
        mine.update(refusal="khác")
    assert TakenBack.objects.get().reason == WRONG


def test_only_accountants_of_the_centre_take_matches_back(closed, lead, first, second):
    request, item = ask_for(8_000), nobodys(8_000)
    matched(item, request, first, second)

    with pytest.raises(NotPermitted):
        ask_take_back(what=MatchOf.SUSPENSE, target_id=item.id, reason=WRONG, accountant=lead, at=EVENING)

    assert Role.FINANCE not in lead.roles
    assert not TakenBack.objects.exists()
