"""Hold the three sides against each other: the books, the platform's file, the bank's statement.

Nothing here asks a table: what is compared comes in, what differs comes out, each difference once.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cuamo.payments.reconciling import (
    BankRow,
    BatchRow,
    Difference,
    GatewayRow,
    ItemKind,
    LineCode,
    RowState,
)
from cuamo.payments.rules.reference import find_reference

_BATCH = re.compile(r"PO[0-9]{6}", re.ASCII)


@dataclass(frozen=True)
class Matched:
    """What came of one comparison."""

    ticked: int
    """How many rows or lines agree."""
    differences: list[Difference] = field(default_factory=list)
    payouts: list[str] = field(default_factory=list)
    """Pay-outs that agree and can be booked as they are."""


@dataclass(frozen=True)
class Deposit:
    """A bag paid in at the bank (túi tiền đã nộp): as it was sealed, and as the statement has it."""

    number: str
    bag_vnd: int
    came_vnd: int | None = None
    line: str = ""


@dataclass(frozen=True)
class PaidOut:
    """A pay-out as the books have it."""

    gross_vnd: int
    bank_vnd: int


def find_batch(words: str) -> str:
    """Return the number of a pay-out, `PO` and its day, inside a bank's words; empty without one."""
    found = _BATCH.search(re.sub(r"[^0-9A-Z]", "", words.upper()))
    return found.group() if found else ""


def match_gateway(
    *, ours: Mapping[str, int], rows: Iterable[GatewayRow], elsewhere: Iterable[GatewayRow] = ()
) -> Matched:
    """Hold what the books have on the platform's account against the platform's file.

    Args:
        ours: đồng the books have on the platform's account, by transaction; a refund is negative.
        rows: the rows of the file compared.
        elsewhere: rows of other files about the same transactions: late ones, reversals.
    """
    rows = list(rows)
    seen: Counter[tuple[str, RowState]] = Counter()
    told: dict[str, GatewayRow] = {}
    doubled: dict[str, list[GatewayRow]] = {}
    first: dict[tuple[str, RowState], GatewayRow] = {}
    for row in rows:
        key = (row.transaction_id, row.state)
        seen[key] += 1
        if seen[key] > 1:
            doubled.setdefault(row.transaction_id, [first[key]]).append(row)
        else:
            first[key] = row
            _tell(told, row)
    for row in elsewhere:
        same = first.get((row.transaction_id, row.state))
        if same is not None:
            doubled.setdefault(row.transaction_id, [same]).append(row)
        _tell(told, row)

    differences = [_doubled(number, twice) for number, twice in doubled.items()]
    ticked = 0
    for number in sorted(set(told) | set(ours)):
        difference = _about(number, ours.get(number), told.get(number))
        if difference is not None:
            differences.append(difference)
        elif number in told:
            ticked += 1
    return Matched(ticked, differences)


def _tell(told: dict[str, GatewayRow], row: GatewayRow) -> None:
    """A reversal stands above what it reverses."""
    before = told.get(row.transaction_id)
    if before is None or row.state == RowState.REVERSED:
        told[row.transaction_id] = row


def _worth(row: GatewayRow) -> int:
    signs = {RowState.PAID: 1, RowState.REVERSED: 0, RowState.REFUNDED: -1}
    return signs[row.state] * row.amount_vnd


def _about(number: str, ours_vnd: int | None, row: GatewayRow | None) -> Difference | None:
    theirs_vnd = _worth(row) if row is not None else 0
    delta_vnd = theirs_vnd - (ours_vnd or 0)
    if delta_vnd == 0:
        return None
    if row is None:
        kind = ItemKind.MISSING_ROW if (ours_vnd or 0) > 0 else ItemKind.REFUND_NOT_SEEN
    elif ours_vnd is None and row.state == RowState.PAID:
        kind = ItemKind.MISSING_CALLBACK
    elif ours_vnd is None:
        kind = ItemKind.UNKNOWN_REFUND
    else:
        kind = ItemKind.REVERSED if row.state == RowState.REVERSED else ItemKind.WRONG_AMOUNT
    evidence = _evidence(row) if row is not None else {"transaction_id": number}
    return Difference(
        kind=kind,
        subject=f"tx:{number}",
        ours_vnd=ours_vnd or 0,
        gateway_vnd=theirs_vnd if row is not None else None,
        bank_vnd=None,
        gateway_delta_vnd=delta_vnd,
        evidence=evidence,
    )


def _doubled(number: str, twice: list[GatewayRow]) -> Difference:
    return Difference(
        kind=ItemKind.DOUBLED_ROW,
        subject=f"tx:{number}",
        ours_vnd=twice[0].amount_vnd,
        gateway_vnd=sum(row.amount_vnd for row in twice),
        bank_vnd=None,
        evidence={**_evidence(twice[0]), "lines": [row.line for row in twice]},
    )


def _evidence(row: GatewayRow) -> dict[str, object]:
    return {
        "transaction_id": row.transaction_id,
        "reference": row.reference,
        "line": row.line,
        "occurred_at": row.occurred_at.isoformat(),
        "state": row.state.value,
        "amount_vnd": row.amount_vnd,
        "batch": row.batch,
    }


def match_bank(
    *,
    declared: Iterable[BatchRow],
    booked: Mapping[str, PaidOut],
    lines: Iterable[BankRow],
    accounted: Mapping[str, int],
    deposits: Iterable[Deposit],
    requests: Iterable[str],
    bags: Mapping[str, str] | None = None,
    likely: Mapping[str, str] | None = None,
) -> Matched:
    """Hold pay-outs the platform declares and what the books have against the lines of the statement.

    Args:
        declared: pay-outs the platform says it made, not all of them booked.
        booked: pay-outs the books have, by number.
        lines: lines of the statement.
        accounted: đồng the books have on the bank's account for a line, by its number (repairs).
        deposits: bags whose slip was told and whose line has not come, or came with another amount.
        requests: references of ours that stand in these lines and mean a demand for money.
        bags: bags of cash by the line that means them, which only a file somebody uploaded has.
        likely: bags a line of cash may mean, by the line; somebody has to look.
    """
    batches, twice = _declarations(declared, booked)
    known = set(requests)
    of_batch: dict[str, list[BankRow]] = {}
    others: list[BankRow] = []
    ticked = 0
    for row in lines:
        if row.number in accounted and accounted[row.number] == row.amount_vnd:
            ticked += 1
        elif row.code == LineCode.TRANSFER and row.amount_vnd > 0 and row.batch:
            of_batch.setdefault(row.batch, []).append(row)
        else:
            others.append(row)

    differences: list[Difference] = []
    payouts: list[str] = []
    unnamed = _unnamed(batches, booked, of_batch, others)
    for number in sorted(set(batches) | set(of_batch) | set(booked)):
        came = of_batch.get(number, [])
        if number in unnamed:
            row = unnamed[number]
            differences.append(_batch(ItemKind.PAYOUT_UNNAMED, batches[number], None, [row]))
            continue
        found = _about_batch(number, batches.get(number), booked.get(number), came)
        if number in twice:
            found = [_batch(ItemKind.PAYOUT_TWICE, batches[number], booked.get(number), came)]
        differences += found
        if not found or found[0].kind == ItemKind.PAYOUT_SPLIT:
            ticked += len(came) if not found else 0
            if number not in booked and came:
                payouts.append(number)
    differences += [_about_bag(bag) for bag in deposits]
    taken = {row.number for row in unnamed.values()}
    for row in others:
        if row.number not in taken:
            said = (bags or {}).get(row.number, ""), (likely or {}).get(row.number, "")
            differences.append(_about_line(row, accounted.get(row.number, 0), known, *said))
    return Matched(ticked, differences, payouts)


def _declarations(
    declared: Iterable[BatchRow], booked: Mapping[str, PaidOut]
) -> tuple[dict[str, BatchRow], set[str]]:
    """Return each pay-out once, and those declared again with other figures.

    Of several the one the books have stands, else one that was fetched, else the last.
    """
    batches: dict[str, BatchRow] = {}
    twice = set()
    for batch in declared:
        before = batches.setdefault(batch.number, batch)
        if (before.gross_vnd, before.fee_vnd, before.net_vnd) != (
            batch.gross_vnd,
            batch.fee_vnd,
            batch.net_vnd,
        ):
            twice.add(batch.number)
        paid = booked.get(batch.number)
        stands = paid is not None and before.gross_vnd == paid.gross_vnd
        if not stands and (before.by_hand or not batch.by_hand):
            batches[batch.number] = batch
    return batches, twice


def _unnamed(
    batches: Mapping[str, BatchRow],
    booked: Mapping[str, PaidOut],
    of_batch: Mapping[str, list[BankRow]],
    others: list[BankRow],
) -> dict[str, BankRow]:
    """Pay-outs that wait, with the one nameless line of exactly their amount."""
    waiting = [batch for batch in batches.values() if batch.number not in {*booked, *of_batch}]
    nameless = [
        row
        for row in others
        if row.code == LineCode.TRANSFER and row.amount_vnd > 0 and not find_reference(row.words)
    ]
    found = {}
    for batch in waiting:
        same = [row for row in nameless if row.amount_vnd == batch.net_vnd]
        rivals = [other for other in waiting if other.net_vnd == batch.net_vnd]
        if len(same) == 1 and len(rivals) == 1:
            found[batch.number] = same[0]
    return found


def _about_batch(
    number: str, batch: BatchRow | None, paid: PaidOut | None, came: list[BankRow]
) -> list[Difference]:
    came_vnd = sum(row.amount_vnd for row in came)
    if batch is None and paid is None:
        return [_undeclared(row) for row in came]
    if batch is None:
        return []
    if paid is not None:
        same = batch.gross_vnd == paid.gross_vnd and (not came or came_vnd == paid.bank_vnd)
        return [] if same else [_batch(ItemKind.PAYOUT_DIFFERS, batch, paid, came)]
    if not came:
        return [_batch(ItemKind.PAYOUT_MISSING, batch, None, [])]
    if came_vnd != batch.net_vnd:
        return [_batch(ItemKind.PAYOUT_DIFFERS, batch, None, came)]
    if batch.by_hand or any(row.by_hand for row in came):
        return [_batch(ItemKind.PAYOUT_BY_HAND, batch, None, came)]
    return [_batch(ItemKind.PAYOUT_SPLIT, batch, None, came)] if len(came) > 1 else []


def _batch(kind: ItemKind, batch: BatchRow, paid: PaidOut | None, came: list[BankRow]) -> Difference:
    came_vnd = sum(row.amount_vnd for row in came)
    gross_vnd, bank_vnd = (paid.gross_vnd, paid.bank_vnd) if paid is not None else (0, 0)
    booked_at_once = kind == ItemKind.PAYOUT_SPLIT
    return Difference(
        kind=kind,
        subject=f"batch:{batch.number}",
        ours_vnd=bank_vnd,
        gateway_vnd=batch.net_vnd,
        bank_vnd=came_vnd if came else None,
        gateway_delta_vnd=0 if booked_at_once else gross_vnd - batch.gross_vnd,
        bank_delta_vnd=0 if booked_at_once else came_vnd - bank_vnd,
        evidence={
            "batch": batch.number,
            "gross_vnd": batch.gross_vnd,
            "fee_vnd": batch.fee_vnd,
            "net_vnd": batch.net_vnd,
            "lines": [_said(row) for row in came],
        },
    )


def _undeclared(row: BankRow) -> Difference:
    return _line(ItemKind.PAYOUT_UNDECLARED, row, 0)


def _about_bag(bag: Deposit) -> Difference:
    """What a bag is short of or over has an owner of its own; the books follow the statement already."""
    return Difference(
        kind=ItemKind.DEPOSIT_MISSING if bag.came_vnd is None else ItemKind.DEPOSIT_DIFFERS,
        subject=f"bag:{bag.number}",
        ours_vnd=bag.bag_vnd,
        gateway_vnd=None,
        bank_vnd=bag.came_vnd,
        evidence={"bag": bag.number, "line": bag.line},
    )


def _about_line(row: BankRow, accounted_vnd: int, known: set[str], bag: str, likely: str) -> Difference:
    reference = find_reference(row.words)
    if row.code == LineCode.CHARGE:
        kind = ItemKind.BANK_CHARGE
    elif row.amount_vnd < 0:
        kind = ItemKind.UNKNOWN_DEBIT
    elif row.code == LineCode.CASH:
        kind = ItemKind.DEPOSIT_BY_HAND if bag and not accounted_vnd else ItemKind.DEPOSIT_UNKNOWN
    else:
        kind = ItemKind.DIRECT_TRANSFER if reference in known else ItemKind.UNKNOWN_TRANSFER
    return _line(kind, row, accounted_vnd, bag or likely)


def _line(kind: ItemKind, row: BankRow, accounted_vnd: int, bag: str = "") -> Difference:
    return Difference(
        kind=kind,
        subject=f"line:{row.number}",
        ours_vnd=accounted_vnd,
        gateway_vnd=None,
        bank_vnd=row.amount_vnd,
        bank_delta_vnd=row.amount_vnd - accounted_vnd,
        evidence={"lines": [_said(row)], "reference": find_reference(row.words), "bag": bag},
    )


def _said(row: BankRow) -> dict[str, object]:
    """What an item keeps of a line; whose account it was stays with the line."""
    return {
        "line": row.line,
        "number": row.number,
        "booked_at": row.booked_at.isoformat(),
        "amount_vnd": row.amount_vnd,
        "code": row.code.value,
    }
