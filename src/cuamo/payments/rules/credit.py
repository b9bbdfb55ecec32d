"""What one movement of money means for a request."""

from dataclasses import dataclass

from cuamo.payments.states import RequestState, Verdict


@dataclass(frozen=True)
class Credit:
    """How an amount is split and where the request stands afterwards."""

    verdict: Verdict
    state: RequestState
    credited_vnd: int
    """Goes against what is owed."""
    suspended_vnd: int
    """Owed to nobody we know of; waits in suspense for a refund."""
    settles: bool


def credit(
    *, state: RequestState, owed_vnd: int, received_vnd: int, incoming_vnd: int, late: bool, voided: bool
) -> Credit:
    """Decide about money that came for a request, whatever came before it.

    The order in which several movements come does not change their sum: each đồng is either credited or
    suspended, and never more than `owed_vnd` is credited.

    Args:
        state: where the request stands now.
        late: the attempt had run out when the money came.
        voided: the request was cancelled.
    Raises:
        ValueError: no money came.
    """
    if incoming_vnd <= 0:
        raise ValueError(f"incoming_vnd must be positive, got {incoming_vnd}")
    if voided:
        return Credit(Verdict.AFTER_VOID, RequestState.REFUND_DUE, 0, incoming_vnd, settles=False)
    remaining_vnd = owed_vnd - received_vnd
    if remaining_vnd == 0:
        return Credit(Verdict.ALREADY_PAID, RequestState.REFUND_DUE, 0, incoming_vnd, settles=False)
    if incoming_vnd < remaining_vnd:
        return Credit(Verdict.PARTIAL, RequestState.PARTIAL, incoming_vnd, 0, settles=False)
    if incoming_vnd > remaining_vnd:
        surplus_vnd = incoming_vnd - remaining_vnd
        return Credit(Verdict.OVERPAID, RequestState.OVERPAID, remaining_vnd, surplus_vnd, settles=True)
    verdict = Verdict.SETTLED_LATE if late else Verdict.SETTLED
    return Credit(verdict, RequestState.PAID, incoming_vnd, 0, settles=True)
