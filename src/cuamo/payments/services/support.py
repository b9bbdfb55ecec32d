"""The budget pays what nobody is asked for."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.ids import uuid7
from cuamo.payments.models import BudgetSupport, PaymentRequest
from cuamo.payments.rules import legs
from cuamo.payments.rules.legs import Share
from cuamo.payments.services.book import book
from cuamo.payments.services.parts import budget_is_off, lines_off
from cuamo.payments.types import EntryKind


@transaction.atomic
def book_support(
    *, subject_id: UUID, subject_code: str, lines: Sequence[Mapping[str, Any]], actor: Actor, at: datetime
) -> BudgetSupport | None:
    """Book the budget's part of fees the citizen pays nothing of (ngân sách trả thay).

    Once per subject; hearing it again gives the first. Records `budget.supported`. A fee of which the
    citizen pays a part is booked with the demand for that part.

    Args:
        lines: the fee engine's lines: key, name_vi, setter, citizen_vnd, budget_vnd, reason_vi.
    Returns:
        What was booked, None where the budget pays nothing.
    Law: Resolution 77/2025/NQ-HĐND of Hà Nội.
    """
    kept = [
        {
            "key": line["key"],
            "name_vi": line["name_vi"],
            "setter": line.get("setter") or "",
            "budget_vnd": line["budget_vnd"],
            "reason_vi": line.get("reason_vi", ""),
        }
        for line in lines
        if line.get("budget_vnd") and not line["citizen_vnd"]
    ]
    if not kept:
        return None
    budget_vnd = sum(line["budget_vnd"] for line in kept)
    try:
        with transaction.atomic():
            support = BudgetSupport.objects.create(
                id=uuid7(at),
                subject_id=subject_id,
                subject_code=subject_code,
                lines=kept,
                budget_vnd=budget_vnd,
                booked_at=at,
            )
    except IntegrityError:
        return BudgetSupport.objects.get(subject_id=subject_id)
    book(
        kind=EntryKind.SUPPORTED,
        source=f"supported:{subject_id}",
        request_id=None,
        legs=legs.supported(shares_of_support(support)),
        at=at,
    )
    events.record("budget.supported", subject_id, actor=actor, at=at, budget_vnd=budget_vnd)
    return support


@transaction.atomic
def drop_support(*, subject_id: UUID, reason: str, actor: Actor, at: datetime) -> BudgetSupport | None:
    """The budget bears it no more (bỏ phần ngân sách trả thay). Records `budget.unsupported`.

    Hearing it again changes nothing; None where the budget bore nothing.
    """
    support = BudgetSupport.objects.select_for_update().filter(subject_id=subject_id).first()
    if support is None or support.dropped_at is not None:
        return support
    support.dropped_at = at
    support.drop_reason = reason[:500]
    support.save(update_fields=["dropped_at", "drop_reason"])
    book(
        kind=EntryKind.UNSUPPORTED,
        source=f"unsupported:{subject_id}",
        request_id=None,
        legs=legs.unsupported(shares_of_support(support)),
        at=at,
    )
    events.record("budget.unsupported", subject_id, actor=actor, at=at, budget_vnd=support.budget_vnd)
    return support


@transaction.atomic
def drop_supported_lines(*, subject_id: UUID, actor: Actor, at: datetime) -> int:
    """The budget bears its part of the fees of a demand no more. Records `budget.unsupported`.

    The citizen's part stays: whether it goes back says the procedure. Hearing it again changes nothing.

    Returns:
        What the budget bears no more, in đồng.
    """
    request = PaymentRequest.objects.select_for_update().filter(subject_id=subject_id, voided_at=None).first()
    if request is None or budget_is_off(request.id):
        return 0
    shares = [Share(line.setter, 0, line.budget_vnd) for line in request.lines.all()]
    budget_vnd = sum(share.budget_vnd for share in shares)
    if not budget_vnd:
        return 0
    book(
        kind=EntryKind.UNSUPPORTED,
        source=lines_off(request.id),
        request_id=request.id,
        legs=legs.unsupported(shares),
        at=at,
    )
    events.record("budget.unsupported", subject_id, actor=actor, at=at, budget_vnd=budget_vnd)
    return budget_vnd


def shares_of_support(support: BudgetSupport) -> list[Share]:
    """Return the budget's part of every fee, by who set it."""
    return [Share(line["setter"], 0, line["budget_vnd"]) for line in support.lines]
