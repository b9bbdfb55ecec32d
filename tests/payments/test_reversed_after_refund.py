"""A payment the platform took back is not given back a second time."""

from uuid import uuid4

import pytest

from cuamo.kernel import ports
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.errors import DomainError
from cuamo.payments.models import PaymentRequest, ReconciliationItem, Refund
from cuamo.payments.ports import RefundGateway
from cuamo.payments.reconciling import FileSide
from cuamo.payments.selectors.books import balance_of
from cuamo.payments.services.ask_refund import ask_fee_back
from cuamo.payments.services.decide_refund import approve_refund, refuse_refund
from cuamo.payments.services.open_request import open_request
from cuamo.payments.services.read_money_file import read_money_file
from cuamo.payments.services.receive_callback import take_transaction
from cuamo.payments.services.reconcile_day import reconcile_day
from cuamo.payments.services.repair import approve_repair, propose_repair
from cuamo.payments.services.send_refund import send_refund
from cuamo.payments.services.start_attempt import start_attempt
from cuamo.payments.states import RefundState, RequestState
from cuamo.payments.types import Account, Transaction
from tests.payments.conftest import FEE
from tests.payments.reconciling import day, moment
from tests.payments.refunds import RememberingRefunds, first, second

pytestmark = pytest.mark.django_db
WHY = "Người nộp rút trước khi làm"


@pytest.fixture(autouse=True)
def refunds():
    remembered = RememberingRefunds()
    ports.bind(RefundGateway, lambda: remembered)
    return remembered


def paid() -> PaymentRequest:
    """A demand of 100.000, of which a fee of 8.000 may go back, paid through the platform."""
    lines = [
        {**FEE[0], "refund_when": ["WITHDRAWN"]},
        {**FEE[0], "key": "le-phi", "citizen_vnd": 92_000},
    ]
    request = open_request(
        subject_id=uuid4(),
        subject_code="CM-260907-0001",
        lines=lines,
        payer_name="Nguyễn Văn An",
        actor=SYSTEM,
        at=moment(0),
    )
    attempt = start_attempt(request_id=request.id, at=moment(0))
    said = Transaction("FT1", attempt.reference, 100_000, True, moment(0))
    take_transaction(said=said, body=b"{}", source="CALLBACK", at=moment(0))
    request.refresh_from_db()
    return request


def fee_back(request: PaymentRequest) -> Refund:
    lines = [line.id for line in request.lines.filter(key="ban-sao")]
    (refund,) = ask_fee_back(
        request_id=request.id,
        line_ids=lines,
        ending="WITHDRAWN",
        reason=WHY,
        accountant=first(),
        at=moment(0, 5),
    )
    return refund


def reversed_by_the_platform(request: PaymentRequest) -> ReconciliationItem:
    reference = request.attempts.get().reference
    row = f"T,FT1,{reference},100000,0,{moment(0).isoformat()},REVERSED,"
    content = f"H,GATEWAY,{day(0)}\n{row}\nE,1,100000,0\n".encode()
    read_money_file(side=FileSide.GATEWAY, day=day(0), content=content, actor=SYSTEM, at=moment(1))
    reconcile_day(day=day(0), at=moment(1))
    item = ReconciliationItem.objects.get(kind="REVERSED")
    return propose_repair(item_id=item.id, words="Đã hỏi cổng.", actor=first(), at=moment(1))


def test_while_a_fee_is_going_back_its_payment_is_not_taken_back(db):
    request = paid()
    refund = fee_back(request)
    item = reversed_by_the_platform(request)
    before = balance_of(Account.GATEWAY)

    with pytest.raises(DomainError) as refused:
        approve_repair(item_id=item.id, actor=second(), at=moment(1, 1))

    assert refused.value.code == "reconciliation.refunding"
    item.refresh_from_db()
    request.refresh_from_db()
    assert (item.state, request.settled, balance_of(Account.GATEWAY)) == ("EXPLAINED", True, before)

    refuse_refund(refund_id=refund.id, reason="Cổng đã trả lại rồi", accountant=second(), at=moment(1, 2))
    approve_repair(item_id=item.id, actor=second(), at=moment(1, 3))

    request.refresh_from_db()
    assert (request.received_vnd, balance_of(Account.GATEWAY)) == (0, 0)


def test_a_fee_is_not_given_back_after_its_payment_was_taken_back(db):
    request = paid()
    refund = fee_back(request)
    PaymentRequest.objects.filter(id=request.id).update(
        received_vnd=0, settled_at=None, method="", state=RequestState.AWAITING
    )
    before = balance_of(Account.REFUNDS)

    with pytest.raises(DomainError) as refused:
        approve_refund(refund_id=refund.id, accountant=second(), at=moment(1))

    assert refused.value.code == "refund.unpaid"
    refund.refresh_from_db()
    assert (refund.state, balance_of(Account.REFUNDS)) == (RefundState.ASKED, before)


def test_what_was_given_back_is_claimed_of_the_platform_and_not_owed_again(db):
    request = paid()
    refund = approve_refund(refund_id=fee_back(request).id, accountant=second(), at=moment(0, 6))
    send_refund(refund_id=refund.id, at=moment(0, 7))
    item = reversed_by_the_platform(request)

    approve_repair(item_id=item.id, actor=second(), at=moment(1, 1))

    request.refresh_from_db()
    assert (request.state, request.received_vnd, request.remaining_vnd) == ("PARTIAL", 8_000, 92_000)
    assert (balance_of(Account.CITIZEN), balance_of(Account.CLAIMS)) == (92_000, 8_000)
    assert balance_of(Account.GATEWAY) == -8_000


def test_a_fee_that_could_not_be_given_back_leaves_suspense_with_its_payment(db, refunds):
    request = paid()
    refunds.refuses = True
    refund = approve_refund(refund_id=fee_back(request).id, accountant=second(), at=moment(0, 6))
    send_refund(refund_id=refund.id, at=moment(0, 7))
    item = reversed_by_the_platform(request)

    approve_repair(item_id=item.id, actor=second(), at=moment(1, 1))

    balances = [
        balance_of(name) for name in (Account.CITIZEN, Account.SUSPENSE, Account.CLAIMS, Account.GATEWAY)
    ]
    assert balances == [92_000, 0, 0, 0]
