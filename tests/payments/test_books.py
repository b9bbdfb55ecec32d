from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from cuamo.kernel.actors import SYSTEM
from cuamo.payments.models import JournalEntry, Posting
from cuamo.payments.selectors.books import trial_balance
from cuamo.payments.services.book import book
from cuamo.payments.services.open_request import open_request
from cuamo.payments.types import EntryKind, Leg, Side
from tests.payments.conftest import FEE, NOON


def write(*legs: Leg) -> JournalEntry:
    return book(kind=EntryKind.OPENED, source="test", request_id=None, legs=legs, at=NOON)


@pytest.mark.parametrize(
    "legs",
    [
        [],
        [Leg("citizen", Side.DEBIT, 8_000)],
        [Leg("citizen", Side.DEBIT, 8_000), Leg("city", Side.CREDIT, 7_999)],
        [Leg("citizen", Side.DEBIT, 8_000), Leg("city", Side.DEBIT, 8_000)],
        [Leg("citizen", Side.DEBIT, 0), Leg("city", Side.CREDIT, 0)],
        [Leg("citizen", Side.DEBIT, -5), Leg("city", Side.CREDIT, -5)],
    ],
)
@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_an_entry_that_does_not_balance(legs):
    with pytest.raises(IntegrityError):
        write(*legs)

    assert not JournalEntry.objects.exists()


@pytest.mark.django_db
def test_the_books_cannot_be_changed():
    entry = write(Leg("citizen", Side.DEBIT, 8_000), Leg("city", Side.CREDIT, 8_000))

    for change in (
        lambda: truncate("payments_posting"),
        lambda: truncate("payments_journalentry, payments_posting"),
        lambda: JournalEntry.objects.filter(id=entry.id).delete(),
        lambda: Posting.objects.filter(entry=entry).update(amount_vnd=1),
        lambda: Posting.objects.filter(entry=entry).delete(),
        lambda: JournalEntry.objects.filter(id=entry.id).update(source="other"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.django_db
def test_the_application_role_holds_no_right_to_change_the_books():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege('cuamo_app', 'payments_posting', 'UPDATE'),"
            " has_table_privilege('cuamo_app', 'payments_posting', 'DELETE'),"
            " has_table_privilege('cuamo_app', 'payments_posting', 'INSERT')"
        )
        assert cursor.fetchone() == (False, False, True)
        for table in ("payments_posting", "payments_journalentry", "payments_cashreceipt"):
            cursor.execute("SELECT has_table_privilege('cuamo_app', %s, 'TRUNCATE')", [table])
            assert cursor.fetchone() == (False,)


@pytest.mark.django_db
def test_a_leg_added_to_a_balanced_entry_later_is_refused():
    entry = write(Leg("citizen", Side.DEBIT, 8_000), Leg("city", Side.CREDIT, 8_000))

    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.create(entry=entry, account="citizen", side="D", amount_vnd=1)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert Posting.objects.filter(entry=entry).count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("setter", "owner"),
    [("COUNCIL", "city"), ("AUTHORITY", "city"), ("MOF", "ministry"), ("OTHER", "ministry")],
)
def test_a_fee_is_due_to_whoever_sets_it(setter, owner):
    ask_for_of(setter)

    assert trial_balance() == {"budget": 3_000, "citizen": 5_000, owner: -8_000}


def ask_for_of(setter):
    open_request(
        subject_id=uuid4(),
        subject_code="CM-1",
        lines=[{**FEE[0], "setter": setter, "citizen_vnd": 5_000, "budget_vnd": 3_000}],
        payer_name="Nguyễn Văn An",
        actor=SYSTEM,
        at=NOON,
    )


def truncate(tables):
    """As the role of production, which owns nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE cuamo_app")
        cursor.execute(f"TRUNCATE {tables} CASCADE")


@pytest.mark.django_db
def test_the_same_thing_is_booked_once():
    legs = (Leg("citizen", Side.DEBIT, 8_000), Leg("city", Side.CREDIT, 8_000))
    write(*legs)
    with pytest.raises(IntegrityError), transaction.atomic():
        write(*legs)
