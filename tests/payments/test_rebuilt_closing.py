"""Where the closing that others are built on is damaged two accountants have one made from every entry."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.errors import Conflict, IllegalTransition, Invalid, NotFound, NotPermitted
from cuamo.payments.jobs import close_the_books
from cuamo.payments.models import BooksClosing, ClosedBalance, ClosingFault, ClosingRebuild, Posting
from cuamo.payments.selectors.closing import sums_now, sums_of_all
from cuamo.payments.selectors.closing_work import closing_work
from cuamo.payments.selectors.rebuilds import open_rebuild, rebuilds_ended
from cuamo.payments.services.book import book
from cuamo.payments.services.close_books import BooksDiffer, close_books, verify_closing
from cuamo.payments.services.rebuild_closing import approve_rebuild, ask_rebuild, refuse_rebuild
from cuamo.payments.types import Account, EntryKind, Leg, Side
from tests.payments.conftest import NOON
from tests.payments.reconciling import accountant
from tests.support.jobs import waiting_jobs
from tests.support.production_role import as_production_role

pytestmark = pytest.mark.django_db
NIGHT = NOON + timedelta(hours=13)
NEXT = NIGHT + timedelta(days=1)
WHY = "Đĩa hỏng một dòng của lần chốt trước, nhật ký khớp bản sao lưu"


def entry(source: str, amount_vnd: int) -> None:
    legs = [Leg(Account.GATEWAY, Side.DEBIT, amount_vnd), Leg(Account.CITIZEN, Side.CREDIT, amount_vnd)]
    book(kind=EntryKind.PAID_CASH, source=source, request_id=None, legs=legs, at=NOON)


def past_the_application(table: str, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def night(at):
    closing = close_books(at=at)
    verify_closing(closing=closing, at=at)
    return closing


@pytest.fixture
def first(db):
    return accountant("1")


@pytest.fixture
def second(db):
    return accountant("2")


@pytest.fixture
def damaged(db):
    """A closing that agreed has 6 ₫ too much now; the one built on it differs."""
    entry("a", 5)
    night(NIGHT)
    past_the_application(
        "payments_closed_balance",
        "UPDATE payments_closed_balance SET debit_vnd = debit_vnd + 6 WHERE account = 'gateway'",
    )
    entry("b", 2)
    with pytest.raises(BooksDiffer):
        night(NEXT)


def asked(first, *, at=NEXT):
    return ask_rebuild(reason=WHY, accountant=first, at=at)


def agreed(first, second):
    return approve_rebuild(rebuild_id=asked(first).id, accountant=second, at=NEXT)


def stays(differing) -> None:
    assert BooksClosing.objects.count() == 2
    assert closing_work(at=NEXT).upto == differing.upto


def test_without_it_every_later_closing_differs_and_with_it_the_next_agrees(damaged, first, second):
    entry("c", 1)
    with pytest.raises(BooksDiffer):
        close_the_books()

    rebuild = agreed(first, second)
    close_the_books()

    rebuild.refresh_from_db()
    assert rebuild.made.verified_at is not None
    assert closing_work(at=NEXT + timedelta(days=9)) is None
    assert sums_now() == sums_of_all()
    assert events.names_of(rebuild.id) == [
        "payment.closing_rebuild_asked",
        "payment.closing_rebuild_approved",
        "payment.closing_rebuilt",
    ]
    assert ClosingFault.objects.count() == 2, "what happened stays written"
    entry("d", 1)
    night(NEXT + timedelta(days=1))
    assert sums_now() == sums_of_all()


def test_it_is_made_though_nothing_was_booked_since_the_closing_that_differs(damaged, first, second):
    differing = BooksClosing.objects.get(verified_at=None)
    rebuild = agreed(first, second)

    close_the_books()
    close_the_books()

    rebuild.refresh_from_db()
    assert rebuild.made.upto == differing.upto
    assert closing_work(at=NEXT) is None
    assert sums_now() == sums_of_all()
    assert BooksClosing.objects.count() == 3, "it is made once"
    assert open_rebuild() is None
    with pytest.raises(IntegrityError), transaction.atomic():
        BooksClosing.objects.filter(id=differing.id).update(verified_at=NEXT)


def test_where_a_posting_under_the_closing_was_changed_two_accountants_take_the_journal_as_it_is(
    db, first, second
):
    entry("a", 5)
    night(NIGHT)
    past_the_application("payments_posting", "UPDATE payments_posting SET amount_vnd = amount_vnd + 1")
    entry("b", 2)
    with pytest.raises(BooksDiffer):
        night(NEXT)
    assert Posting.objects.filter(amount_vnd=6).count() == 2

    agreed(first, second)
    close_the_books()

    assert closing_work(at=NEXT) is None
    assert sums_now() == sums_of_all()


def test_agreeing_puts_the_job_into_the_queue(damaged, first, second):
    agreed(first, second)

    assert "cuamo.payments.jobs.close_the_books" in waiting_jobs()


def test_whoever_asked_does_not_agree_and_nothing_is_made(damaged, first):
    differing = BooksClosing.objects.get(verified_at=None)
    rebuild = asked(first)
    with pytest.raises(NotPermitted) as refused:
        approve_rebuild(rebuild_id=rebuild.id, accountant=first, at=NEXT)
    assert refused.value.code == "closing.four_eyes"
    with pytest.raises(BooksDiffer):
        close_the_books()

    stays(differing)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClosingRebuild.objects.update(
            state="DONE", decided_by_id=first.id, decided_by_name=first.name, decided_at=NEXT
        )
    assert ClosingRebuild.objects.get().state == "ASKED"


def test_it_is_asked_for_once_with_a_reason_by_an_accountant_where_a_closing_differs(damaged, first, second):
    with pytest.raises(Invalid):
        ask_rebuild(reason=" ", accountant=first, at=NEXT)
    with pytest.raises(NotPermitted):
        ask_rebuild(reason=WHY, accountant=SYSTEM, at=NEXT)
    assert not ClosingRebuild.objects.exists()
    rebuild = asked(first)
    with pytest.raises(Conflict):
        ask_rebuild(reason=WHY, accountant=second, at=NEXT)
    with pytest.raises(NotFound):
        approve_rebuild(rebuild_id=uuid4(), accountant=second, at=NEXT)
    assert ClosingRebuild.objects.get().id == rebuild.id


def test_where_every_closing_agrees_nobody_asks_for_it(db, first):
    entry("a", 5)
    night(NIGHT)
    with pytest.raises(IllegalTransition):
        asked(first)
    assert not ClosingRebuild.objects.exists()


def test_one_that_was_refused_or_withdrawn_is_not_made_and_may_be_asked_for_again(damaged, first, second):
    differing = BooksClosing.objects.get(verified_at=None)
    for hours, who in enumerate((second, first)):
        rebuild = asked(first, at=NEXT + timedelta(hours=hours))
        refuse_rebuild(rebuild_id=rebuild.id, reason="Nhật ký cũng lệch", accountant=who, at=NEXT)
        with pytest.raises(Conflict):
            approve_rebuild(rebuild_id=rebuild.id, accountant=second, at=NEXT)
        with pytest.raises(BooksDiffer):
            close_the_books()
    stays(differing)
    assert [row.decided_by_id for row in rebuilds_ended()] == [first.id, second.id]


def test_what_was_asked_for_and_decided_never_changes_and_is_written_in_production(damaged, first, second):
    with as_production_role():
        rebuild = agreed(first, second)
        assert approve_rebuild(rebuild_id=rebuild.id, accountant=second, at=NEXT).decided_at == NEXT
        close_the_books()
        for change in (
            lambda: ClosingRebuild.objects.update(reason="Khác"),
            lambda: ClosingRebuild.objects.update(made=None),
            lambda: ClosingRebuild.objects.update(decided_by_name="Khác"),
            lambda: ClosingRebuild.objects.all().delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()
    rebuild.refresh_from_db()
    assert (rebuild.reason, rebuild.state, rebuild.made.verified_at is not None) == (WHY, "DONE", True)
    assert ClosedBalance.objects.filter(closing=rebuild.made, account=Account.GATEWAY).get().debit_vnd == 7
