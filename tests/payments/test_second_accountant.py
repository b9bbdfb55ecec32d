"""The second accountant agrees to the sum the first explained, and to no other."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.errors import Conflict, IllegalTransition
from cuamo.payments.models import JournalEntry, PaymentRequest, ReconciliationItem
from cuamo.payments.reconciling import FileSide
from cuamo.payments.selectors.books import balance_of
from cuamo.payments.services.read_money_file import read_money_file
from cuamo.payments.services.reconcile_day import reconcile_day
from cuamo.payments.services.repair import approve_repair, propose_repair
from cuamo.payments.services.start_attempt import start_attempt
from tests.payments.conftest import ask_for
from tests.payments.reconciling import City, accountant, day, moment

pytestmark = pytest.mark.django_db
WHY = "Lệch 1.000 do làm tròn"


def fetched(content: str, *, side: FileSide = FileSide.GATEWAY, minutes: int = 0) -> None:
    at = moment(1, minutes)
    read_money_file(side=side, day=day(0), content=content.encode(), actor=SYSTEM, at=at)
    reconcile_day(day=day(0), at=at)


def held(balance_vnd: int) -> str:
    return f"H,GATEWAY,{day(0)}\nE,0,0,{balance_vnd}\n"


@pytest.fixture
def proposed(db) -> ReconciliationItem:
    """A difference of 1.000 in the balance at the platform, whose repair the first accountant proposed."""
    fetched(f"H,BANK,{day(0)},0\nE,0,0,0\n", side=FileSide.BANK)
    fetched(held(1_000))
    item = ReconciliationItem.objects.get(kind="GATEWAY_PARITY")
    return propose_repair(item_id=item.id, words=WHY, actor=accountant("1"), at=moment(1, 1))


def test_a_proposed_repair_whose_sum_changes_is_open_again(proposed):
    fetched(held(50_000_000), minutes=9)

    proposed.refresh_from_db()
    assert (proposed.state, proposed.proposed_by, proposed.words) == ("OPEN", "", WHY)
    assert events.names_of(proposed.id).count("reconciliation.difference") == 2
    with pytest.raises(IllegalTransition):
        approve_repair(item_id=proposed.id, actor=accountant("2"), at=moment(1, 10))
    assert (JournalEntry.objects.count(), balance_of("gateway")) == (0, 0)


def test_whoever_saw_another_sum_agrees_to_nothing(proposed):
    fetched(held(2_000), minutes=9)
    propose_repair(item_id=proposed.id, words="Lệch 2.000", actor=accountant("1"), at=moment(1, 10))

    with pytest.raises(Conflict) as refused:
        approve_repair(item_id=proposed.id, actor=accountant("2"), at=moment(1, 11), seen_vnd=(1_000, 0))
    assert (refused.value.code, JournalEntry.objects.count()) == ("reconciliation.moved", 0)

    approve_repair(item_id=proposed.id, actor=accountant("2"), at=moment(1, 12), seen_vnd=(2_000, 0))
    proposed.refresh_from_db()
    assert (balance_of("gateway"), proposed.approved_by) == (2_000, "2")


def test_the_database_refuses_a_repair_agreed_to_by_whoever_proposed_it(proposed):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReconciliationItem.objects.filter(id=proposed.id).update(approved_by="1")


@pytest.mark.parametrize("table", ["payments_reconciliationitem", "payments_moneyfile"])
def test_the_database_keeps_items_and_files(proposed, table):
    with (
        pytest.raises(DatabaseError, match="never deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM {table}")


def test_a_transfer_corrected_downwards_after_it_was_credited_is_claimed():
    city, request = City(), ask_for(8_000)
    reference = start_attempt(request_id=request.id, at=moment(0)).reference
    fetched(city.file(0, FileSide.GATEWAY).decode())

    def statement(amount_vnd: int) -> str:
        line = f"L,B1,{moment(0).isoformat()},{amount_vnd},TRF,A,{reference}"
        return f"H,BANK,{day(0)},0\n{line}\nE,1,{amount_vnd},{amount_vnd}\n"

    for amount_vnd, minutes in ((8_000, 10), (7_000, 20)):
        fetched(statement(amount_vnd), side=FileSide.BANK, minutes=minutes)
        item = ReconciliationItem.objects.get(kind="DIRECT_TRANSFER")
        propose_repair(item_id=item.id, words=WHY, actor=accountant("1"), at=moment(1, minutes))
        approve_repair(item_id=item.id, actor=accountant("2"), at=moment(1, minutes))

    assert PaymentRequest.objects.get().settled
    assert (balance_of("bank"), balance_of("claims"), balance_of("suspense")) == (7_000, 1_000, 0)
    item.refresh_from_db()
    assert item.state == "SETTLED"
