"""F1: what today brought and what waits for an accountant."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from cuamo.kernel.clock import HANOI
from cuamo.payments.selectors import reconciliation
from cuamo.payments.selectors.books import balance_of
from cuamo.payments.selectors.cash_bags import bags_overdue, open_differences
from cuamo.payments.selectors.closing_work import closing_work
from cuamo.payments.selectors.rebuilds import open_rebuild
from cuamo.payments.selectors.refunds import refunds_in
from cuamo.payments.selectors.suspense import conflicts_open, counted, items_waiting, partial_late
from cuamo.payments.selectors.taken_back import take_backs_waiting
from cuamo.payments.selectors.today import attempts_unsure, figures_of
from cuamo.payments.types import Account
from cuamo.settlement.selectors.budget import budgets_short
from cuamo.web.audiences import ActedRequest
from cuamo.web.finance.audience import accountant_required


@accountant_required
@require_GET
def show(request: ActedRequest) -> HttpResponse:
    """Show today's figures and the work that waits."""
    now = timezone.now()
    today = now.astimezone(HANOI).date()
    return render(
        request,
        "finance/overview.html",
        {
            "figures": figures_of(today),
            "suspense_vnd": -balance_of(Account.SUSPENSE),
            "unclear": counted(items_waiting()),
            "partial": partial_late(at=now),
            "conflicts": counted(conflicts_open()),
            "to_approve": counted(refunds_in("cho-duyet")),
            "unknown": counted(refunds_in("chua-ro")),
            "unsure": attempts_unsure(at=now),
            "to_reconcile": counted(reconciliation.items_waiting()),
            "late_bags": len(bags_overdue(today - timedelta(days=1))),
            "budgets": budgets_short(today=today),
            "cash_differences": counted(open_differences()),
            "take_backs": counted(take_backs_waiting()),
            "closing": closing_work(at=now),
            "rebuild": open_rebuild(),
        },
    )
