"""Lines of cash on the bank's statements that belong to no bag yet."""

from cuamo.payments.models import CashBag, ReconciliationItem, StatementLine
from cuamo.payments.reconciling import FileState, LineCode

MOST = 60


def free_cash_lines(*, most: int = MOST) -> list[StatementLine]:
    """Return the newest lines of cash the books have nothing for, newest first (dòng nộp tiền mặt)."""
    rows = StatementLine.objects.filter(
        code=LineCode.CASH, amount_vnd__gt=0, file__state=FileState.CURRENT
    ).select_related("file")
    free: list[StatementLine] = []
    newest = list(rows.order_by("-booked_at", "-id")[: most * 10])
    taken = _booked({row.number for row in newest})
    for row in newest:
        if row.number not in taken:
            free.append(row)
    return free[:most]


def free_cash_line(number: str) -> StatementLine | None:
    """Return the line of cash with this number, None where there is none or the books have it already."""
    rows = StatementLine.objects.filter(
        number=number, code=LineCode.CASH, amount_vnd__gt=0, file__state=FileState.CURRENT
    )
    line = rows.select_related("file").order_by("-id").first()
    return None if line is None or _booked({number}) else line


def _booked(numbers: set[str]) -> set[str]:
    """Return those of the numbers that repairs or bags have booked."""
    said = {f"line:{number}" for number in numbers}
    items = ReconciliationItem.objects.filter(subject__in=said).exclude(booked_bank_vnd=0)
    bags = CashBag.objects.filter(deposit_source__in=said)
    found = {*items.values_list("subject", flat=True), *bags.values_list("deposit_source", flat=True)}
    return {each.removeprefix("line:") for each in found}
