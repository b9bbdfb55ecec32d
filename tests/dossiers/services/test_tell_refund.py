"""The citizen is told once about money that comes back, and never about what nobody approved."""

from uuid import uuid4

import pytest

from cuamo.dossiers.models import Obligation
from cuamo.dossiers.services.ask_fee_back import ask_fee_back
from cuamo.dossiers.services.tell_refund import tell_refund
from cuamo.dossiers.services.withdraw import withdraw
from cuamo.kernel import ports
from cuamo.kernel.errors import IllegalTransition
from cuamo.notices.models import Notice
from cuamo.payments.models import PaymentRequest, Refund
from cuamo.payments.ports import RefundGateway
from cuamo.payments.services.decide_refund import approve_refund
from cuamo.payments.services.open_request import open_request
from cuamo.payments.services.receive_callback import take_transaction
from cuamo.payments.services.send_refund import send_refund
from cuamo.payments.services.start_attempt import start_attempt
from cuamo.payments.types import Transaction
from tests.payments.refunds import RememberingRefunds
from tests.support.city import MORNING, citizen_of, staff

pytestmark = pytest.mark.django_db
WHY = "Hồ sơ rút trước khi tiếp nhận"


@pytest.fixture(autouse=True)
def platform():
    remembered = RememberingRefunds()
    ports.bind(RefundGateway, lambda: remembered)


def paid_for(dossier, *, refund_when=("WITHDRAWN",)):
    line = {"key": "x", "name_vi": "Phí", "kind": "PHI", "setter": "OTHER", "citizen_vnd": 9_000}
    request = open_request(
        subject_id=dossier.id,
        subject_code=dossier.shown_code,
        lines=[line | {"refund_when": list(refund_when)}],
        payer_name="Nguyễn Văn An",
        actor=citizen_of(dossier),
        at=MORNING,
    )
    attempt = start_attempt(request_id=request.id, at=MORNING)
    said = Transaction(f"FT-{dossier.id}", attempt.reference, 9_000, True, MORNING)
    take_transaction(said=said, body=b"{}", source="PULL", at=MORNING)
    return request


def fee_back(request: PaymentRequest):
    return ask_fee_back(
        request_id=request.id,
        line_ids=[line.id for line in request.lines.all()],
        reason=WHY,
        accountant=staff("ketoan.trungtam"),
        at=MORNING,
    )


def test_a_withdrawn_dossiers_fee_goes_back_where_its_procedure_says_so_and_one_text_says_it(counter):
    dossier = counter.sent()
    request = paid_for(dossier)
    withdraw(dossier_id=dossier.id, citizen=citizen_of(dossier), reason="Đã có", at=MORNING)
    (refund,) = fee_back(request)
    approve_refund(refund_id=refund.id, accountant=staff("ketoan2.trungtam"), at=MORNING)
    send_refund(refund_id=refund.id, at=MORNING)

    told = [
        tell_refund(
            refund_id=refund.id,
            subject_id=dossier.id,
            news="refund.paid",
            way="GATEWAY",
            amount_vnd=9_000,
            at=MORNING,
        )
        for _ in range(2)
    ]

    assert told == ["N9R", None]
    assert "9.000" in Notice.objects.get(subject_id=dossier.id, template="N9R").text


def test_while_the_case_runs_no_fee_goes_back(counter):
    dossier = counter.sent()
    request = paid_for(dossier)

    with pytest.raises(IllegalTransition):
        fee_back(request)

    assert not Refund.objects.exists()
    state = dossier.state
    dossier.refresh_from_db()
    assert dossier.state == state


def test_news_of_a_refund_about_nobody_tells_nobody(counter):
    dossier = counter.sent()

    assert (
        tell_refund(
            refund_id=uuid4(),
            subject_id=dossier.id,
            news="refund.approved",
            way="GATEWAY",
            amount_vnd=1,
            at=MORNING,
        )
        is None
    )
    assert (
        tell_refund(
            refund_id=uuid4(),
            subject_id=uuid4(),
            news="refund.paid",
            way="GATEWAY",
            amount_vnd=1,
            at=MORNING,
        )
        is None
    )


def test_each_of_two_refunds_about_a_dossier_and_what_it_owes_is_told(counter):
    dossier = counter.sent()
    owed = Obligation.objects.create(
        dossier=dossier, lines=[], total_vnd=5_000, asked_at=MORNING, asked_by={}, pay_by=MORNING
    )
    told = [
        tell_refund(
            refund_id=uuid4(),
            subject_id=subject_id,
            news="refund.paid",
            way="GATEWAY",
            amount_vnd=amount_vnd,
            at=MORNING,
        )
        for subject_id, amount_vnd in ((dossier.id, 9_000), (owed.id, 5_000), (dossier.id, 3_000))
    ]

    assert told == ["N9R"] * 3
    texts = [notice.text for notice in Notice.objects.filter(subject_id=dossier.id, template="N9R")]
    assert len(texts) == 3
    assert all(any(amount in text for text in texts) for amount in ("9.000", "5.000", "3.000"))
