"""Every night what accounts hold is written down, and held against the whole journal."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.ids import uuid7
from cuamo.kernel.patience import be_patient
from cuamo.payments.models import BooksClosing, ClosedBalance, ClosingFault, ClosingRebuild
from cuamo.payments.selectors.closing import last_place, sums_now, sums_of_all
from cuamo.payments.selectors.rebuilds import rebuild_to_make

MOST_ROWS = 50
_NAMED = 20


class BooksDiffer(Exception):
    """A closing is not the sum of its entries; nobody builds on it, somebody technical looks."""


def close_books(*, at: datetime) -> BooksClosing | None:
    """Write down what every account holds (chốt số dư); None when nothing was booked since the last time.

    Every entry is either in it or after it; it adds the entries since the last verified closing, and no
    others; where two accountants agreed that what it would be built on is damaged, it adds all of them, and
    `payment.closing_rebuilt` is recorded. It counts once `verify_closing` has held it against all. Called
    outside of a transaction, so that nobody who books waits for the sum.
    """
    upto, asked = _settled_place(), rebuild_to_make()
    if not upto or (asked is None and BooksClosing.objects.filter(upto=upto).exists()):
        return None
    return _sum_up_to(upto, asked, at=at)


@transaction.atomic
def _settled_place() -> int:
    """Return the last place in the journal; everything up to it is committed, what comes lies behind it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT payments_hold_journal()")
    return last_place()


@transaction.atomic
def _sum_up_to(upto: int, asked: ClosingRebuild | None, *, at: datetime) -> BooksClosing:
    be_patient()
    closing = BooksClosing.objects.create(id=uuid7(at), upto=upto, closed_at=at)
    ClosedBalance.objects.bulk_create(
        ClosedBalance(
            id=uuid7(at),
            closing=closing,
            account=row.account,
            accounts=row.accounts,
            debit_vnd=row.debit_vnd,
            credit_vnd=row.credit_vnd,
        )
        for row in (sums_of_all(upto=upto) if asked else sums_now(upto=upto))
    )
    if asked is not None:
        asked.made = closing
        asked.save(update_fields=["made"])
        events.record("payment.closing_rebuilt", asked.id, actor=SYSTEM, at=at, upto=upto)
    return closing


def verify_closing(*, closing: BooksClosing, at: datetime) -> None:
    """Hold a closing against the sum of every entry up to it; from now on sums are built on it.

    What differs is kept for accountants, whose work it is till a closing agrees: `payment.books_differ`.

    Raises:
        BooksDiffer: an account has another sum. The closing stays unverified; pages keep the one before.
    """
    differs = _hold(closing, at)
    if differs:
        _note_fault(closing, differs, at)
        names = ", ".join(row["account"] for row in differs[:_NAMED])
        raise BooksDiffer(f"closing {closing.upto}: {names}")


@transaction.atomic
def _hold(closing: BooksClosing, at: datetime) -> list[dict[str, Any]]:
    """Return the accounts that differ; where none does the closing counts from now on."""
    be_patient()
    kept = {row.account: (row.accounts, row.debit_vnd, row.credit_vnd) for row in closing.balances.all()}
    whole = {
        row.account: (row.accounts, row.debit_vnd, row.credit_vnd) for row in sums_of_all(upto=closing.upto)
    }
    differs = sorted(name for name in kept.keys() | whole.keys() if kept.get(name) != whole.get(name))
    if not differs:
        BooksClosing.objects.filter(id=closing.id, verified_at=None).update(verified_at=at)
    nothing = (0, 0, 0)
    return [_row(name, kept.get(name, nothing), whole.get(name, nothing)) for name in differs]


def _row(name: str, closed: tuple[int, int, int], journal: tuple[int, int, int]) -> dict[str, Any]:
    return {
        "account": name,
        "counts": [closed[0], journal[0]],
        "closed": list(closed[1:]),
        "journal": list(journal[1:]),
    }


@transaction.atomic
def _note_fault(closing: BooksClosing, differs: list[dict[str, Any]], at: datetime) -> None:
    ClosingFault.objects.create(
        id=uuid7(at), closing=closing, found_at=at, accounts=len(differs), rows=differs[:MOST_ROWS]
    )
    events.record(
        "payment.books_differ",
        closing.id,
        actor=SYSTEM,
        at=at,
        upto=closing.upto,
        accounts=[row["account"] for row in differs[:_NAMED]],
    )
