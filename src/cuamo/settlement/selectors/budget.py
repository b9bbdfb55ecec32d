"""How much of a year's budget is taken."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import ExtractYear

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
    """What no longer fits: shown, never dropped, also after its statement was approved without it."""
    number: str = ""
    until: date | None = None
    """Last day of the acts the estimate bears."""
    ended: bool = False
    """Its term is over: later acts of the year wait."""

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
        """`WAITING`, `ENDED`, `ALARM` from 95 %, `WARN` from 80 %, else empty."""
        if self.waiting_vnd:
            return "WAITING"
        if self.ended:
            return "ENDED"
        if self.percent >= ALARM_PERCENT:
            return "ALARM"
        return "WARN" if self.percent >= WARN_PERCENT else ""


def budget_uses(years: Collection[int] = (), *, today: date | None = None) -> dict[int, BudgetUse]:
    """Return the use of these years' budgets, and of every year something waits of; oldest first."""
    waiting = {year: sum(parts.values()) for year, parts in _by_year(_waiting()).items()}
    wanted = sorted({*years, *waiting})
    taken = _by_year(city_lines().filter(acted_on__year__in=wanted))
    estimates = budgets(until=today or date(max(wanted), 12, 31)) if wanted else {}
    found = {}
    for year in wanted:
        estimate = estimates.get(year)
        found[year] = BudgetUse(
            year=year,
            amount_vnd=estimate.amount_vnd if estimate else 0,
            settled_vnd=taken[year][False],
            drafted_vnd=taken[year][True],
            waiting_vnd=waiting.get(year, 0),
            number=estimate.number if estimate else "",
            until=estimate.until if estimate else None,
            ended=bool(estimate and estimate.until and today and today > estimate.until),
        )
    return found


def budgets_short(*, today: date) -> list[BudgetUse]:
    """Return the years whose budget somebody has to act on: used up, over, or nearly; oldest first."""
    return [use for use in budget_uses({today.year}, today=today).values() if use.level]


def _by_year(lines: QuerySet[Line]) -> dict[int, dict[bool, int]]:
    """Return the sums of lines by year, those in drafts (True) apart; a year without any has noughts."""
    rows = lines.order_by().values(
        year=ExtractYear("acted_on"), draft=Q(statement__state=StatementState.DRAFT)
    )
    found: dict[int, dict[bool, int]] = defaultdict(lambda: {False: 0, True: 0})
    for row in rows.annotate(net=Sum("net_vnd"), vat=Sum("vat_vnd")):
        found[row["year"]][row["draft"]] = row["net"] + row["vat"]
    return found


def _waiting() -> QuerySet[Line]:
    """Services that wait for budget: in a statement, or left out by an approved one and in none since."""
    same = Line.objects.filter(item_id=OuterRef("item_id"), kind=LineKind.SERVICE)
    left = Q(statement__state__in=[StatementState.APPROVED, StatementState.PAID])
    left &= ~Exists(same.filter(carried_at=None)) & ~Exists(same.filter(waits=True, id__gt=OuterRef("id")))
    rows = Line.objects.filter(kind=LineKind.SERVICE, payer=Payer.CITY, waits=True)
    return rows.filter(Q(carried_at=None) | left)
