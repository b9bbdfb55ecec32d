"""Sample of refunds: one to be approved, one to be fetched in cash, one sum to be matched."""

from datetime import datetime, timedelta

from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import HANOI
from cuamo.organisation.selectors.staff import actor_of
from cuamo.payments.models import PaymentRequest, Refund, SuspenseItem
from cuamo.payments.services.ask_refund import ask_refund
from cuamo.payments.services.decide_refund import approve_refund
from cuamo.payments.services.match_money import approve_match, propose_match
from cuamo.payments.services.receive_callback import take_transaction
from cuamo.payments.states import RequestState
from cuamo.payments.types import RefundWay, Transaction
from cuamo.people.models import Account

FIRST, SECOND = "ketoan.trungtam", "ketoan2.trungtam"
LOOKED = "Nội dung chuyển ghi mã hồ sơ, hồ sơ đã thu tiền mặt"
WHY = "Người nộp đã trả tiền mặt tại quầy, sau đó chuyển khoản lần nữa"


def money_that_came_twice(*, now: datetime) -> int:
    """Let three people pay by transfer what they had paid in cash; a second run changes nothing.

    Return the number of refunds.
    """
    if Refund.objects.exists():
        return 0
    paid = PaymentRequest.objects.filter(state=RequestState.CASH_PAID).order_by("-settled_at", "-id")[:3]
    asker, other = _actor(SECOND, now), _actor(FIRST, now)
    for place, request in enumerate(paid):
        item = _comes(request, place, at=now - timedelta(hours=3 + place))
        if place == 2:
            break
        at = now - timedelta(hours=2)
        propose_match(item_id=item.id, request_id=request.id, reason=LOOKED, accountant=asker, at=at)
        approve_match(item_id=item.id, request_id=request.id, accountant=other, at=at)
        way = (RefundWay.GATEWAY, RefundWay.CASH)[place]
        refund = ask_refund(item_id=item.id, way=way, reason=WHY, accountant=asker, at=at)
        if way == RefundWay.CASH:
            approve_refund(refund_id=refund.id, accountant=other, at=now - timedelta(hours=1))
    return Refund.objects.count()


def _comes(request: PaymentRequest, place: int, *, at: datetime) -> SuspenseItem:
    number = f"FT{at.astimezone(HANOI):%y%m%d}HOAN{place}"
    words = f"NGUYEN VAN MAU nop ho so {request.subject_code}"
    said = Transaction(number, words, request.amount_vnd, True, at)
    take_transaction(said=said, body=b"{}", source="CALLBACK", at=at)
    return SuspenseItem.objects.get(source=f"gateway:{number}")


def _actor(username: str, now: datetime) -> Actor:
    return actor_of(Account.objects.get(username=username), at=now)
