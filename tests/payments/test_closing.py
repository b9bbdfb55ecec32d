"""What accounts hold is last night's closing and the entries after it, and that is the sum of all."""

from contextlib import closing as closed
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from cuamo.payments.models import BooksClosing, ClosedBalance
from cuamo.payments.selectors.books import balance_of, trial_balance
from cuamo.payments.selectors.closing import last_place, sums_now, sums_of_all
from cuamo.payments.selectors.journal import trial_rows
from cuamo.payments.services.book import book
from cuamo.payments.services.close_books import BooksDiffer, close_books, verify_closing
from cuamo.payments.types import Account, EntryKind, Leg, Side
from tests.payments.conftest import NOON
from tests.support.production_role import as_production_role

pytestmark = pytest.mark.django_db
NIGHT = NOON + timedelta(hours=13)


def entry(source: str, debit: str, credit: str, amount_vnd: int, *, at=NOON) -> None:
    legs = [Leg(debit, Side.DEBIT, amount_vnd), Leg(credit, Side.CREDIT, amount_vnd)]
    book(kind=EntryKind.PAID_CASH, source=source, request_id=None, legs=legs, at=at)


def night(at=NIGHT) -> BooksClosing:
    closing = close_books(at=at)
    assert closing is not None
    verify_closing(closing=closing, at=at)
    closing.refresh_from_db()
    return closing


def held() -> dict[str, tuple[int, int, int]]:
    return {row.account: (row.accounts, row.debit_vnd, row.credit_vnd) for row in trial_rows()}


def test_closing_and_what_came_after_are_the_sum_of_all_whatever_came_when(db):
    for step in range(4):
        entry(f"a{step}", f"till:{step}", Account.CITIZEN, 1_000 + step)
        entry(f"b{step}", Account.GATEWAY, Account.CITIZEN, 7 + step)
        entry(f"late{step}", Account.BANK, f"till:{step // 2}", 3, at=NOON - timedelta(days=400))
        assert sums_now() == sums_of_all()
        if step != 1:
            night(NIGHT + timedelta(days=step))
            assert sums_now() == sums_of_all()

    assert held()["till:"] == (4, 4_006, 12)
    assert held()[Account.BANK] == (1, 12, 0)
    for account, balance_vnd in trial_balance().items():
        assert balance_of(account) == balance_vnd
    assert BooksClosing.objects.count() == 3
    assert sum(row.debit_vnd - row.credit_vnd for row in sums_now()) == 0


def test_an_entry_dated_before_the_closing_and_written_after_it_counts(db):
    entry("a", Account.GATEWAY, Account.CITIZEN, 5)
    night()

    entry("late", Account.GATEWAY, Account.CITIZEN, 2, at=NOON - timedelta(days=30))

    assert balance_of(Account.GATEWAY) == 7
    assert sums_now() == sums_of_all()


def test_the_trial_balance_reads_only_entries_after_the_closing(db, django_assert_num_queries):
    entry("a", Account.GATEWAY, Account.CITIZEN, 5)
    closing = BooksClosing.objects.create(upto=last_place(), closed_at=NIGHT, verified_at=NIGHT)
    for account, debit_vnd, credit_vnd in ((Account.GATEWAY, 500, 0), (Account.CITIZEN, 0, 500)):
        ClosedBalance.objects.create(
            closing=closing, account=account, accounts=1, debit_vnd=debit_vnd, credit_vnd=credit_vnd
        )
    entry("b", Account.GATEWAY, Account.CITIZEN, 2)

    with django_assert_num_queries(1):
        rows = {row.account: row.balance_vnd for row in trial_rows()}

    assert rows == {Account.CITIZEN: -502, Account.GATEWAY: 502}, "what is in the closing is not summed again"
    with django_assert_num_queries(1):
        assert balance_of(Account.GATEWAY) == 502


def test_nothing_new_is_not_closed_twice_and_an_empty_journal_not_at_all(db):
    assert close_books(at=NIGHT) is None
    entry("a", Account.GATEWAY, Account.CITIZEN, 5)
    night()

    assert close_books(at=NIGHT + timedelta(days=1)) is None
    assert BooksClosing.objects.count() == 1


def test_a_closing_that_is_not_the_sum_of_its_entries_is_built_on_by_nobody(db):
    entry("a", Account.GATEWAY, Account.CITIZEN, 5)
    closing = BooksClosing.objects.create(upto=10**9, closed_at=NIGHT)
    ClosedBalance.objects.create(
        closing=closing, account=Account.GATEWAY, accounts=1, debit_vnd=6, credit_vnd=0
    )

    with pytest.raises(BooksDiffer, match="citizen, gateway"):
        verify_closing(closing=closing, at=NIGHT)

    assert BooksClosing.objects.get().verified_at is None
    assert held() == {Account.CITIZEN: (1, 0, 5), Account.GATEWAY: (1, 5, 0)}


def test_a_closing_never_changes_and_is_made_in_production(db):
    entry("a", Account.GATEWAY, Account.CITIZEN, 5)
    with as_production_role():
        closing = night()
        for change in (
            lambda: BooksClosing.objects.update(verified_at=None),
            lambda: BooksClosing.objects.update(upto=closing.upto + 1),
            lambda: BooksClosing.objects.all().delete(),
            lambda: ClosedBalance.objects.update(debit_vnd=0),
            lambda: ClosedBalance.objects.all().delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()
    assert (BooksClosing.objects.get().upto, held()[Account.GATEWAY]) == (closing.upto, (1, 5, 0))


@pytest.mark.django_db(transaction=True)
def test_who_books_waits_for_no_sum_and_a_sum_may_take_longer_than_a_page():
    entry("a", Account.GATEWAY, Account.CITIZEN, 5)
    patient, free = [], []

    def look(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if "sum(p.amount_vnd)" in sql:
            with connection.connection.cursor() as mine:
                mine.execute("SELECT current_setting('statement_timeout')::interval >= '30 minutes'")
                patient.append(mine.fetchone()[0])
            with closed(connection.copy()) as other, other.cursor() as theirs:
                theirs.execute("BEGIN; LOCK TABLE payments_journalentry IN ROW EXCLUSIVE MODE NOWAIT")
                free.append(True)
                theirs.execute("ROLLBACK")
        return answer

    with connection.execute_wrapper(look):
        night()

    assert (patient, free) == ([True, True], [True, True])
    assert held() == {Account.CITIZEN: (1, 0, 5), Account.GATEWAY: (1, 5, 0)}
