"""A file somebody brings stands for as long as no signed one is there, and books nothing by itself."""

import pytest

from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.errors import Conflict
from cuamo.payments.models import BookedPayout, CashBag, JournalEntry, MoneyFile, ReconciliationItem
from cuamo.payments.reconciling import FileSide
from cuamo.payments.selectors.books import balance_of
from cuamo.payments.services.read_money_file import read_money_file
from cuamo.payments.services.reconcile_day import reconcile_day
from cuamo.payments.services.repair import approve_repair, propose_repair
from cuamo.payments.services.take_file import take_file
from tests.payments.reconciling import City, accountant, day, mend_all, moment, open_items
from tests.payments.test_reconciliation import told_bag

pytestmark = pytest.mark.django_db
EMPTY = f"H,GATEWAY,{day(0)}\nE,0,0,0\n".encode()


@pytest.fixture
def city(db) -> City:
    return City()


def current(side: FileSide = FileSide.GATEWAY, step: int = 0) -> MoneyFile:
    return MoneyFile.objects.get(side=side, day=day(step), state="CURRENT")


def fetched(
    content: bytes, *, side: FileSide = FileSide.GATEWAY, step: int = 0, hours: int = 10
) -> MoneyFile:
    at = moment(step + 1, 60 * hours)
    read = read_money_file(side=side, day=day(step), content=content, actor=SYSTEM, at=at)
    reconcile_day(day=day(step), at=at)
    return read


def brought(content: bytes, *, side: FileSide = FileSide.GATEWAY, step: int = 0) -> MoneyFile:
    return take_file(
        side=side, day=day(step), content=content, name="tep.csv", actor=accountant("1"), at=moment(step + 1)
    )


def test_an_uploaded_file_does_not_take_the_place_of_a_fetched_one(city):
    city.pay(0, told=False)
    city.night(0)
    signed, items = current(), open_items()

    with pytest.raises(Conflict) as refused:
        brought(EMPTY)

    assert (refused.value.code, refused.value.where) == ("reconciliation.fetched", "tep")
    assert (current().id, MoneyFile.objects.count(), open_items()) == (signed.id, 2, items)


def test_the_fetched_file_takes_the_place_of_an_uploaded_one(city):
    city.pay(0)
    brought(EMPTY)
    signed = fetched(city.file(0, FileSide.GATEWAY))

    assert (current().id, current().by_hand, current().rows) == (signed.id, False, 1)


def test_a_file_that_was_fetched_before_counts_again_when_it_is_fetched_again(city):
    city.pay(0)
    city.night(0)
    first, right = current().id, city.file(0, FileSide.GATEWAY)
    fetched(EMPTY)
    assert open_items() == [("MISSING_ROW", "tx:FT00001")]

    again = fetched(right, hours=20)

    assert (again.id, current().id, current().changes["came"]) == (first, first, 1)
    assert (open_items(), MoneyFile.objects.filter(side="GATEWAY").count()) == ([], 2)


def test_an_uploaded_file_fetched_with_the_same_bytes_is_signed_from_then_on(city):
    bag = told_bag("TM-HN001-26-00001", 300_000)
    city.move(0, 300_000, "CSH", f"tui {bag.number}")
    brought(city.file(0, FileSide.GATEWAY))
    brought(city.file(0, FileSide.BANK), side=FileSide.BANK)
    assert [kind for kind, _ in open_items()] == ["DEPOSIT_BY_HAND", "DEPOSIT_MISSING"]

    fetched(city.file(0, FileSide.GATEWAY))
    fetched(city.file(0, FileSide.BANK), side=FileSide.BANK)

    assert (current(FileSide.BANK).by_hand, MoneyFile.objects.count()) == (False, 2)
    assert (CashBag.objects.get().state, open_items()) == ("DONE", [])


def test_a_file_that_was_refused_is_read_again_and_stays_refused_quietly(city):
    broken = EMPTY + b"Q,1\n"
    first = fetched(broken)
    again = fetched(broken, hours=11)

    assert (first.id, first.state, again.state) == (again.id, "REFUSED", "REFUSED")
    assert again.faults == first.faults
    assert again.read_at == first.read_at


def test_a_bag_named_by_an_uploaded_statement_waits_for_two_accountants(city):
    bag = told_bag("TM-HN001-26-00001", 300_000)
    city.move(0, 300_000, "CSH", f"tui {bag.number}")
    brought(city.file(0, FileSide.GATEWAY))
    brought(city.file(0, FileSide.BANK), side=FileSide.BANK)

    assert (CashBag.objects.get().state, balance_of("bank"), balance_of("transit")) == ("TOLD", 0, 300_000)
    item = ReconciliationItem.objects.get(kind="DEPOSIT_BY_HAND")
    assert (item.evidence["bag"], item.bank_delta_vnd) == (bag.number, 300_000)

    propose_repair(item_id=item.id, words="Đã xem sao kê gốc.", actor=accountant("1"), at=moment(1))
    assert CashBag.objects.get().state == "TOLD"
    approve_repair(item_id=item.id, actor=accountant("2"), at=moment(1))

    assert (CashBag.objects.get().state, balance_of("bank"), balance_of("transit")) == ("DONE", 300_000, 0)
    reconcile_day(day=day(0), at=moment(1, 60))
    assert open_items() == []


def test_a_pay_out_of_an_uploaded_file_is_booked_by_two_accountants(city):
    city.pay(0, 200_000)
    city.night(0)
    entries = JournalEntry.objects.count()
    brought(city.file(1, FileSide.GATEWAY), step=1)
    brought(city.file(1, FileSide.BANK), side=FileSide.BANK, step=1)

    assert (BookedPayout.objects.count(), JournalEntry.objects.count()) == (0, entries)
    assert [kind for kind, _ in open_items()] == ["PAYOUT_BY_HAND"]

    mend_all(1)
    city.night(2)
    assert (balance_of("gateway"), balance_of("bank"), balance_of("fees")) == (0, 199_600, 400)
    assert (BookedPayout.objects.get().gross_vnd, open_items()) == (200_000, [])


def test_a_pay_out_waiting_for_two_is_booked_at_once_when_the_signed_files_come(city):
    city.pay(0, 200_000)
    city.night(0)
    brought(city.file(1, FileSide.GATEWAY), step=1)
    brought(city.file(1, FileSide.BANK), side=FileSide.BANK, step=1)

    city.night(1)

    assert (BookedPayout.objects.count(), open_items()) == (1, [])


def test_a_pay_out_declared_on_two_days_is_booked_once(city):
    line, said = "P,PO260906,8000,0,8000", f"{day(1)}T09:00:00+07:00"
    fetched(f"H,GATEWAY,{day(0)}\n{line}\nE,1,0,0\n".encode())
    fetched(f"H,GATEWAY,{day(1)}\n{line}\nE,1,0,0\n".encode(), step=1)
    came = f"H,BANK,{day(1)},0\nL,BK1,{said},8000,TRF,CONG,PO260906\nE,1,8000,8000\n"
    fetched(came.encode(), side=FileSide.BANK, step=1)

    assert (BookedPayout.objects.get().bank_vnd, balance_of("bank")) == (8_000, 8_000)


def test_a_pay_out_declared_with_two_sums_is_an_item_until_the_platform_says_which(city):
    said = f"{day(1)}T09:00:00+07:00"
    fetched(f"H,GATEWAY,{day(0)}\nP,PO260906,9000,0,9000\nE,1,0,0\n".encode())
    fetched(f"H,GATEWAY,{day(1)}\nP,PO260906,8000,0,8000\nE,1,0,0\n".encode(), step=1)
    came = f"H,BANK,{day(1)},0\nL,BK1,{said},8000,TRF,CONG,PO260906\nE,1,8000,8000\n"
    fetched(came.encode(), side=FileSide.BANK, step=1)
    assert ("PAYOUT_TWICE", "batch:PO260906") in open_items()
    assert not BookedPayout.objects.exists()

    fetched(f"H,GATEWAY,{day(0)}\nE,0,0,0\n".encode(), hours=20)
    reconcile_day(day=day(1), at=moment(2, 1200))

    assert BookedPayout.objects.get().gross_vnd == 8_000
    assert ReconciliationItem.objects.get(kind="PAYOUT_TWICE").state == "SETTLED"
