"""How much of a year's budget is taken."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from cuamo.settlement.models import Line
from cuamo.settlement.selectors.in_force import budgets, city_lines
from cuamo.settlement.types import LineKind, Payer, StatementState

WARN_PERCENT, ALARM_PERCENT = 80, 95


@dataclass(frozen=True)
class BudgetUse:
    """A year's estimate and what became of it, in đồng."""

    year: int
    amount_vnd: int
    settled_vnd: int
    """In statements that were sent."""
    drafted_vnd: int
    """In drafts."""
    waiting_vnd: int
    """What no longer fits: shown, never dropped."""

    @property
    def taken_vnd(self) -> int:
        """Everything that has its place in the budget."""
        return self.settled_vnd + self.drafted_vnd

    @property
    def percent(self) -> int:
        """How much is taken, in whole per cent, rounded down."""
        return self.taken_vnd * 100 // self.amount_vnd if self.amount_vnd else 0

    @property
    def level(self) -> str:
        """`WAITING`, `ALARM` from 95 %, `WARN` from 80 %, else empty."""
        if self.waiting_vnd:
            return "WAITING"
        if self.percent >= ALARM_PERCENT:
            return "ALARM"
        return "WARN" if self.percent >= WARN_PERCENT else ""


def budget_use(year: int, *, today: date | None = None) -> BudgetUse:
    """Return the use of a year's budget, by the estimate in force today, or at the end of the year."""
    lines = city_lines().filter(acted_on__year=year)
    drafts = lines.filter(statement__state=StatementState.DRAFT)
    waiting = Line.objects.filter(
        kind=LineKind.SERVICE, payer=Payer.CITY, carried_at=None, waits=True, acted_on__year=year
    )
    drafted = _sum(drafts)
    return BudgetUse(
        year=year,
        amount_vnd=budgets(until=today or date(year, 12, 31)).get(year, 0),
        settled_vnd=_sum(lines) - drafted,
        drafted_vnd=drafted,
        waiting_vnd=_sum(waiting),
    )


def _sum(lines: QuerySet[Line]) -> int:
    sums = lines.aggregate(net=Sum("net_vnd"), vat=Sum("vat_vnd"))
    return (sums["net"] or 0) + (sums["vat"] or 0)
