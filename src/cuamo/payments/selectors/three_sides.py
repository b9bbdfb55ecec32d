"""What the three sides say of one day: the books, the platform's file, the bank's statement.

Each question is one statement, however many rows there are.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import F, Q, Sum

from cuamo.payments.models import (
    BookedPayout,
    CallbackReceipt,
    CashBag,
    DeclaredPayout,
    MoneyFile,
    PaymentAttempt,
    ReconciliationItem,
    Refund,
    SettlementRow,
    StatementLine,
)
from cuamo.payments.reconciling import (
    BankRow,
    BatchRow,
    FileState,
    GatewayRow,
    ItemKind,
    ItemState,
    LineCode,
    RowState,
)
from cuamo.payments.rules.day import begins, closes
from cuamo.payments.rules.matching import Deposit, PaidOut
from cuamo.payments.rules.reference import find_reference
from cuamo.payments.selectors.cash_bags import bags_overdue
from cuamo.payments.states import BagState, RefundState
from cuamo.payments.types import RefundWay

_ROW = "r.line, r.transaction_id, r.reference, r.amount_vnd, r.fee_vnd, r.occurred_at, r.state, r.batch"
_ELSEWHERE = f"""
SELECT {_ROW} FROM payments_settlementrow r
JOIN payments_moneyfile f ON f.id = r.file_id AND f.state = 'CURRENT'
WHERE r.file_id <> %(file)s AND r.transaction_id IN (
    SELECT transaction_id FROM payments_callbackreceipt
    WHERE occurred_at >= %(begins)s AND occurred_at < %(closes)s
    UNION SELECT transaction_id FROM payments_settlementrow WHERE file_id = %(file)s
    UNION SELECT unnest(%(open)s::text[])
) ORDER BY f.day, r.line
"""  # noqa: S608  # columns of ours
_OURS = """
SELECT transaction_id, amount_vnd FROM payments_callbackreceipt WHERE succeeded AND (
    (occurred_at >= %(begins)s AND occurred_at < %(closes)s)
    OR transaction_id IN (
        SELECT transaction_id FROM payments_settlementrow WHERE file_id = %(file)s
        UNION SELECT unnest(%(open)s::text[])))
"""
_REPAIRED = """
SELECT substr(subject, 4), sum(booked_gateway_vnd)::bigint FROM payments_reconciliationitem
WHERE booked_gateway_vnd <> 0 AND subject LIKE 'tx:%%' GROUP BY 1
"""


def open_items(kinds: Iterable[ItemKind]) -> list[ReconciliationItem]:
    """Return the items of these kinds that are not settled, locked, oldest first."""
    items = ReconciliationItem.objects.select_for_update().exclude(state=ItemState.SETTLED)
    return list(items.filter(kind__in=list(kinds)).order_by("id"))


def gateway_rows(file: MoneyFile) -> list[GatewayRow]:
    """Return the transactions of the platform's file."""
    names = ("line", "transaction_id", "reference", "amount_vnd", "fee_vnd", "occurred_at", "state", "batch")
    rows = SettlementRow.objects.filter(file=file).order_by("line").values_list(*names)
    return [_gateway_row(row) for row in rows]


def rows_elsewhere(file: MoneyFile, *, also: list[str]) -> list[GatewayRow]:
    """Return what other current files say of the day's transactions, and of those named in `also`."""
    with connection.cursor() as cursor:
        cursor.execute(_ELSEWHERE, _bounds(file, also))
        return [_gateway_row(row) for row in cursor.fetchall()]


def ours_at_gateway(file: MoneyFile, *, also: list[str]) -> dict[str, int]:
    """Return what the books have on the platform's account, by transaction; refunds are negative.

    These are the transactions of the day, those the file names, and those in `also`; repairs are counted in.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OURS, _bounds(file, also))
        ours: dict[str, int] = dict(cursor.fetchall())
        cursor.execute(_REPAIRED)
        repaired = dict(cursor.fetchall())
    named = SettlementRow.objects.filter(file=file, state=RowState.REFUNDED).values("transaction_id")
    refunds = Refund.objects.filter(way=RefundWay.GATEWAY, state=RefundState.PAID).exclude(platform_number="")
    on_the_day = Q(ended_at__gte=begins(file.day), ended_at__lt=closes(file.day))
    wanted = refunds.filter(
        on_the_day | Q(platform_number__in=named) | Q(platform_number__in=also)
    ).values_list("platform_number", "amount_vnd")
    for number, amount_vnd in wanted:
        ours[number] = ours.get(number, 0) - amount_vnd
    seen = {*ours, *also}
    for number, booked_vnd in repaired.items():
        if number in seen:
            ours[number] = ours.get(number, 0) + booked_vnd
    return ours


def payouts_declared(file: MoneyFile, *, also: Iterable[str]) -> list[BatchRow]:
    """Return the pay-outs of the platform's file, and those named in `also` wherever they are declared."""
    declared = DeclaredPayout.objects.filter(file__state=FileState.CURRENT)
    wanted = declared.filter(Q(file=file) | Q(number__in=list(also))).order_by("file__day", "line")
    return [
        BatchRow(row.line, row.number, row.gross_vnd, row.fee_vnd, row.net_vnd, row.file.by_hand)
        for row in wanted.select_related("file")
    ]


def payouts_booked(numbers: Iterable[str]) -> dict[str, PaidOut]:
    """Return those of the pay-outs that stand in the books."""
    booked = BookedPayout.objects.filter(number__in=list(numbers))
    return {row.number: PaidOut(row.gross_vnd, row.bank_vnd) for row in booked}


def bank_rows(file: MoneyFile, *, numbers: Iterable[str] = (), batches: Iterable[str] = ()) -> list[BankRow]:
    """Return the lines of the statement, and lines of other current statements that are asked about."""
    lines = StatementLine.objects.filter(file__state=FileState.CURRENT)
    wanted = lines.filter(Q(file=file) | Q(number__in=list(numbers)) | Q(batch__in=list(batches)))
    return [
        BankRow(
            line.line,
            line.number,
            line.booked_at,
            line.amount_vnd,
            LineCode(line.code),
            line.party,
            line.words,
            line.batch,
            line.file.by_hand,
        )
        for line in wanted.select_related("file").order_by("file__day", "line")
    ]


def batches_on(file: MoneyFile) -> set[str]:
    """Return the pay-outs the lines of a statement name."""
    named = StatementLine.objects.filter(file=file).exclude(batch="")
    return set(named.values_list("batch", flat=True))


def accounted_lines() -> dict[str, int]:
    """Return what the books have on the bank's account for a line, by line: repairs and bags of cash."""
    booked = ReconciliationItem.objects.exclude(booked_bank_vnd=0).filter(subject__startswith="line:")
    sums = booked.values("subject").annotate(total=Sum("booked_bank_vnd"))
    accounted = {row["subject"].removeprefix("line:"): row["total"] for row in sums}
    bags = CashBag.objects.filter(deposit_source__startswith="line:", deposited_vnd__isnull=False)
    for source, amount_vnd in bags.values_list("deposit_source", "deposited_vnd"):
        number = source.removeprefix("line:")
        accounted[number] = accounted.get(number, 0) + amount_vnd
    return accounted


def bags_to_hold(file: MoneyFile) -> list[Deposit]:
    """Return bags that are told or overdue by the close of the day without a line, and those that differ."""
    told = CashBag.objects.filter(state=BagState.TOLD, told_at__lt=closes(file.day))
    late = CashBag.objects.filter(id__in=[bag.id for bag in bags_overdue(file.day)])
    held = (told | late).order_by("number")
    waiting = [Deposit(bag.number, bag.slip_vnd or bag.amount_vnd) for bag in held]
    lines = StatementLine.objects.filter(file=file, code=LineCode.CASH).values_list("number", flat=True)
    sources = [f"line:{number}" for number in lines]
    came = CashBag.objects.filter(deposit_source__in=sources).exclude(deposited_vnd=F("amount_vnd"))
    return waiting + [
        Deposit(bag.number, bag.amount_vnd, bag.deposited_vnd, bag.deposit_source.removeprefix("line:"))
        for bag in came.order_by("number")
    ]


def references_of_ours(rows: Iterable[BankRow]) -> set[str]:
    """Return the references in these lines that mean a demand for money."""
    said = {find_reference(row.words) for row in rows if row.amount_vnd > 0} - {""}
    if not said:
        return set()
    return set(PaymentAttempt.objects.filter(reference__in=said).values_list("reference", flat=True))


def deltas_waiting(*, day: date) -> dict[str, int]:
    """Return by how much open items explain that balances differ, by account."""
    waiting = ReconciliationItem.objects.exclude(state=ItemState.SETTLED).exclude(
        kind__in=[ItemKind.GATEWAY_PARITY, ItemKind.BANK_PARITY]
    )
    sums = waiting.filter(day__lte=day).aggregate(
        gateway=Sum(F("gateway_delta_vnd")), bank=Sum(F("bank_delta_vnd"))
    )
    return {name: total or 0 for name, total in sums.items()}


def received_after(day: date) -> int:
    """Return the đồng of transactions after the close of the day."""
    later = CallbackReceipt.objects.filter(succeeded=True, occurred_at__gte=closes(day))
    return later.aggregate(total=Sum("amount_vnd"))["total"] or 0


def given_back_after(day: date) -> int:
    """Return the đồng of refunds booked after the close that no file of the platform has by then."""
    later = Refund.objects.filter(way=RefundWay.GATEWAY, state=RefundState.PAID, ended_at__gte=closes(day))
    told = SettlementRow.objects.filter(
        state=RowState.REFUNDED, file__state=FileState.CURRENT, file__day__lte=day
    )
    later = later.exclude(platform_number__in=told.values("transaction_id"))
    return later.aggregate(total=Sum("amount_vnd"))["total"] or 0


def _bounds(file: MoneyFile, also: list[str]) -> dict[str, Any]:
    return {"file": file.id, "begins": begins(file.day), "closes": closes(file.day), "open": also}


def _gateway_row(row: tuple[Any, ...]) -> GatewayRow:
    line, number, reference, amount_vnd, fee_vnd, occurred_at, state, batch = row
    return GatewayRow(line, number, reference, amount_vnd, fee_vnd, occurred_at, RowState(state), batch)
