"""A nightly closing that does not agree is work of accountants, till one agrees."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from cuamo.kernel import events
from cuamo.payments.jobs import close_the_books
from cuamo.payments.models import BooksClosing, ClosedBalance, ClosingFault
from cuamo.payments.selectors.closing import last_place
from cuamo.payments.selectors.closing_work import MISSED_AFTER, UNFINISHED_AFTER, closing_work
from cuamo.payments.services.book import book
from cuamo.payments.services.close_books import MOST_ROWS, BooksDiffer, close_books, verify_closing
from cuamo.payments.types import Account, EntryKind, Leg, Side
from tests.payments.conftest import NOON
from tests.support.production_role import as_production_role

pytestmark = pytest.mark.django_db
NIGHT = NOON + timedelta(hours=13)
NEXT = NIGHT + timedelta(days=1)


def entry(source: str, debit: str, credit: str, amount_vnd: int, *, at=NOON) -> None:
    legs = [Leg(debit, Side.DEBIT, amount_vnd), Leg(credit, Side.CREDIT, amount_vnd)]
    book(kind=EntryKind.PAID_CASH, source=source, request_id=None, legs=legs, at=at)


@pytest.fixture
def wrong(db) -> BooksClosing:
    """A closing that holds 6 ₫ too much at the platform, and 6 ₫ in an account no entry names."""
    entry("a", Account.GATEWAY, Account.CITIZEN, 5)
    closing = BooksClosing.objects.create(upto=last_place(), closed_at=NIGHT)
    for account, debit_vnd, credit_vnd in (
        (Account.GATEWAY, 11, 0),
        (Account.CITIZEN, 0, 5),
        (Account.CITY, 0, 6),
    ):
        ClosedBalance.objects.create(
            closing=closing, account=account, accounts=1, debit_vnd=debit_vnd, credit_vnd=credit_vnd
        )
    return closing


def differs(closing, at):
    with pytest.raises(BooksDiffer, match="city, gateway"):
        verify_closing(closing=closing, at=at)


def test_what_does_not_agree_is_kept_with_the_night_and_the_sums(wrong):
    differs(wrong, NIGHT)

    work = closing_work(at=NIGHT)
    assert (work.night, work.upto, work.checked_at, work.accounts, work.good_at) == (
        NIGHT.date(),
        wrong.upto,
        NIGHT,
        2,
        None,
    )
    assert [(row.account, row.closed_vnd, row.journal_vnd, row.difference_vnd) for row in work.rows] == [
        (Account.CITY, -6, 0, -6),
        (Account.GATEWAY, 11, 5, 6),
    ]
    assert [(row.debit_vnd, row.credit_vnd) for row in work.rows] == [(0, 6), (6, 0)]
    assert events.names_of(wrong.id) == ["payment.books_differ"]
    assert BooksClosing.objects.get().verified_at is None


def test_it_is_the_same_work_after_another_check_and_the_newest_check_is_shown(wrong):
    differs(wrong, NIGHT)
    differs(wrong, NEXT)

    assert closing_work(at=NEXT).checked_at == NEXT
    assert ClosingFault.objects.count() == 2


def test_a_closing_of_another_night_that_agrees_ends_the_work(wrong):
    differs(wrong, NIGHT)
    entry("b", Account.GATEWAY, Account.CITIZEN, 2)

    closing = close_books(at=NEXT)
    assert closing_work(at=NEXT).night == NIGHT.date(), "a check that runs hides nothing that is known"
    verify_closing(closing=closing, at=NEXT)

    assert closing_work(at=NEXT + timedelta(days=9)) is None
    assert ClosingFault.objects.count() == 1, "what happened stays written"


def test_the_same_closing_that_agrees_once_its_cause_is_gone_ends_the_work(wrong):
    differs(wrong, NIGHT)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE payments_closed_balance DISABLE TRIGGER USER")
        ClosedBalance.objects.filter(account=Account.CITY).delete()
        ClosedBalance.objects.filter(account=Account.GATEWAY).update(debit_vnd=5)
        cursor.execute("ALTER TABLE payments_closed_balance ENABLE TRIGGER USER")

    close_the_books()

    assert BooksClosing.objects.get().verified_at is not None
    assert closing_work(at=NEXT) is None


def test_the_job_of_the_night_fails_too_so_that_an_operator_may_run_it_again(wrong):
    with pytest.raises(BooksDiffer):
        close_the_books()

    assert ClosingFault.objects.get().closing_id == wrong.id


def test_a_night_that_broke_off_before_its_check_is_work_after_a_while(wrong):
    assert closing_work(at=NIGHT + UNFINISHED_AFTER - timedelta(minutes=1)) is None

    work = closing_work(at=NIGHT + UNFINISHED_AFTER)

    assert (work.checked_at, work.accounts, work.rows) == (None, 0, ())


def test_a_difference_that_is_known_stands_while_a_later_closing_was_left_unfinished(wrong):
    differs(wrong, NIGHT)
    entry("b", Account.GATEWAY, Account.CITIZEN, 2)
    close_books(at=NEXT)

    work = closing_work(at=NEXT + timedelta(days=1))

    assert (work.upto, work.checked_at, work.accounts) == (wrong.upto, NIGHT, 2)


def test_a_night_without_a_closing_is_work_once_entries_waited_for_it(db):
    entry("a", Account.GATEWAY, Account.CITIZEN, 5)
    verify_closing(closing=close_books(at=NIGHT), at=NIGHT)
    late = NIGHT + MISSED_AFTER
    assert closing_work(at=late) is None, "nothing was booked since"
    entry("b", Account.GATEWAY, Account.CITIZEN, 2, at=late)
    assert closing_work(at=late) is None, "no night has passed since it was booked"
    entry("c", Account.GATEWAY, Account.CITIZEN, 2, at=NIGHT + timedelta(hours=8))

    assert closing_work(at=late - timedelta(minutes=1)) is None
    work = closing_work(at=late)

    assert (work.night, work.good_at, work.rows) == (None, NIGHT, ())
    close_the_books()
    assert closing_work(at=late + timedelta(days=9)) is None


def test_books_that_were_never_closed_though_entries_waited_for_it_are_work(db):
    entry("a", Account.GATEWAY, Account.CITIZEN, 5)
    assert closing_work(at=NOON + MISSED_AFTER - timedelta(minutes=1)) is None

    work = closing_work(at=NOON + MISSED_AFTER)

    assert (work.night, work.good_at) == (None, None)


def test_the_closing_that_sums_are_built_on_is_named(wrong):
    BooksClosing.objects.filter(id=wrong.id).update(verified_at=NIGHT)
    entry("b", Account.GATEWAY, Account.CITIZEN, 2)
    later = close_books(at=NEXT)
    with pytest.raises(BooksDiffer):
        verify_closing(closing=later, at=NEXT)

    assert closing_work(at=NEXT).good_at == NIGHT


def test_books_that_were_never_closed_and_a_closing_that_agrees_are_no_work(db):
    assert closing_work(at=NIGHT) is None
    entry("a", Account.GATEWAY, Account.CITIZEN, 5)
    verify_closing(closing=close_books(at=NIGHT), at=NIGHT)
    assert closing_work(at=NEXT) is None


def test_of_very_many_accounts_the_first_are_kept_and_all_are_counted(db):
    entry("a", Account.GATEWAY, Account.CITIZEN, 5)
    closing = BooksClosing.objects.create(upto=last_place(), closed_at=NIGHT)
    ClosedBalance.objects.bulk_create(
        ClosedBalance(closing=closing, account=f"x{number:03d}", accounts=1, debit_vnd=1, credit_vnd=0)
        for number in range(MOST_ROWS + 10)
    )
    with pytest.raises(BooksDiffer):
        verify_closing(closing=closing, at=NIGHT)

    work = closing_work(at=NIGHT)
    assert (work.accounts, len(work.rows)) == (MOST_ROWS + 12, MOST_ROWS)


def test_a_closing_that_differs_only_in_the_number_of_accounts_says_both_numbers(db):
    entry("a", "till:1", Account.CITIZEN, 5)
    entry("b", "till:2", Account.CITIZEN, 5)
    closing = BooksClosing.objects.create(upto=last_place(), closed_at=NIGHT)
    for account, accounts, debit_vnd, credit_vnd in (("till:", 3, 10, 0), (Account.CITIZEN, 1, 0, 10)):
        ClosedBalance.objects.create(
            closing=closing, account=account, accounts=accounts, debit_vnd=debit_vnd, credit_vnd=credit_vnd
        )
    with pytest.raises(BooksDiffer):
        verify_closing(closing=closing, at=NIGHT)

    (row,) = closing_work(at=NIGHT).rows
    assert (row.account, row.counts, row.difference_vnd) == ("till:", (3, 2), 0)


def test_a_row_written_down_without_numbers_of_accounts_is_still_read(wrong):
    sums = {"account": Account.GATEWAY, "closed": [11, 0], "journal": [5, 0]}
    ClosingFault.objects.create(closing=wrong, found_at=NIGHT, accounts=1, rows=[sums])

    (row,) = closing_work(at=NIGHT).rows
    assert (row.difference_vnd, row.counts) == (6, None)


def test_what_was_found_never_changes_and_is_written_in_production(wrong):
    with as_production_role():
        differs(wrong, NIGHT)
        for change in (
            lambda: ClosingFault.objects.update(accounts=1),
            lambda: ClosingFault.objects.all().delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()
    assert ClosingFault.objects.get().accounts == 2
