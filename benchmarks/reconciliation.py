"""Seconds and memory of a reconciled day with many transactions.

`python -m benchmarks.reconciliation [--rows 100000] [--wrong 40]`
"""

import argparse
import resource
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeVar

from benchmarks.place import durability, place

DAY = date(2026, 9, 7)
T = TypeVar("T")


def main() -> None:
    """Write the files of one day, read them, run the day, run it again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--wrong", type=int, default=40)
    options = parser.parse_args()
    with place():
        print(durability())
        measure(options.rows, options.wrong)


def measure(rows: int, wrong: int) -> None:
    """Do it on the database Django is set up on."""
    from django.db import connection

    from cuamo.interop.systems.payment.simulator.day_files import Fault, History, Paid
    from cuamo.kernel.actors import SYSTEM
    from cuamo.kernel.clock import local
    from cuamo.payments.models import ReconciliationItem
    from cuamo.payments.reconciling import FileSide
    from cuamo.payments.services.read_money_file import read_money_file
    from cuamo.payments.services.reconcile_day import reconcile_day

    start, at = local(f"{DAY} 00:00"), local(f"{DAY + timedelta(days=1)} 06:00")
    history = History(DAY)
    for number in range(rows):
        moment = start + timedelta(seconds=86_000 * number / rows)
        history.paid.append(Paid(f"FT{number:08d}", f"CM{number:011d}", 8_000 + number % 7 * 1_000, moment))
    _ours(history)
    kinds = ("missing_row", "doubled_row", "wrong_amount", "reversed")
    for number in range(wrong):
        target = history.paid[(number + 1) * rows // (wrong + 2)].transaction_id
        history.faults.append(Fault(DAY, kinds[number % len(kinds)], target))
    gateway, bank = history.settlement(DAY), history.statement(DAY)
    print(f"{rows} transactions, {wrong} of them wrong: {len(gateway) / 1e6:.1f} MB")
    for side, content in ((FileSide.GATEWAY, gateway), (FileSide.BANK, bank)):
        _timed(
            f"read the file of {side}",
            lambda side=side, content=content: read_money_file(
                side=side, day=DAY, content=content, actor=SYSTEM, at=at
            ),
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE payments_settlementrow")
    done = _timed("run the day", lambda: reconcile_day(day=DAY, at=at))
    _timed("run it again", lambda: reconcile_day(day=DAY, at=at))
    found = ReconciliationItem.objects.count()
    print(f"ticked {done.gateway_ticked}, differences {found} of {wrong}")
    print(f"most memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    if found != wrong or done.figures["gateway"]["unexplained"]:
        raise SystemExit("the differences found are not those put in")


def _ours(history: "History") -> None:  # type: ignore[name-defined]  # noqa: F821  # imported where used
    from cuamo.kernel.ids import uuid7
    from cuamo.payments.models import CallbackReceipt
    from cuamo.payments.services.book import book
    from cuamo.payments.types import Account, EntryKind, Leg, Side

    CallbackReceipt.objects.bulk_create(
        (
            CallbackReceipt(
                id=uuid7(paid.occurred_at),
                transaction_id=paid.transaction_id,
                reference=paid.reference,
                amount_vnd=paid.amount_vnd,
                succeeded=True,
                occurred_at=paid.occurred_at,
                received_at=paid.occurred_at,
                source="CALLBACK",
                body=b"{}",
                verdict="UNKNOWN_REFERENCE",
                last_seen_at=paid.occurred_at,
            )
            for paid in history.paid
        ),
        batch_size=5_000,
    )
    total_vnd = sum(paid.amount_vnd for paid in history.paid)
    legs = [Leg(Account.GATEWAY, Side.DEBIT, total_vnd), Leg(Account.SUSPENSE, Side.CREDIT, total_vnd)]
    at = history.paid[-1].occurred_at
    book(kind=EntryKind.SUSPENDED, source="benchmark", request_id=None, legs=legs, at=at)


def _timed(name: str, do: Callable[[], T]) -> T:
    wall, cpu = time.perf_counter(), time.process_time()
    result = do()
    print(f"{name}: {time.perf_counter() - wall:.2f} s, processor {time.process_time() - cpu:.2f} s")
    return result


if __name__ == "__main__":
    main()
