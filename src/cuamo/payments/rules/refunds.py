"""When money goes back, how much, and how the request stands afterwards."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from cuamo.kernel.errors import Invalid
from cuamo.payments.states import RequestState

ENDINGS = {
    "REFUSED_INTAKE": "không được tiếp nhận",
    "WITHDRAWN": "người nộp rút",
    "STOPPED": "dừng giải quyết",
    "REFUSED": "không được giải quyết",
}
"""Ways a case ends without its result, as the procedure's fees name them."""
_FIRST = timedelta(seconds=30)
_LONGEST = timedelta(hours=1)
REASON_LEAST = 10


def ask_platform_again_at(*, at: datetime, asked: int) -> datetime:
    """Return when the platform is asked about a refund again: 30 s, doubling, at most an hour."""
    return at + min(_FIRST * (1 << min(asked, 10)), _LONGEST)


def goes_back(refund_when: Iterable[str], *, ending: str) -> bool:
    """True where the procedure says that this fee goes back after this ending; silence means no.

    The fee of a business household is never refunded: its fee names no ending.

    Law: the fee rule of the procedure names its source; Resolution 77/2025/NQ-HĐND is silent.
    """
    return ending in ENDINGS and ending in set(refund_when)


def spread(amount_vnd: int, sums: Sequence[int]) -> list[int]:
    """Return how much of `amount_vnd` goes back out of each sum that came, the first ones first.

    Raises:
        ValueError: more is to go back than came.
    """
    if amount_vnd > sum(sums):
        raise ValueError(f"{amount_vnd} is more than the {sum(sums)} that came")
    parts, left = [], amount_vnd
    for came in sums:
        part = min(left, came)
        parts.append(part)
        left -= part
    return parts


def state_after(
    *, voided: bool, settled: bool, cash: bool, received_vnd: int, suspended_vnd: int, fee_back_vnd: int
) -> RequestState:
    """Return where a request stands when nothing of it is in anybody's hands but the books'.

    Args:
        suspended_vnd: of this request still in suspense, or on its way back.
        fee_back_vnd: of its fee given back for good.
    """
    if voided:
        return RequestState.REFUND_DUE if suspended_vnd else RequestState.VOID
    if not settled:
        return RequestState.PARTIAL if received_vnd else RequestState.AWAITING
    if suspended_vnd:
        return RequestState.REFUND_DUE
    if fee_back_vnd and fee_back_vnd >= received_vnd:
        return RequestState.REFUNDED
    return RequestState.CASH_PAID if cash else RequestState.PAID


def require_reason(text: str, *, where: str = "reason") -> str:
    """Return the reason, tidied.

    Raises:
        Invalid: it says nothing another person could check.
    """
    said = " ".join(text.split())[:500]
    if len(said) < REASON_LEAST:
        raise Invalid(
            "finance.reason",
            "Ghi lý do để người khác kiểm tra được, ít nhất 10 chữ cái.",
            "Say why, so that somebody else can check it: at least 10 letters.",
            where=where,
        )
    return said
