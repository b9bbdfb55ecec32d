"""F16, O3, V3: a month of more than 2,000 items and its workbook are made in the background."""

import io
import zipfile
from uuid import uuid4

import pytest

from cuamo.settlement.models import Item, LongWork, Statement
from tests.support.jobs import run_due_jobs
from tests.web.finance.test_statements import made, month
from tests.web.oversight.facts import at_screen

pytestmark = pytest.mark.django_db
__all__ = ["month"]
MANY = 2_001


@pytest.fixture
def long_month(month) -> Statement:
    """October with 2,003 deliveries, built in the background."""
    row = Item.objects.filter(id=made(label="RH000000099VN").id).values().get()
    Item.objects.bulk_create(
        Item(**{**row, "id": uuid4(), "subject_id": uuid4(), "hand_over_id": uuid4(), "claim_key": f"K{n}"})
        for n in range(MANY - 1)
    )
    return month


def _text(answer):
    return answer.content.decode()


def test_building_it_answers_at_once_with_the_page_of_the_run(long_month):
    screen = at_screen("ketoan.trungtam")
    before = long_month.totals["items"]

    answer = screen.post("/tai-chinh/quyet-toan/", {"thang": "2026-10"})

    work = LongWork.objects.get()
    assert answer.headers["Location"] == f"/viec/{work.id}/"
    page = _text(screen.get(answer.headers["Location"]))
    assert "Lập bảng quyết toán" in page
    assert "Tháng 10/2026" in page
    long_month.refresh_from_db()
    assert long_month.totals["items"] == before
    run_due_jobs("default")
    long_month.refresh_from_db()
    assert long_month.totals["items"] + long_month.totals["waiting_items"] == MANY + 2
    assert 'href="/tai-chinh/quyet-toan/"' in _text(screen.get(answer.headers["Location"]))
    assert at_screen("ketoan2.trungtam").get(answer.headers["Location"]).status_code == 200
    for username in ("quay.hoankiem", "dieuphoi.vnpost", "giamsat.trungtam"):
        assert at_screen(username).get(answer.headers["Location"]).status_code == 404, username


def test_its_workbook_is_written_in_the_background_for_centre_and_operator(long_month):
    finance, operator = at_screen("ketoan.trungtam"), at_screen("dieuphoi.vnpost")
    finance.post("/tai-chinh/quyet-toan/", {"thang": "2026-10"})
    run_due_jobs("default")
    finance.post(f"/tai-chinh/quyet-toan/{long_month.id}/", {"viec": "gui"})
    long_month.refresh_from_db()
    assert "không còn đủ" in long_month.waiting_words, "which is one row more, beneath the sums"

    for screen, area in ((finance, "tai-chinh"), (operator, "dieu-phoi")):
        page, file = f"/{area}/quyet-toan/{long_month.id}/", f"/{area}/quyet-toan/{long_month.id}/tep-xlsx/"
        assert "Lập tệp XLSX" in _text(screen.get(page))
        assert screen.get(file).status_code == 409
        work_page = screen.post(file).headers["Location"]
        assert screen.post(file).headers["Location"] == work_page
        assert "Lập tệp XLSX" in _text(screen.get(work_page))
        run_due_jobs("default")
        work = LongWork.objects.filter(kind="XLSX").latest("started_at")
        link = f"/{area}/quyet-toan/tep/{work.id}/"
        assert f'href="{link}"' in _text(screen.get(work_page))
        book = zipfile.ZipFile(io.BytesIO(screen.get(link).content))
        assert book.read("xl/worksheets/sheet1.xml").count(b"<row ") == 2 + work.total + 2
        assert at_screen("ketoan2.trungtam").get(link).status_code in {403, 404}
    assert operator.get(f"/tai-chinh/quyet-toan/tep/{work.id}/").status_code == 403
