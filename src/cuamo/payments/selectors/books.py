"""Questions to the books."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Case, F, Sum, When

from cuamo.payments.models import CashReceipt, Posting
from cuamo.payments.types import Side

_SIGNED = Sum(Case(When(side=Side.DEBIT, then=F("amount_vnd")), default=-F("amount_vnd")))


def balance_of(account: str) -> int:
    """Return debit minus credit of an account in đồng (số dư)."""
    return Posting.objects.filter(account=account).aggregate(total=_SIGNED)["total"] or 0


def trial_balance() -> dict[str, int]:
    """Return debit minus credit per account, by name; the sum of all is zero (bảng cân đối thử)."""
    rows = Posting.objects.values("account").order_by("account").annotate(total=_SIGNED)
    return {row["account"]: row["total"] for row in rows}


def cash_in_of(shift_id: UUID) -> int:
    """Return the cash taken during a shift in đồng; `close_shift` compares the count with it."""
    taken = CashReceipt.objects.filter(shift_id=shift_id)
    return taken.aggregate(total=Sum("amount_vnd"))["total"] or 0


def cash_in_of_shifts(shift_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return the cash taken in đồng, by shift, in one question."""
    taken = CashReceipt.objects.filter(shift_id__in=shift_ids).values("shift_id")
    return {row["shift_id"]: row["total"] for row in taken.annotate(total=Sum("amount_vnd"))}
