"""Take money by hand."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import Conflict, IllegalTransition, Invalid, NotPermitted
from cuamo.kernel.ids import uuid7
from cuamo.kernel.money import format_vnd
from cuamo.kernel.numbering import take_number
from cuamo.organisation.models import Shift
from cuamo.organisation.policies import require_role_at
from cuamo.organisation.types import Role
from cuamo.payments.models import CashReceipt, PaymentRequest
from cuamo.payments.rules import legs
from cuamo.payments.rules.cash import change_of
from cuamo.payments.services.book import book
from cuamo.payments.services.parts import lock_request, settle
from cuamo.payments.states import RequestState
from cuamo.payments.types import Account, EntryKind, Method


@transaction.atomic
def take_cash(
    *, request_id: UUID, tendered_vnd: int, shift_id: UUID, clerk: Actor, at: datetime
) -> CashReceipt:
    """Take exactly what is owed in cash and give change (thu tiền mặt). Records `payment.settled`.

    The amount comes from the fee engine, never from the clerk. Taking twice gives the first receipt; what the
    platform took back since is owed again and has a receipt of its own. A try to pay by QR that is still open
    stays watched: money that comes of it waits in suspense for a refund.

    Args:
        tendered_vnd: what the payer put on the table.
    Raises:
        NotPermitted: the shift is not the clerk's own.
        Conflict: the shift is closed.
        IllegalTransition: it is paid by QR, or cancelled.
        Invalid: too little, or more change than any note could need.
    """
    request = lock_request(request_id)
    taken = CashReceipt.objects.filter(request=request).order_by("-taken_at", "-id").first()
    if taken is not None and request.settled and request.method == Method.CASH:
        return taken
    _require_owed(request)
    shift = require_open_shift(shift_id, clerk)
    amount_vnd = request.remaining_vnd
    change_vnd = change_of(owed_vnd=amount_vnd, tendered_vnd=tendered_vnd)

    receipt_id = uuid7(at)
    book(
        kind=EntryKind.PAID_CASH,
        source=f"cash:{receipt_id}",
        request_id=request.id,
        legs=legs.paid(into=Account.till(shift.id), credited_vnd=amount_vnd, suspended_vnd=0),
        at=at,
    )
    request.received_vnd = request.amount_vnd
    request.state = RequestState.CASH_PAID
    settle(request, method=Method.CASH, actor=clerk, at=at)
    request.save(update_fields=["received_vnd", "state", "settled_at", "method"])
    events.record(
        "cash.taken",
        shift.id,
        actor=clerk,
        at=at,
        request_id=str(request.id),
        receipt_id=str(receipt_id),
        amount_vnd=amount_vnd,
    )
    day = at.astimezone(HANOI).date()
    return CashReceipt.objects.create(
        id=receipt_id,
        request=request,
        shift=shift,
        unit_code=shift.unit_code,
        day=day,
        number=take_number(f"cash-receipt:{shift.unit_code}:{day.isoformat()}"),
        amount_vnd=amount_vnd,
        tendered_vnd=tendered_vnd,
        change_vnd=change_vnd,
        clerk_id=clerk.id,
        clerk_name=clerk.name,
        taken_at=at,
    )


def _require_owed(request: PaymentRequest) -> None:
    if request.voided_at is not None:
        raise IllegalTransition(
            "payment.closed", "Khoản này đã hủy, không thu nữa.", "This was cancelled; take nothing."
        )
    if request.settled:
        raise IllegalTransition(
            "payment.paid_online",
            f"Đã nhận {format_vnd(request.amount_vnd)} qua QR, không thu tiền mặt.",
            f"{format_vnd(request.amount_vnd)} has come by QR; take no cash.",
        )


def require_open_shift(shift_id: UUID, clerk: Actor) -> Shift:
    """Return the clerk's own open shift, locked against being closed.

    Raises:
        Invalid: there is no such shift.
        NotPermitted: it is somebody else's, or the clerk does not work there.
        Conflict: it is closed.
    """
    shift = Shift.objects.select_for_update(no_key=True).filter(id=shift_id).first()
    if shift is None:
        raise Invalid("shift.unknown", "Không có ca này.", "There is no such shift.", where="shift")
    require_role_at(clerk, shift.unit_code, Role.CLERK, Role.SHIFT_LEAD)
    if str(shift.clerk_id) != clerk.id:
        raise NotPermitted(
            "shift.other", "Ca này của người khác.", "This shift is somebody else's.", where="shift"
        )
    if not shift.is_open:
        raise Conflict(
            "shift.closed",
            "Ca đã kết. Mở ca rồi thu tiền.",
            "The shift is closed. Open one, then take the money.",
            where="shift",
        )
    return shift
