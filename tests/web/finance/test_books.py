"""F8, F9: the journal of a period is read and carried away; the trial balance stays cheap."""

import html
import io
import re
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cuamo.kernel.clock import local
from cuamo.payments.selectors.journal import Chosen, write_xlsx
from cuamo.payments.services.book import book
from cuamo.payments.services.close_books import close_books, verify_closing
from cuamo.payments.types import Account, EntryKind, Leg, Side
from cuamo.web.finance import books
from tests.web.oversight.facts import at_screen

pytestmark = pytest.mark.django_db
URL = "/tai-chinh/so/"


@pytest.fixture
def mine(city):
    return at_screen("ketoan.trungtam")


@pytest.fixture
def days(city):
    """One entry on each of four days, the last minute of the day."""
    for day in range(1, 5):
        legs = [Leg(Account.BANK, Side.DEBIT, day), Leg(Account.SUSPENSE, Side.CREDIT, day)]
        at = local(f"2026-09-0{day} 23:59")
        book(kind=EntryKind.CORRECTED, source=f"payout:D{day}", request_id=None, legs=legs, at=at)


def text_of(answer):
    return answer.content.decode()


def test_a_period_is_read_and_carried_away_from_its_first_to_its_last_day(mine, days):
    page = text_of(mine.get(URL, {"ngay": "2026-09-02", "den": "2026-09-03"}))
    assert [f"D{day}" in page for day in range(1, 5)] == [False, True, True, False]
    assert "ngay=2026-09-02&amp;den=2026-09-03&amp;tep=csv" in page

    answer = mine.get(URL, {"ngay": "2026-09-02", "den": "2026-09-03", "tep": "csv"})
    assert answer.streaming
    assert 'filename="so-nhat-ky-20260902-20260903.csv"' in answer["Content-Disposition"]
    table = b"".join(answer.streaming_content).decode()
    assert table.count("\r\n") == 5
    answer = mine.get(URL, {"ngay": "2026-09-02", "den": "2026-09-03", "tep": "xlsx"})
    assert 'filename="so-nhat-ky-20260902-20260903.xlsx"' in answer["Content-Disposition"]
    assert "xl/worksheets/sheet1.xml" in ZipFile(io.BytesIO(b"".join(answer.streaming_content))).namelist()

    alone = mine.get(URL, {"ngay": "2026-09-02", "tep": "csv"})
    assert b"".join(alone.streaming_content).decode().count("\r\n") == 3


def test_a_period_too_long_for_a_workbook_is_said_in_words_and_offered_as_csv(mine, days, monkeypatch):
    period = {"ngay": "2026-09-01", "den": "2026-09-04"}
    monkeypatch.setattr(books, "MOST_LINES", 8)
    assert mine.get(URL, period | {"tep": "xlsx"}).status_code == 200
    monkeypatch.setattr(books, "MOST_LINES", 7)

    answer = mine.get(URL, period | {"tep": "xlsx"})

    assert answer.status_code == 422
    assert "hơn 7 dòng nên không lập được tệp Excel" in text_of(answer)
    (link,) = set(re.findall(r'href="\?([^"]*tep=csv)"', text_of(answer)))
    table = b"".join(mine.get(f"{URL}?{html.unescape(link)}").streaming_content).decode()
    assert table.count("\r\n") == 1 + 8
    assert mine.get(URL, {"ngay": "2026-09-01", "tep": "xlsx"}).status_code == 200


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"ngay": "2026-09-03", "den": "2026-09-01"}, "Ngày cuối đang trước ngày đầu"),
        ({"den": "2026-09-01"}, "Ghi cả ngày đầu"),
    ],
)
def test_a_period_that_is_none_is_said_beside_its_field_and_stays(mine, days, asked, words):
    page = text_of(mine.get(URL, asked))

    assert words in page
    assert 'value="2026-09-01"' in page


def test_more_lines_than_a_sheet_holds_go_on_the_next_one(days, tmp_path):
    target = tmp_path / "so.xlsx"

    assert write_xlsx(Chosen(), target=target, on_a_sheet=3) == 8

    sheets = [name for name in ZipFile(target).namelist() if name.startswith("xl/worksheets/sheet")]
    rows = [ZipFile(target).read(name).count(b"<row ") for name in sorted(sheets)]
    assert rows == [4, 4, 3]


def test_the_trial_balance_asks_the_same_few_questions_before_and_after_a_closing(mine, days):
    def asked() -> int:
        with CaptureQueriesContext(connection) as questions:
            page = text_of(mine.get("/tai-chinh/can-doi/"))
        assert "Sổ cân" in page
        assert re.search(r">10\s₫<", page)
        return len(questions)

    before = asked()
    now = timezone.now()
    closing = close_books(at=now)
    verify_closing(closing=closing, at=now + timedelta(minutes=1))

    assert (before, asked()) == (5, 5)
