import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from cuamo.payments.models import JournalEntry, Posting
from cuamo.payments.services.book import book
from cuamo.payments.types import EntryKind, Leg, Side
from tests.payments.conftest import NOON


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


@pytest.mark.django_db
def test_the_same_thing_is_booked_once():
    legs = (Leg("citizen", Side.DEBIT, 8_000), Leg("city", Side.CREDIT, 8_000))
    write(*legs)
    with pytest.raises(IntegrityError), transaction.atomic():
        write(*legs)
