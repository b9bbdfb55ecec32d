"""Work with money nobody knows: what waits, whose it may be, what comes next and who does it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db.models import F, Model, Q, QuerySet

from cuamo.kernel.errors import NotFound
from cuamo.payments.models import CallbackReceipt, PaymentAttempt, PaymentRequest, Refund, SuspenseItem
from cuamo.payments.rules.similar import code_digits, is_similar, likeness, reference_pieces
from cuamo.payments.states import COLLECTING, LIVE_REFUNDS, RefundState, RequestState
from cuamo.payments.types import SuspenseKind

MOST_CANDIDATES = 10
MOST_COUNTED = 1000
_NEAR = timedelta(days=45)
_SAME_HEAD = 4
PARTIAL_WAITS = timedelta(days=3)
"""After this long a part that was paid is looked at by an accountant."""
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Next:
    """What is to be done about a sum, and by whom."""

    step: str
    owner: str


@dataclass(frozen=True)
class Candidate:
    """A request whose money this may be, and why."""

    request: PaymentRequest
    reasons: list[str]
    score: int


def items_waiting() -> QuerySet[SuspenseItem]:
    """Return sums that lie in suspense (tiền chưa rõ); the page orders them, oldest first."""
    return SuspenseItem.objects.filter(left_vnd__gt=0).select_related("callback", "request")


def item_of(item_id: UUID) -> SuspenseItem:
    """Return one sum, also when nothing is left of it.

    Raises:
        NotFound: there is no such sum.
    """
    items = SuspenseItem.objects.select_related("callback", "request", "proposed_request")
    found = items.filter(id=item_id).first()
    if found is None:
        raise NotFound("suspense.unknown", "Không có khoản tiền chưa rõ này.", "There is no such sum.")
    return found


def next_of(item: SuspenseItem, refund: Refund | None) -> Next:
    """Return the next step for a sum and its owner.

    Args:
        refund: the one being worked on, None without one.
    """
    if not item.left_vnd and refund is None:
        return Next("Đã xử lý xong.", "")
    if refund is not None and refund.state == RefundState.ASKED:
        return Next("Duyệt hoặc không duyệt hoàn tiền.", f"Kế toán khác, không phải {refund.asked_by_name}")
    if refund is not None and refund.state == RefundState.UNKNOWN:
        return Next("Máy đang hỏi lại cổng thanh toán.", "Máy tự làm")
    if refund is not None and not refund.transaction_id:
        return Next("Người nộp ra quầy nhận tiền mặt.", "Quầy bất kỳ")
    if refund is not None:
        return Next("Cổng thanh toán trả về tài khoản.", "Máy tự làm")
    if item.proposed_request_id is not None and item.matched_at is None:
        return Next("Duyệt hoặc không duyệt ghép.", f"Kế toán khác, không phải {item.proposed_by_name}")
    if item.kind == SuspenseKind.UNKNOWN_REFERENCE and item.matched_at is None:
        return Next("Tìm khoản phải trả, hoặc ghi là chuyển nhầm.", "Kế toán Trung tâm")
    return Next("Đề nghị hoàn tiền.", "Kế toán Trung tâm")


def live_refunds_of(item_ids: Iterable[UUID]) -> dict[UUID, Refund]:
    """Return the refunds of sums that are being worked on, by sum."""
    live = Refund.objects.filter(item_id__in=list(item_ids), state__in=LIVE_REFUNDS)
    return {refund.item_id: refund for refund in live if refund.item_id is not None}


def candidates_for(item: SuspenseItem) -> list[Candidate]:
    """Return requests this money may belong to, likeliest first.

    Same sum still owed and asked for at about that time; or a reference, or a code, like the words of the
    transfer.
    """
    words = item.callback.reference if item.callback is not None else ""
    around = Q(opened_at__gte=item.since - _NEAR, opened_at__lte=item.since)
    near = PaymentRequest.objects.filter(around)
    owed = near.annotate(still=F("amount_vnd") - F("received_vnd"))
    same = owed.filter(state__in=sorted(COLLECTING), still=item.left_vnd).order_by("-opened_at", "-id")
    found: dict[UUID, Candidate] = {}
    for owing in same[: 3 * MOST_CANDIDATES]:
        _add(found, owing, "cùng số tiền còn phải trả", 3)
    for piece in reference_pieces(words):
        tried = PaymentAttempt.objects.filter(request__in=near).select_related("request")
        alike = tried.filter(Q(reference__startswith=piece[:_SAME_HEAD]) | Q(reference__endswith=piece[-5:]))
        for attempt in alike.order_by("-started_at")[: 3 * MOST_CANDIDATES]:
            if is_similar(piece, attempt.reference):
                _add(
                    found,
                    attempt.request,
                    f"mã giống {attempt.reference}",
                    likeness(piece, attempt.reference),
                )
    for digits in code_digits(words)[:2]:
        for request in near.filter(subject_code__contains=digits).order_by("-opened_at")[:MOST_CANDIDATES]:
            _add(found, request, f"mã hồ sơ có {digits}", len(digits))
    ranked = sorted(found.values(), key=lambda one: (-one.score, one.request.opened_at), reverse=False)
    return ranked[:MOST_CANDIDATES]


def partial_requests() -> QuerySet[PaymentRequest]:
    """Return requests of which a part was paid; the page orders them, oldest first (trả thiếu)."""
    return PaymentRequest.objects.filter(state=RequestState.PARTIAL)


def conflicts_open() -> QuerySet[CallbackReceipt]:
    """Return movements the platform told twice in different words, and nobody has asked about."""
    said = CallbackReceipt.objects.filter(conflicting_body__isnull=False, conflict_closed_at__isnull=True)
    return said.select_related("attempt__request")


def counted(rows: QuerySet[Row]) -> int:
    """Return how many rows wait, counted up to a thousand."""
    return rows[:MOST_COUNTED].count()


def partial_late(*, at: datetime) -> int:
    """Return how many partly paid requests an accountant has to look at."""
    return counted(partial_requests().filter(opened_at__lte=at - PARTIAL_WAITS))


def _add(found: dict[UUID, Candidate], request: PaymentRequest, reason: str, score: int) -> None:
    before = found.get(request.id)
    reasons = [*(before.reasons if before else []), reason]
    found[request.id] = Candidate(
        request, list(dict.fromkeys(reasons)), (before.score if before else 0) + score
    )
