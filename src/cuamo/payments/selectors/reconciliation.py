"""Questions to days of reconciliation and to what did not agree."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Sum, Value, When

from cuamo.kernel.errors import NotFound
from cuamo.payments.models import (
    CallbackReceipt,
    MoneyFile,
    PaymentRequest,
    ReconciledDay,
    ReconciliationItem,
    SettlementRow,
    StatementLine,
)
from cuamo.payments.reconciling import FileSide, FileState, ItemState, RowState
from cuamo.payments.rules.day import begins, closes

PAGE = 31
WORK = 50


@dataclass(frozen=True)
class DayRow:
    """One day in the list."""

    kept: ReconciledDay
    sides: frozenset[str]
    """Whose files are there."""
    waiting: int
    differences: int

    @property
    def missing(self) -> list[str]:
        """Whose file has not come."""
        return [str(side.label).lower() for side in FileSide if side.value not in self.sides]


def days_page(*, before: date | None = None) -> tuple[list[DayRow], date | None]:
    """Return a month of days, the latest first, and the day the next page goes on before."""
    rows = ReconciledDay.objects.order_by("-day")
    if before is not None:
        rows = rows.filter(day__lt=before)
    days = list(rows[: PAGE + 1])
    shown = days[:PAGE]
    wanted = [kept.day for kept in shown]
    files = MoneyFile.objects.filter(day__in=wanted, state=FileState.CURRENT).values_list("day", "side")
    sides: dict[date, set[str]] = {}
    for day, side in files:
        sides.setdefault(day, set()).add(side)
    counts = {
        row["day"]: (row["waiting"], row["all"])
        for row in ReconciliationItem.objects.filter(day__in=wanted)
        .values("day")
        .annotate(waiting=Count("id", filter=~Q(state=ItemState.SETTLED)), all=Count("id"))
    }
    listed = [
        DayRow(kept, frozenset(sides.get(kept.day, ())), *counts.get(kept.day, (0, 0))) for kept in shown
    ]
    return listed, shown[-1].day if len(days) > PAGE else None


def items_waiting() -> QuerySet[ReconciliationItem]:
    """Return the differences nobody has settled, oldest first (việc đối soát đang chờ)."""
    return ReconciliationItem.objects.exclude(state=ItemState.SETTLED).order_by("raised_at", "id")


def items_of(day: date) -> list[ReconciliationItem]:
    """Return the differences of a day: open ones first, then explained, then settled."""
    order = Case(
        When(state=ItemState.OPEN, then=Value(0)),
        When(state=ItemState.EXPLAINED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return list(ReconciliationItem.objects.filter(day=day).order_by(order, "raised_at", "id"))


def day_of(day: date) -> ReconciledDay:
    """Return one day.

    Raises:
        NotFound: it was never run.
    """
    kept = ReconciledDay.objects.filter(day=day).first()
    if kept is None:
        raise NotFound(
            "reconciliation.day", "Ngày này chưa đối soát.", "This day has not been reconciled yet."
        )
    return kept


def item_of(item_id: UUID) -> ReconciliationItem:
    """Return one difference.

    Raises:
        NotFound: there is no such difference.
    """
    item = ReconciliationItem.objects.filter(id=item_id).first()
    if item is None:
        raise NotFound("reconciliation.unknown", "Không có khoản lệch này.", "There is no such difference.")
    return item


def sums_of(day: date) -> dict[str, dict[str, int]]:
    """Return what each side says of the day: how many, how much."""
    ours = CallbackReceipt.objects.filter(
        succeeded=True, occurred_at__gte=begins(day), occurred_at__lt=closes(day)
    ).aggregate(count=Count("id"), sum=Sum("amount_vnd"))
    rows = SettlementRow.objects.filter(file__day=day, file__state=FileState.CURRENT)
    gateway = rows.aggregate(
        count=Count("id", filter=Q(state=RowState.PAID)),
        sum=Sum("amount_vnd", filter=Q(state=RowState.PAID)),
        fees=Sum("fee_vnd"),
        reversed=Sum("amount_vnd", filter=Q(state=RowState.REVERSED)),
        refunded=Sum("amount_vnd", filter=Q(state=RowState.REFUNDED)),
    )
    lines = StatementLine.objects.filter(file__day=day, file__state=FileState.CURRENT)
    bank = lines.aggregate(
        count=Count("id"),
        into=Sum("amount_vnd", filter=Q(amount_vnd__gt=0)),
        out=Sum(-F("amount_vnd"), filter=Q(amount_vnd__lt=0)),
    )
    return {
        name: {key: value or 0 for key, value in said.items()}
        for name, said in (("ours", ours), ("gateway", gateway), ("bank", bank))
    }


def lines_about(item: ReconciliationItem) -> list[StatementLine]:
    """Return the lines of the statement an item is about, with the other party and the words."""
    numbers = [str(line["number"]) for line in item.evidence.get("lines", []) if isinstance(line, dict)]
    if not numbers:
        return []
    lines = StatementLine.objects.filter(number__in=numbers, file__state=FileState.CURRENT)
    return list(lines.order_by("booked_at", "id"))


def rows_about(item: ReconciliationItem) -> list[SettlementRow]:
    """Return what the platform's current files say of an item's transaction."""
    if not item.subject.startswith("tx:"):
        return []
    rows = SettlementRow.objects.select_related("file").filter(
        transaction_id=item.subject.removeprefix("tx:"), file__state=FileState.CURRENT
    )
    return list(rows.order_by("file__day", "line"))


def message_about(item: ReconciliationItem) -> CallbackReceipt | None:
    """Return the platform's message about an item's transaction."""
    if not item.subject.startswith("tx:"):
        return None
    number = item.subject.removeprefix("tx:")
    return CallbackReceipt.objects.select_related("attempt__request").filter(transaction_id=number).first()


def request_about(item: ReconciliationItem) -> PaymentRequest | None:
    """Return the demand for money an item is about."""
    message = message_about(item)
    if message is not None and message.attempt is not None:
        return message.attempt.request
    reference = str(item.evidence.get("reference", ""))
    if not reference:
        return None
    return PaymentRequest.objects.filter(attempts__reference=reference).first()


def age_of(item: ReconciliationItem, *, at: datetime) -> int:
    """Return how many whole days an item has waited."""
    return max(0, ((item.settled_at or at) - item.raised_at).days)
