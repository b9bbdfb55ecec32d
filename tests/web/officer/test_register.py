"""Form 07 as its keepers get it: a month at once, longer in the background."""

import pytest

from cuamo.dossiers.models import LongRun
from cuamo.people.models import Reading
from tests.support.jobs import run_due_jobs
from tests.web.officer.desk import at_screen

pytestmark = pytest.mark.django_db
HERE = "/xu-ly/so-theo-doi/"
MONTH = {"don_vi": "DIEM-00070", "tu": "2026-11-01", "den": "2026-11-20"}


def test_a_month_comes_as_pdf(counter, receiver):
    counter.sent()

    answer = receiver.post(HERE, MONTH)

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_a_longer_period_is_printed_in_the_background_and_kept_for_its_asker(counter, receiver):
    counter.sent()

    there = receiver.post(HERE, MONTH | {"tu": "2026-01-01"}).url
    assert "Đang in sổ" in receiver.get(there).content.decode()
    assert receiver.get(there + "tep/").status_code == 404
    run_due_jobs("documents")

    assert "Mở sổ (PDF)" in receiver.get(there, headers={"HX-Request": "true"}).content.decode()
    assert receiver.get(there + "tep/").content.startswith(b"%PDF")
    assert at_screen("tiepnhan.diem-00082").get(there + "tep/").status_code == 404
    assert there in receiver.get(HERE).content.decode()


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"den": "2026-10-01"}, 422),
        ({"tu": "hôm nay"}, 422),
        ({"tu": "2024-01-01"}, 422),
        ({"don_vi": "DIEM-00082"}, 404),
    ],
)
def test_what_cannot_be_printed_is_refused_and_reads_nobody(counter, receiver, more, status):
    counter.sent()

    answer = receiver.post(HERE, MONTH | more)

    assert answer.status_code == status
    assert not LongRun.objects.exists()
    assert not Reading.objects.filter(purpose="In sổ theo dõi hồ sơ").exists()


def test_a_specialist_keeps_no_register(specialist):
    assert specialist.get(HERE).status_code == 403
