"""Questions to the books."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Case, F, Sum, When

from cuamo.payments.models import CashReceipt, Posting, Refund
from cuamo.payments.selectors.closing import group_of, held_now
from cuamo.payments.selectors.refunds import given_back_in
from cuamo.payments.states import RefundState
from cuamo.payments.types import Side

_SIGNED = Sum(Case(When(side=Side.DEBIT, then=F("amount_vnd")), default=-F("amount_vnd")))


def balance_of(account: str) -> int:
    """Return debit minus credit of an account in đồng (số dư), from the last closing where it is in one."""
    if group_of(account) == account:
        return held_now(account)
    return Posting.objects.filter(account=account).aggregate(total=_SIGNED)["total"] or 0


def trial_balance() -> dict[str, int]:
    """Return debit minus credit per account, by name; the sum of all is zero (bảng cân đối thử)."""
    rows = Posting.objects.values("account").order_by("account").annotate(total=_SIGNED)
    return {row["account"]: row["total"] for row in rows}


def cash_in_of(shift_id: UUID) -> int:
    """Return the cash taken during a shift less what was given back, in đồng.

    `close_shift` compares the count with it; below zero when more went back than came.
    """
    taken = CashReceipt.objects.filter(shift_id=shift_id).aggregate(total=Sum("amount_vnd"))
    return (taken["total"] or 0) - given_back_in(shift_id)


def cash_in_of_shifts(shift_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return the cash taken less what was given back in đồng, by shift, in two questions."""
    sums: dict[UUID, int] = {}
    taken = CashReceipt.objects.filter(shift_id__in=shift_ids).values("shift_id")
    for row in taken.annotate(total=Sum("amount_vnd")):
        sums[row["shift_id"]] = row["total"]
    given = Refund.objects.filter(shift_id__in=shift_ids, state=RefundState.PAID).values("shift_id")
    for row in given.annotate(total=Sum("amount_vnd")):
        sums[row["shift_id"]] = sums.get(row["shift_id"], 0) - row["total"]
    return sums


def balances_of(accounts: Sequence[str]) -> dict[str, int]:
    """Return debit minus credit in đồng of those of the accounts that have postings, in one question."""
    rows = Posting.objects.filter(account__in=accounts).values("account").annotate(total=_SIGNED)
    return {row["account"]: row["total"] for row in rows}
