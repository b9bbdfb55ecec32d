"""Which bag a line of cash means: the machine's number, or what people typed together with the amount."""

import pytest

from cuamo.kernel.clock import local
from cuamo.payments.models import CashBag, CashDifference, ReconciliationItem
from cuamo.payments.selectors.books import balance_of
from cuamo.payments.selectors.which_bag import find_bag, likely_bag
from tests.payments.reconciling import City, mend_all, open_items
from tests.payments.test_reconciliation import told_bag

NOW = local("2026-09-07 08:00")


def bag(number: str = "TM-HN001-26-00001", *, slip: str = "GNT-8812", seal: str = "NP-0123") -> CashBag:
    return CashBag(number=number, slip_number=slip, seal_number=seal, amount_vnd=80_000, slip_vnd=79_000)


def found(words: str, amount_vnd: int, *bags: CashBag) -> str:
    one = find_bag(words, amount_vnd=amount_vnd, among=bags)
    return one.number if one is not None else ""


@pytest.mark.parametrize("words", ["TUI TM-HN001-26-00001", "nop tien tm hn001 26 00001 hoan kiem"])
def test_the_number_of_a_bag_is_enough_whatever_the_bank_counted(words):
    assert found(words, 1_000, bag(), bag("TM-HN001-26-00002")) == "TM-HN001-26-00001"


@pytest.mark.parametrize(
    ("words", "amount_vnd"),
    [
        ("NOP TIEN GNT 8812 BUU DIEN", 80_000),
        ("NOP TIEN GNT8812 BUU DIEN", 79_000),
        ("NIEM PHONG NP.0123", 80_000),
    ],
)
def test_slip_and_seal_mean_a_bag_with_its_amount(words, amount_vnd):
    assert found(words, amount_vnd, bag()) == "TM-HN001-26-00001"


@pytest.mark.parametrize(
    ("words", "amount_vnd"),
    [
        ("NOP TIEN GNT-8812", 5_000),
        ("NOP TIEN XGNT8812", 80_000),
        ("NOP TIEN GNT-88123", 80_000),
        ("NIEM PHONG NP-0123", 79_000),
        ("NOP TIEN", 80_000),
    ],
)
def test_another_amount_or_a_piece_of_another_number_means_no_bag(words, amount_vnd):
    assert found(words, amount_vnd, bag()) == ""


@pytest.mark.parametrize("typed", ["NOPTIEN", "A12"])
def test_words_and_short_numbers_mean_no_bag(typed):
    said = "NGUYEN VAN MAU NOP TIEN LE PHI A12"
    assert found(said, 80_000, bag(slip=typed, seal=typed)) == ""
    assert likely_bag(said, among=[bag(slip=typed, seal=typed)]) is None


def test_two_bags_that_fit_are_none():
    assert found("GNT-8812", 80_000, bag(), bag("TM-HN001-26-00002")) == ""


@pytest.mark.django_db
def test_a_line_of_another_amount_stays_with_its_owner_and_names_the_bag_to_look_at():
    city = City()
    kept = told_bag("TM-HN001-26-00009", 80_000)
    CashBag.objects.filter(id=kept.id).update(seal_number="2026")
    city.move(0, 1_200_000, "CSH", "NGAY 11/09/2026 NOP TIEN")
    city.night(0)

    item = ReconciliationItem.objects.get(kind="DEPOSIT_UNKNOWN")
    assert (item.state, item.evidence["bag"]) == ("OPEN", kept.number)
    assert (CashBag.objects.get().state, balance_of("transit")) == ("TOLD", 80_000)
    assert not CashDifference.objects.exists()

    mend_all(0)
    assert (balance_of("suspense"), balance_of("transit")) == (-1_200_000, 80_000)
    assert open_items() == [("DEPOSIT_MISSING", f"bag:{kept.number}")]
