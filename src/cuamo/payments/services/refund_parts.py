"""What the steps of a refund share."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Sum

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import Conflict, IllegalTransition, NotFound
from cuamo.kernel.ids import uuid7
from cuamo.kernel.numbering import take_number
from cuamo.payments.models import PaymentRequest, Refund, SuspenseItem
from cuamo.payments.rules.refunds import state_after
from cuamo.payments.services.parts import lock_request
from cuamo.payments.states import ON_THEIR_WAY, RefundState
from cuamo.payments.types import Method, RefundCause, RefundWay


@dataclass(frozen=True)
class Wanted:
    """What is to go back, and by which way it came."""

    cause: RefundCause
    paid_by: str
    transaction_id: str
    amount_vnd: int
    way: RefundWay
    reason: str
    shares: list[tuple[str, int]]


def lock_item(item_id: UUID) -> SuspenseItem:
    """Return the sum in suspense with its row locked, its request's row locked before it.

    Raises:
        NotFound: there is no such sum.
        Conflict: somebody has just matched it to another request.
    """
    found = SuspenseItem.objects.filter(id=item_id).first()
    if found is None:
        raise NotFound("suspense.unknown", "Không có khoản tiền chưa rõ này.", "There is no such sum.")
    if found.request_id is not None:
        lock_request(found.request_id)
    item = SuspenseItem.objects.select_for_update(of=("self",)).select_related("callback").get(id=item_id)
    if item.request_id != found.request_id:
        raise Conflict(
            "suspense.moved",
            "Khoản này vừa được người khác ghép. Tải lại trang.",
            "Somebody has just matched it. Reload the page.",
        )
    return item


def lock_refund(refund_id: UUID) -> Refund:
    """Return the refund with its row locked, its request's and its sum's rows locked before it.

    Raises:
        NotFound: there is no such refund.
    """
    found = Refund.objects.filter(id=refund_id).first()
    if found is None:
        raise NotFound("refund.unknown", "Không có khoản hoàn này.", "There is no such refund.")
    if found.request_id is not None:
        lock_request(found.request_id)
    if found.item_id is not None:
        SuspenseItem.objects.select_for_update(of=("self",)).get(id=found.item_id)
    return Refund.objects.select_for_update(of=("self",)).select_related("request", "item").get(id=found.id)


def create_refund(
    wanted: Wanted,
    *,
    item: SuspenseItem | None,
    request: PaymentRequest | None,
    accountant: Actor,
    at: datetime,
) -> Refund:
    """Write down a refund that is asked for. Records `refund.asked`.

    Raises:
        Conflict: this money is being refunded already.
    """
    year = at.astimezone(HANOI).year
    try:
        with transaction.atomic():
            refund = Refund.objects.create(
                id=uuid7(at),
                number=f"HT-{year}-{take_number(f'refund:{year}'):06d}",
                cause=wanted.cause,
                item=item,
                request=request,
                paid_by=wanted.paid_by,
                transaction_id=wanted.transaction_id,
                shares=wanted.shares,
                amount_vnd=wanted.amount_vnd,
                way=wanted.way,
                reason=wanted.reason,
                asked_at=at,
                asked_by_id=accountant.id,
                asked_by_name=accountant.name,
            )
    except IntegrityError as error:
        raise Conflict(
            "refund.asked",
            "Khoản tiền này đã có người đề nghị hoàn.",
            "A refund of this money is being worked on already.",
            hint_vi="Xem ở danh sách hoàn tiền.",
            hint_en="See the list of refunds.",
        ) from error
    tell(refund, "refund.asked", actor=accountant, at=at)
    return refund


def tell(refund: Refund, name: str, *, actor: Actor, at: datetime) -> None:
    """Record what happened to a refund, with the subject it is about; without one, with the refund."""
    stream = refund.request.subject_id if refund.request is not None else refund.id
    events.record(
        name,
        stream,
        actor=actor,
        at=at,
        refund_id=str(refund.id),
        number=refund.number,
        amount_vnd=refund.amount_vnd,
        way=refund.way,
    )


def settle_request_state(request: PaymentRequest) -> None:
    """Let the locked request say where its money stands, from what lies in suspense and went back."""
    held = request.suspended.aggregate(total=Sum("left_vnd"))["total"] or 0
    out = Refund.objects.filter(request=request)
    on_way = out.filter(state__in=ON_THEIR_WAY, item__isnull=False).aggregate(total=Sum("amount_vnd"))
    back = out.filter(state=RefundState.PAID, cause=RefundCause.FEE_BACK).aggregate(total=Sum("amount_vnd"))
    request.state = state_after(
        voided=request.voided_at is not None,
        settled=request.settled,
        cash=request.method == Method.CASH,
        received_vnd=request.received_vnd,
        suspended_vnd=held + (on_way["total"] or 0),
        fee_back_vnd=back["total"] or 0,
    )
    request.save(update_fields=["state"])


def not_in_state(refund: Refund) -> IllegalTransition:
    """The answer to a step the refund's state does not allow."""
    return IllegalTransition(
        "refund.state",
        f"Khoản hoàn {refund.number} đang ở bước «{RefundState(refund.state).label}».",
        f"Refund {refund.number} stands at {refund.state}.",
        hint_vi="Tải lại trang để xem bước mới nhất.",
        hint_en="Reload the page to see where it stands.",
    )
