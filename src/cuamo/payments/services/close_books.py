"""Every night what accounts hold is written down, and held against the whole journal."""

from datetime import datetime

from django.db import connection, transaction

from cuamo.kernel.ids import uuid7
from cuamo.kernel.patience import be_patient
from cuamo.payments.models import BooksClosing, ClosedBalance
from cuamo.payments.selectors.closing import last_place, sums_now, sums_of_all


class BooksDiffer(Exception):
    """A closing is not the sum of its entries; nobody builds on it, somebody technical looks."""


def close_books(*, at: datetime) -> BooksClosing | None:
    """Write down what every account holds (chốt số dư); None when nothing was booked since the last time.

    Every entry is either in it or after it; it adds the entries since the last verified closing, and no
    others. It counts once `verify_closing` has held it against all. Called outside of a transaction, so that
    nobody who books waits for the sum.
    """
    upto = _settled_place()
    if not upto or BooksClosing.objects.filter(upto=upto).exists():
        return None
    return _sum_up_to(upto, at=at)


@transaction.atomic
def _settled_place() -> int:
    """Return the last place in the journal; everything up to it is committed, what comes lies behind it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT payments_hold_journal()")
    return last_place()


@transaction.atomic
def _sum_up_to(upto: int, *, at: datetime) -> BooksClosing:
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
        for row in sums_now(upto=upto)
    )
    return closing


@transaction.atomic
def verify_closing(*, closing: BooksClosing, at: datetime) -> None:
    """Hold a closing against the sum of every entry up to it; from now on sums are built on it.

    Raises:
        BooksDiffer: an account has another sum. The closing stays unverified; pages keep the one before.
    """
    be_patient()
    kept = {row.account: (row.accounts, row.debit_vnd, row.credit_vnd) for row in closing.balances.all()}
    whole = {
        row.account: (row.accounts, row.debit_vnd, row.credit_vnd) for row in sums_of_all(upto=closing.upto)
    }
    differs = sorted(name for name in kept.keys() | whole.keys() if kept.get(name) != whole.get(name))
    if differs:
        raise BooksDiffer(f"closing {closing.upto}: {', '.join(differs[:20])}")
    BooksClosing.objects.filter(id=closing.id, verified_at=None).update(verified_at=at)
