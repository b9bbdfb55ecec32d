"""Let the payer try to pay by QR."""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel import ports
from cuamo.kernel.errors import Conflict, IllegalTransition, Invalid
from cuamo.kernel.identifiers import vietqr
from cuamo.kernel.ids import uuid7
from cuamo.payments.models import PaymentAttempt, PaymentRequest
from cuamo.payments.ports import PaymentGateway
from cuamo.payments.rules import asking
from cuamo.payments.rules.legs import owner_of
from cuamo.payments.rules.reference import make_reference
from cuamo.payments.services.ask_on import ask_on, ask_on_about_ended
from cuamo.payments.services.parts import lock_request
from cuamo.payments.states import AttemptState
from cuamo.payments.types import GatewayOrder, Method


@transaction.atomic
def start_attempt(
    *, request_id: UUID, method: str = Method.VIETQR, until: datetime | None = None, at: datetime
) -> PaymentAttempt:
    """Start one try to pay: a QR for our screen and the platform's page (tạo mã thanh toán).

    While a try is open it is given again, with the same QR, as long as it asks for what is still owed; else a
    new one takes its place, and money that still comes for an old one, also one that failed, is looked for
    and taken as the demand allows. After it has run out nobody is asked to pay again before the platform has
    said what became of it.

    Args:
        until: how long a QR on paper takes money; a try that is open lives on until then. A screen's lives
            15 minutes.
    Raises:
        Invalid: `method` is not paid by QR.
        IllegalTransition: nothing is owed any more.
        Conflict: the last try ran out and its outcome is unknown.
    """
    if method != Method.VIETQR:
        raise Invalid("payment.method", "Chọn trả bằng VietQR.", "Choose to pay by VietQR.", where="method")
    request = lock_request(request_id)
    if request.settled or request.voided_at is not None:
        raise IllegalTransition(
            "payment.closed", "Khoản này không cần trả nữa.", "Nothing is owed on this any more."
        )
    attempt = PaymentAttempt.objects.filter(request=request, state=AttemptState.OPEN).first()
    if attempt is None:
        ask_on_about_ended(request, at)
        return _start(request, at, until=until)
    if at < attempt.expires_at:
        if attempt.amount_vnd != request.remaining_vnd:
            _supersede(attempt, at)
            return _start(request, at, until=until)
        return attempt if until is None or until <= attempt.expires_at else _live_on(attempt, until)
    raise Conflict(
        "payment.unsure",
        "Ngân hàng chưa báo. Chưa cần trả lần nữa.",
        "The bank has not told us yet. There is no need to pay again.",
        where="Q9",
        hint_vi="Máy đang tự hỏi ngân hàng. Có thể trả tiền mặt, để sau, hoặc hủy.",
        hint_en="We are asking the bank. Pay in cash, later, or cancel.",
    )


def _start(request: PaymentRequest, at: datetime, *, until: datetime | None) -> PaymentAttempt:
    gateway = ports.get(PaymentGateway)  # type: ignore[type-abstract]  # ports are protocols
    bank, account = gateway.beneficiary(_owner_of(request))
    order = GatewayOrder(
        reference=make_reference(secrets.randbits(64)),
        amount_vnd=request.remaining_vnd,
        subject_code=request.subject_code,
        expires_at=max(at + asking.LIFE, until or at),
        account=account,
    )
    return PaymentAttempt.objects.create(
        id=uuid7(at),
        request=request,
        reference=order.reference,
        amount_vnd=order.amount_vnd,
        account=account,
        qr_payload=vietqr.encode(
            bin=bank, account=account, amount_vnd=order.amount_vnd, purpose=order.reference
        ),
        pay_url=gateway.pay_url(order),
        started_at=at,
        expires_at=order.expires_at,
        ask_again_at=asking.ask_again_at(at=at, asked=0),
    )


def _supersede(attempt: PaymentAttempt, at: datetime) -> None:
    """End a try that asks for another sum than is owed; its reference goes on being known and asked about."""
    attempt.state, attempt.resolved_at = AttemptState.EXPIRED, at
    attempt.save(update_fields=["state", "resolved_at"])
    ask_on(attempt, at)


def _live_on(attempt: PaymentAttempt, until: datetime) -> PaymentAttempt:
    gateway = ports.get(PaymentGateway)  # type: ignore[type-abstract]  # ports are protocols
    attempt.expires_at = until
    attempt.pay_url = gateway.pay_url(
        GatewayOrder(
            reference=attempt.reference,
            amount_vnd=attempt.amount_vnd,
            subject_code=attempt.request.subject_code,
            expires_at=until,
            account=attempt.account,
        )
    )
    attempt.save(update_fields=["expires_at", "pay_url"])
    return attempt


def _owner_of(request: PaymentRequest) -> str:
    """Return to whom the whole sum is due; empty where several are."""
    owners = {owner_of(setter) for setter in request.lines.values_list("setter", flat=True)}
    return owners.pop() if len(owners) == 1 else ""
