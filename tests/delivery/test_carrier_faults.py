"""One row, one proof or one carrier that breaks keeps nothing else back."""

from datetime import timedelta

import pytest

from cuamo.delivery.models import CarrierCursor, CarrierNews, CarrierOrder, CarrierProof
from cuamo.delivery.ports import Carriers
from cuamo.delivery.services.fetch_proof import fetch_due_proofs
from cuamo.delivery.services.poll_carrier import poll_carriers
from cuamo.delivery.types import DeliveryProof, News, NewsPage
from cuamo.kernel import ports
from tests.delivery.carried import ordered
from tests.delivery.conftest import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("point")]


class Office:
    """Two carriers: one breaks whenever it is asked for news, one tells what no table keeps."""

    def __init__(self) -> None:
        self.told = {"VNPOST": self._page, "ABC": self._breaks}
        self.asked = ""

    def codes(self) -> list[str]:
        return sorted(self.told)

    def named(self, code: str) -> "Office":
        self.asked = code
        return self

    def news_since(self, cursor: str, *, ours) -> NewsPage:
        return self.told[self.asked]()

    def _breaks(self) -> NewsPage:
        raise RuntimeError("the adapter is at fault")

    def _page(self) -> NewsPage:
        numbers = ("N1", "A\0B", "N3")
        rows = [News(f"k{place}", number, "", "3", place, None) for place, number in enumerate(numbers, 1)]
        return NewsPage(tuple(rows), "3")

    def proofs(self, *, number: str, carrier_number: str) -> list[DeliveryProof]:
        key = "p\0" if carrier_number.endswith("1") else "p"
        return [DeliveryProof(key, "Nguyễn Thị Hương", "SELF", otp=True)]


@pytest.fixture
def office() -> Office:
    made = Office()
    ports.bind(Carriers, lambda: made)
    return made


def test_a_carrier_that_breaks_and_a_row_no_table_keeps_hold_back_no_other_news(office):
    assert poll_carriers(at=NOON) == 2

    assert sorted(CarrierNews.objects.values_list("number", flat=True)) == ["N1", "N3"]
    assert CarrierCursor.objects.get(carrier="VNPOST").cursor == "3"


def test_a_proof_that_cannot_be_kept_is_asked_for_later_behind_all_others(office):
    first, second = ordered(1), ordered(2)
    CarrierOrder.objects.filter(id=first.id).update(proof_due_at=NOON)
    CarrierOrder.objects.filter(id=second.id).update(proof_due_at=NOON + timedelta(seconds=1))

    assert fetch_due_proofs(at=NOON + timedelta(minutes=1)) == 2

    assert CarrierProof.objects.get().order_id == second.id
    assert CarrierOrder.objects.get(id=second.id).proof_due_at is None
    assert CarrierOrder.objects.get(id=first.id).proof_due_at > NOON + timedelta(minutes=5)
