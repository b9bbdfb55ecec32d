"""Questions about money that goes back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from cuamo.kernel.errors import NotFound
from cuamo.payments.models import Refund
from cuamo.payments.rules.cash_code import cash_code
from cuamo.payments.states import RefundState
from cuamo.payments.types import RefundCause, RefundWay

WAITING = {
    "cho-duyet": (RefundState.ASKED,),
    "dang-tra": (RefundState.APPROVED, RefundState.SENT),
    "chua-ro": (RefundState.UNKNOWN,),
    "da-xong": (RefundState.PAID, RefundState.REFUSED, RefundState.FAILED),
}
"""Lists of refunds by what is to be done about them."""


def refunds_in(group: str) -> QuerySet[Refund]:
    """Return the refunds of one list of `WAITING`; the page orders them."""
    return Refund.objects.filter(state__in=WAITING[group]).select_related("request", "item")


def refund_of(refund_id: UUID) -> Refund:
    """Return one refund with what it is about.

    Raises:
        NotFound: there is no such refund.
    """
    found = Refund.objects.select_related("request", "item__callback", "shift__counter")
    refund = found.filter(id=refund_id).first()
    if refund is None:
        raise NotFound("refund.unknown", "Không có khoản hoàn này.", "There is no such refund.")
    return refund


def refunds_to_send(*, before: datetime) -> QuerySet[Refund]:
    """Return refunds approved before a moment that the platform was not asked for yet."""
    waiting = Refund.objects.filter(state=RefundState.APPROVED, way=RefundWay.GATEWAY, decided_at__lte=before)
    return waiting.order_by("decided_at", "id")


def refunds_to_ask(*, at: datetime) -> QuerySet[Refund]:
    """Return refunds the platform is to be asked about now, longest waiting first."""
    due = Refund.objects.filter(state__in=[RefundState.SENT, RefundState.UNKNOWN], ask_again_at__lte=at)
    return due.order_by("ask_again_at", "id")


def cash_refunds_of(code: str, *, lead: bool = False) -> list[Refund]:
    """Return approved refunds a counter pays in cash, by the whole code of the dossier.

    What belongs to no demand has its number alone, which a shift lead may ask for.
    """
    named = Q(request__subject_code__iexact=code)
    if lead:
        named |= Q(number__iexact=code, request__isnull=True)
    waiting = Refund.objects.filter(named, state=RefundState.APPROVED, way=RefundWay.CASH)
    return list(waiting.select_related("request").order_by("decided_at", "id"))


def given_back_in(shift_id: UUID) -> int:
    """Return the cash given back out of a till during its shift, in đồng."""
    given = Refund.objects.filter(shift_id=shift_id, state=RefundState.PAID)
    return given.aggregate(total=Sum("amount_vnd"))["total"] or 0


def fees_given_back(request_id: UUID) -> int:
    """Return what of a demand's fees is back in the payer's hands, in đồng."""
    back = Refund.objects.filter(request_id=request_id, cause=RefundCause.FEE_BACK, state=RefundState.PAID)
    return back.aggregate(total=Sum("amount_vnd"))["total"] or 0


@dataclass(frozen=True)
class BackWords:
    """What the citizen reads about money that comes back to them."""

    number: str
    amount_vnd: int
    cause_vi: str
    cause_en: str
    way: str
    state: str
    """`waiting`, `cash` (to be fetched), `paid` or `failed`."""
    words_vi: str
    words_en: str
    at: datetime


PAID_IN_CASH = ("Đã trả tiền mặt tại quầy.", "Paid back in cash at a counter.")
PAID_BACK = ("Đã trả về tài khoản đã trả.", "Paid back to the account it came from.")
NOT_PAID = (
    "Chưa trả được. Trung tâm đang tìm cách trả khác.",
    "Could not be paid back yet. The centre is looking for another way.",
)
TO_FETCH = (
    "Ra quầy bất kỳ của mạng lưới để nhận tiền mặt, mang theo căn cước.",
    "Come to any counter to fetch it in cash, with your ID card.",
)
ON_ITS_WAY = (
    "Đang trả về tài khoản đã trả, thường trong ngày làm việc.",
    "On its way to the account it came from, usually within the working day.",
)
CAUSE_EN = {
    RefundCause.SURPLUS: "Too much was paid",
    RefundCause.TWICE: "It was paid twice",
    RefundCause.CANCELLED: "It is no longer asked",
    RefundCause.UNCLEAR: "Sent by mistake, nothing was asked",
    RefundCause.FEE_BACK: "The dossier was not settled, its fee goes back",
}


def money_back_of(subject_ids: Iterable[UUID]) -> list[BackWords]:
    """Return what the citizen sees of refunds about their subjects, newest first (T2).

    One that was not approved is left out: nobody has promised it.
    """
    about = Refund.objects.filter(request__subject_id__in=list(subject_ids))
    shown = about.exclude(state__in=[RefundState.ASKED, RefundState.REFUSED])
    return [_as_words(refund) for refund in shown.order_by("-asked_at", "-id")]


def _as_words(refund: Refund) -> BackWords:
    at = refund.ended_at or refund.decided_at or refund.asked_at
    if refund.state == RefundState.PAID:
        state = "paid"
        state_words = PAID_IN_CASH if refund.way == RefundWay.CASH else PAID_BACK
    elif refund.state == RefundState.FAILED:
        state, state_words = "failed", NOT_PAID
    elif refund.way == RefundWay.CASH:
        state, code = "cash", cash_code(refund.id)
        state_words = (
            f"{TO_FETCH[0]} Đọc mã {code} khi nhận tiền.",
            f"{TO_FETCH[1]} Say the code {code} when you fetch it.",
        )
    else:
        state, state_words = "waiting", ON_ITS_WAY
    return BackWords(
        number=refund.number,
        amount_vnd=refund.amount_vnd,
        cause_vi=RefundCause(refund.cause).label,
        cause_en=CAUSE_EN[RefundCause(refund.cause)],
        way=RefundWay(refund.way).label,
        state=state,
        words_vi=state_words[0],
        words_en=state_words[1],
        at=at,
    )
