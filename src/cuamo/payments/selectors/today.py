"""What a day brought and what waits, for the accountant's first page."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, Sum

from cuamo.kernel.clock import HANOI
from cuamo.payments.models import PaymentAttempt, Posting
from cuamo.payments.states import AttemptState
from cuamo.payments.types import Account, EntryKind, Side

_CAME = (EntryKind.PAID_ONLINE, EntryKind.SUSPENDED)


@dataclass(frozen=True)
class DayFigures:
    """Money of one day in Hanoi, in đồng."""

    day: date
    online_vnd: int
    """Came through the payment platform, known or not."""
    cash_vnd: int
    """Taken at tills."""
    budget_vnd: int
    """The budget bears in place of citizens."""
    refunded_vnd: int


def figures_of(day: date) -> DayFigures:
    """Return what was booked on a day (số liệu trong ngày)."""
    first = datetime.combine(day, datetime.min.time(), tzinfo=HANOI)
    booked = Posting.objects.filter(
        entry__booked_at__gte=first, entry__booked_at__lt=first + timedelta(days=1)
    )
    debit = Q(side=Side.DEBIT)
    sums = booked.aggregate(
        online=Sum("amount_vnd", filter=debit & Q(account=Account.GATEWAY, entry__kind__in=_CAME)),
        cash=Sum("amount_vnd", filter=debit & Q(entry__kind=EntryKind.PAID_CASH)),
        budget=Sum("amount_vnd", filter=debit & Q(account=Account.BUDGET)),
        refunded=Sum(
            "amount_vnd", filter=debit & Q(account=Account.REFUNDS, entry__kind=EntryKind.REFUND_PAID)
        ),
    )
    return DayFigures(day, sums["online"] or 0, sums["cash"] or 0, sums["budget"] or 0, sums["refunded"] or 0)


def attempts_unsure(*, at: datetime) -> int:
    """Return how many tries to pay ran out without an answer of the bank (chưa rõ kết quả)."""
    return PaymentAttempt.objects.filter(state=AttemptState.OPEN, expires_at__lte=at).count()
