"""The daily files over real HTTP: signed, only of closed days, wrong on demand, corrected on demand."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from cuamo.interop.systems.payment.files_client import PlatformFiles
from cuamo.interop.systems.payment.simulator.day_book import DayBook
from cuamo.interop.systems.payment.simulator.day_files import HANOI
from cuamo.interop.systems.payment.simulator.memory import Memory
from cuamo.kernel import ports
from cuamo.payments.errors import GatewayUnavailable
from cuamo.payments.models import MoneyFile, ReconciliationItem, SettlementRow
from cuamo.payments.ports import MoneyFiles
from cuamo.payments.reconciling import FileSide
from cuamo.payments.services.fetch_day import fetch_day
from tests.support import http
from tests.support.simulators import running_simulator

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
TODAY = NOW.astimezone(HANOI).date()


@pytest.fixture(scope="module")
def platform(tmp_path_factory) -> Iterator[tuple[str, Memory]]:
    folder = tmp_path_factory.mktemp("payment")
    with running_simulator("payment", state=folder) as base_url:
        memory = Memory(folder)
        for amount_vnd in (8_000, 15_000, 20_000):
            memory.move(
                reference=f"NOBODY{amount_vnd}",
                account="1234567890123",
                amount_vnd=amount_vnd,
                payer="19036000000001",
                status="PAID",
                way="link",
            )
        DayBook(folder, memory)
        yield base_url, memory


@pytest.fixture
def base_url(platform, settings) -> str:
    settings.PAYMENT_URL = platform[0]
    assert http.post(f"{platform[0]}/ngay/sua", data={"day": TODAY}).status_code == 200
    return platform[0]


def test_a_day_that_is_not_closed_has_no_file_yet(base_url):
    tomorrow = TODAY + timedelta(days=1)

    assert ports.get(MoneyFiles).fetch(side=FileSide.GATEWAY, day=tomorrow) is None
    assert fetch_day(day=tomorrow, at=NOW).state == "WAITING"
    assert MoneyFile.objects.count() == 0


def test_both_files_of_a_closed_day_are_fetched_signed_and_held_against_the_books(base_url):
    http.post(f"{base_url}/ngay/chot", data={"day": TODAY})
    http.post(f"{base_url}/ngay/tai-khoan", data={"code": "CHG", "amount_vnd": "-5500", "words": "phi"})

    done = fetch_day(day=TODAY, at=NOW)

    kinds = sorted(ReconciliationItem.objects.values_list("kind", flat=True))
    assert (done.state, kinds) == ("DIFFERENCES", ["BANK_CHARGE", *["MISSING_CALLBACK"] * 3])
    assert sorted(SettlementRow.objects.values_list("amount_vnd", flat=True)) == [8_000, 15_000, 20_000]
    assert fetch_day(day=TODAY, at=NOW).runs == 2
    assert MoneyFile.objects.count() == 2


def test_a_file_cut_off_once_is_fetched_whole_the_next_time(base_url):
    http.post(f"{base_url}/ngay/chot", data={"day": TODAY})
    fault = {"day": TODAY, "kind": "truncated", "side": "settlement"}
    assert http.post(f"{base_url}/ngay/loi", data=fault).json()["kind"] == "truncated"

    fetch_day(day=TODAY, at=NOW)
    fetch_day(day=TODAY, at=NOW)

    states = MoneyFile.objects.filter(side="GATEWAY").order_by("state").values_list("state", flat=True)
    assert list(states) == ["CURRENT", "REFUSED"]


def test_a_corrected_file_takes_the_place_of_a_wrong_one(base_url):
    http.post(f"{base_url}/ngay/chot", data={"day": TODAY})
    http.post(f"{base_url}/ngay/loi", data={"day": TODAY, "kind": "missing_row"})
    fetch_day(day=TODAY, at=NOW)
    assert SettlementRow.objects.count() == 2

    http.post(f"{base_url}/ngay/sua", data={"day": TODAY})
    fetch_day(day=TODAY, at=NOW)
    current = MoneyFile.objects.get(side="GATEWAY", state="CURRENT")
    assert (current.settlement_rows.count(), current.changes["came"]) == (3, 1)


def test_a_question_signed_by_somebody_else_is_refused_and_an_answer_of_somebody_else_is_not_believed(
    base_url,
):
    with pytest.raises(GatewayUnavailable):
        PlatformFiles(base_url, "another secret").fetch(side=FileSide.BANK, day=TODAY)
    answer = http.get(f"{base_url}/api/files/statement?day={TODAY}")
    assert answer.status_code == 401


def test_the_page_for_the_demonstrator_lists_days_faults_and_the_account(base_url):
    page = http.get(f"{base_url}/ngay").text

    assert "Chốt ngày hôm nay" in page
    assert "một giao dịch bị hủy ngược" in page
