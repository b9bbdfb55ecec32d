"""Three sides of a day: what agrees is ticked, what differs is one item, what is mended agrees."""

from datetime import datetime

import pytest

from cuamo.interop.systems.payment.simulator.day_files import GivenBack
from cuamo.kernel import events
from cuamo.kernel.errors import NotPermitted
from cuamo.payments.models import (
    CashBag,
    JournalEntry,
    MoneyFile,
    PaymentRequest,
    ReconciledDay,
    ReconciliationItem,
    Refund,
    SuspenseItem,
)
from cuamo.payments.reconciling import FileSide
from cuamo.payments.selectors.books import balance_of, trial_balance
from cuamo.payments.services.ask_refund import ask_refund
from cuamo.payments.services.book import book
from cuamo.payments.services.decide_refund import approve_refund
from cuamo.payments.services.end_refund import finish_refund
from cuamo.payments.services.match_money import call_stray
from cuamo.payments.services.parts import GATEWAY
from cuamo.payments.services.receive_callback import receive_callback
from cuamo.payments.services.reconcile_day import reconcile_day
from cuamo.payments.services.repair import approve_repair, propose_repair
from cuamo.payments.services.start_attempt import start_attempt
from cuamo.payments.types import Account, EntryKind, Leg, Side
from cuamo.people.models import Account as Person
from tests.payments.conftest import ask_for, message, sign
from tests.payments.reconciling import (
    City,
    accountant,
    all_items,
    day,
    mend_all,
    moment,
    open_items,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db) -> City:
    return City()


def agrees() -> bool:
    """True when the books balance, nothing waits, and both balances are those of the outside."""
    latest = ReconciledDay.objects.order_by("-day").first()
    figures = latest.figures
    return (
        sum(trial_balance().values()) == 0
        and not open_items()
        and latest.state == "BALANCED"
        and figures["gateway"]["ours"] == figures["gateway"]["theirs"]
        and figures["bank"]["ours"] == figures["bank"]["theirs"]
    )


def test_days_without_faults_tick_everything_and_book_the_pay_out(city):
    city.pay(0, 8_000)
    city.pay(0, 200_000)
    city.pay(1, 50_000)
    first, second = city.night(0), city.night(1)

    assert (first.gateway_ticked, second.gateway_ticked, second.bank_ticked) == (2, 1, 1)
    assert (all_items(), agrees()) == ([], True)
    assert balance_of("gateway") == 50_000
    assert (balance_of("bank"), balance_of("fees")) == (208_000 - 620, 620)


def test_a_day_waits_until_both_files_have_come(city):
    city.pay(0)
    city.read(0, FileSide.GATEWAY, city.file(0, FileSide.GATEWAY))
    assert reconcile_day(day=day(0), at=moment(1)).state == "WAITING"

    city.read(0, FileSide.BANK, city.file(0, FileSide.BANK))
    assert reconcile_day(day=day(0), at=moment(1)).state == "BALANCED"


def test_running_a_day_again_changes_nothing(city):
    city.pay(0, told=False)
    city.move(0, 70_000, "TRF", "ung ho")
    city.night(0)
    item = ReconciliationItem.objects.get(kind="UNKNOWN_TRANSFER")
    propose_repair(item_id=item.id, words="Đã gọi ngân hàng.", actor=accountant("1"), at=moment(1))
    before = list(ReconciliationItem.objects.order_by("id").values())
    entries = JournalEntry.objects.count()

    reconcile_day(day=day(0), at=moment(2))

    assert list(ReconciliationItem.objects.order_by("id").values()) == before
    assert JournalEntry.objects.count() == entries
    assert events.names_of(item.id).count("reconciliation.difference") == 1


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("missing_row", "MISSING_ROW"),
        ("doubled_row", "DOUBLED_ROW"),
        ("wrong_amount", "WRONG_AMOUNT"),
        ("late_row", "MISSING_ROW"),
        ("reversed", "REVERSED"),
    ],
)
def test_each_fault_of_the_platforms_file_is_one_item_and_can_be_mended(city, fault, kind):
    for _ in range(3):
        city.pay(0, 20_000)
    city.fault(0, fault)
    city.night(0)
    assert open_items() == [(kind, "tx:FT00002")]

    if fault != "late_row":
        mend_all(0)
    city.night(1)
    assert (all_items(), agrees()) == ([kind], True)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("payout_split", "PAYOUT_SPLIT"),
        ("payout_short", "PAYOUT_DIFFERS"),
        ("payout_unnamed", "PAYOUT_UNNAMED"),
        ("payout_late", "PAYOUT_MISSING"),
    ],
)
def test_each_fault_of_a_pay_out_is_one_item_and_can_be_mended(city, fault, kind):
    city.pay(0, 200_000)
    city.fault(1, fault)
    city.night(0)
    city.night(1)
    assert all_items() == [kind]

    mend_all(1)
    city.night(2)
    assert (all_items(), agrees()) == ([kind], True)


def test_a_pay_out_without_its_number_stays_one_item_until_somebody_says_so(city):
    city.pay(0, 200_000)
    city.fault(1, "payout_unnamed")
    for step in range(4):
        city.night(step)
    assert open_items() == [("PAYOUT_UNNAMED", f"batch:PO{day(0):%y%m%d}")]

    mend_all(3)
    city.night(4)
    assert (all_items(), agrees()) == (["PAYOUT_UNNAMED"], True)


@pytest.mark.parametrize("kind", ["truncated", "other_encoding", "wrong_day"])
@pytest.mark.parametrize("side", list(FileSide))
def test_a_file_that_cannot_be_read_is_kept_with_its_faults_until_a_good_one_comes(city, kind, side):
    city.pay(0)
    city.move(0, -5_500, "CHG", "phi")
    city.night(0, distorted={side: kind})

    refused = MoneyFile.objects.get(state="REFUSED")
    assert (refused.side, refused.rows, bool(refused.faults)) == (side, 0, True)
    assert refused.faults[0]["line"] >= 1
    assert all_items() == ["BANK_CHARGE", "FILE_REFUSED"]
    assert [kind for kind, _ in open_items()] == ["BANK_CHARGE"]


def test_the_same_file_again_does_nothing(city):
    city.pay(0)
    content = city.file(0, FileSide.GATEWAY)
    first = city.read(0, FileSide.GATEWAY, content)

    assert city.read(0, FileSide.GATEWAY, content).id == first.id
    assert (MoneyFile.objects.count(), first.settlement_rows.count()) == (1, 1)


def test_a_corrected_file_takes_the_place_of_the_first_and_shows_what_it_changed(city):
    for _ in range(3):
        city.pay(0)
    city.fault(0, "missing_row", "FT00002")
    city.fault(0, "wrong_amount", "FT00003")
    city.night(0)
    assert [kind for kind, _ in open_items()] == ["MISSING_ROW", "WRONG_AMOUNT"]

    city.history.faults.clear()
    city.night(0)

    changes = MoneyFile.objects.get(side="GATEWAY", state="CURRENT").changes
    assert (changes["came"], changes["went"], changes["differ"]) == (1, 0, 1)
    assert [row["key"] for row in changes["rows"]] == ["FT00002", "FT00003"]
    assert agrees()


def test_a_message_that_never_came_is_taken_from_the_file_once(city):
    paid = city.pay(0, 8_000, told=False)
    city.night(0)
    assert open_items() == [("MISSING_CALLBACK", f"tx:{paid.transaction_id}")]

    mend_all(0)
    assert PaymentRequest.objects.get().settled

    body = message(paid.reference, 8_000, number=paid.transaction_id, at=paid.occurred_at)
    outcome = receive_callback(body=body, signature=sign(body, moment(1)), at=moment(1))
    assert (outcome.verdict, balance_of("gateway")) == ("DUPLICATE", 8_000)
    city.night(1)
    assert agrees()


def test_what_a_file_uploaded_by_hand_says_is_taken_by_two_people(city):
    city.pay(0, told=False)
    city.read(0, FileSide.GATEWAY, city.file(0, FileSide.GATEWAY), by_hand=True)
    reconcile_day(day=day(0), at=moment(1))
    item = ReconciliationItem.objects.get()

    propose_repair(item_id=item.id, words="Đã hỏi cổng.", actor=accountant("1"), at=moment(1))
    assert not PaymentRequest.objects.get().settled
    approve_repair(item_id=item.id, actor=accountant("2"), at=moment(1))
    assert PaymentRequest.objects.get().settled


def test_a_reversed_transaction_is_owed_again(city):
    city.pay(0, 8_000)
    city.night(0)
    city.fault(1, "reversed", "FT00001")
    city.pay(1, 30_000)
    city.night(1)
    assert [kind for kind, _ in open_items()] == ["REVERSED"]
    mend_all(1)

    request = PaymentRequest.objects.get(amount_vnd=8_000)
    assert (request.state, request.received_vnd, request.settled) == ("AWAITING", 0, False)
    assert balance_of("citizen") == 8_000
    assert events.names_of(request.subject_id).count("payment.reversed") == 1
    city.night(2)
    assert agrees()


def test_a_transfer_by_hand_pays_the_demand_it_names(city):
    reference = start_attempt(request_id=ask_for(8_000).id, at=moment(0)).reference
    city.move(0, 9_000, "TRF", f"nop phi {reference.lower()}")
    city.night(0)
    assert [kind for kind, _ in open_items()] == ["DIRECT_TRANSFER"]

    mend_all(0)
    assert PaymentRequest.objects.get().settled
    assert (balance_of("bank"), balance_of("suspense")) == (9_000, -1_000)
    city.night(1)
    assert agrees()


def test_what_the_bank_alone_knows_goes_to_suspense_fees_or_claims(city):
    city.move(0, 70_000, "TRF", "ung ho")
    city.move(0, 40_000, "CSH", "nop tien mat")
    city.move(0, -5_500, "CHG", "phi quan ly tai khoan")
    city.move(0, -20_000, "TRF", "chuyen nham")
    city.night(0)
    assert [kind for kind, _ in open_items()] == [
        "BANK_CHARGE",
        "DEPOSIT_UNKNOWN",
        "UNKNOWN_DEBIT",
        "UNKNOWN_TRANSFER",
    ]

    mend_all(0)
    assert (balance_of("suspense"), balance_of("fees"), balance_of("claims")) == (-110_000, 5_500, 20_000)
    city.night(1)
    assert agrees()


def test_nobody_agrees_with_their_own_repair(city):
    city.move(0, 70_000, "TRF", "ung ho")
    city.night(0)
    item = ReconciliationItem.objects.get()
    propose_repair(item_id=item.id, words="Chưa rõ của ai.", actor=accountant("1"), at=moment(1))

    with pytest.raises(NotPermitted):
        approve_repair(item_id=item.id, actor=accountant("1"), at=moment(1))
    assert (JournalEntry.objects.count(), ReconciliationItem.objects.get().state) == (0, "EXPLAINED")


def test_a_balance_nothing_explains_is_an_item_and_closes_itself(city):
    city.history.opening_vnd = 1_000_000
    city.night(0)
    assert open_items() == [("BANK_PARITY", "balance:bank")]

    mend_all(0)
    city.night(1)
    assert (balance_of("bank"), agrees()) == (1_000_000, True)


def told_bag(number: str, amount_vnd: int) -> CashBag:
    """Return a bag whose deposit slip was told on the first day; its money is on the way."""
    legs = [Leg(Account.TRANSIT, Side.DEBIT, amount_vnd), Leg("till:1", Side.CREDIT, amount_vnd)]
    book(kind=EntryKind.BAGGED, source=f"bag:{number}", request_id=None, legs=legs, at=moment(0))
    return CashBag.objects.create(
        number=number,
        unit_code="HN001",
        seal_number=f"NP-{number[-6:]}",
        amount_vnd=amount_vnd,
        state="TOLD",
        packed_by_id="1",
        packed_at=moment(0),
        sealed_by_id="2",
        sealed_by_name="Người niêm phong",
        given_by_id=str(Person.objects.create(username=number, kind="STAFF").id),
        given_by_name="Người giao",
        slip_number=f"GNT{number[-4:]}",
        slip_vnd=amount_vnd,
        told_at=moment(0, 60),
    )


def test_a_bag_is_confirmed_by_the_line_that_names_it_and_one_without_a_line_waits(city):
    came, late = told_bag("TT-HN001-260907-01", 300_000), told_bag("TT-HN001-260907-02", 150_000)
    city.move(0, 300_000, "CSH", f"nop tien mat tui {came.number} bd hoan kiem")
    city.night(0)
    assert open_items() == [("DEPOSIT_MISSING", f"bag:{late.number}")]
    assert (balance_of("bank"), balance_of("transit")) == (300_000, 150_000)

    city.move(1, 150_000, "CSH", f"GNT {late.slip_number[3:]} {late.seal_number}")
    city.night(1)
    assert (all_items(), agrees()) == (["DEPOSIT_MISSING"], True)
    assert (balance_of("bank"), balance_of("transit")) == (450_000, 0)


def test_a_bag_counted_otherwise_by_the_bank_is_booked_as_the_bank_has_it_and_shown(city):
    bag = told_bag("TT-HN001-260907-03", 300_000)
    city.move(0, 299_000, "CSH", f"tui {bag.number}")
    city.night(0)

    item = ReconciliationItem.objects.get()
    assert (item.kind, item.state, item.bank_vnd) == ("DEPOSIT_DIFFERS", "SETTLED", 299_000)
    assert (balance_of("bank"), balance_of("cash_difference")) == (299_000, 1_000)
    city.night(1)
    assert agrees()


def test_a_refund_the_platform_carried_out_is_ticked_and_one_it_did_not_is_an_item(city):
    city.pay(0, 8_000, known=False)
    city.pay(0, 9_000, known=False)
    for number in (1, 2):
        paid_refund(f"FT0000{number}", f"RF{number}", at=moment(0, 90))
    city.history.given_back.append(GivenBack("RF1", "refund", 8_000, moment(0, 90)))
    city.night(0)

    assert open_items() == [("REFUND_NOT_SEEN", "tx:RF2")]
    city.history.given_back.append(GivenBack("RF2", "refund", 9_000, moment(1, 5)))
    city.pay(1, 50_000)
    city.night(1)
    assert (all_items(), agrees()) == (["REFUND_NOT_SEEN"], True)


def test_a_refund_answered_after_midnight_belongs_to_the_day_of_the_platform(city):
    city.pay(0, 8_000, known=False)
    city.history.given_back.append(GivenBack("RF1", "refund", 8_000, moment(0, 900)))
    paid_refund("FT00001", "RF1", at=moment(1, -400))
    city.night(0)

    assert (all_items(), agrees()) == ([], True)


def paid_refund(transaction_id: str, number: str, *, at: datetime) -> Refund:
    """Return a refund of a movement nobody knew, approved and carried out at a moment."""
    item = SuspenseItem.objects.get(callback__transaction_id=transaction_id)
    call_stray(item_id=item.id, reason="Chuyển nhầm", accountant=accountant("1"), at=at)
    asked = ask_refund(
        item_id=item.id, way="GATEWAY", reason="Chuyển nhầm", accountant=accountant("1"), at=at
    )
    refund = approve_refund(refund_id=asked.id, accountant=accountant("2"), at=at)
    refund.platform_number = number
    finish_refund(refund, out_of=Account.GATEWAY, actor=GATEWAY, at=at)
    return refund
