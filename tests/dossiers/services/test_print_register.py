"""Form 07 is printed for those who keep it, and everybody named in it can see that."""

from datetime import date, timedelta

import pypdfium2
import pytest

from cuamo.documents.selectors.files import content_of
from cuamo.dossiers.models import LongRun
from cuamo.dossiers.services.print_register import print_register, register_stream, start_register
from cuamo.kernel import events
from cuamo.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from cuamo.people.models import Reading
from tests.support.city import MORNING, staff
from tests.support.jobs import run_due_jobs

pytestmark = pytest.mark.django_db
POINT = "DIEM-00070"
DAY = date(2026, 11, 20)
AT = MORNING + timedelta(hours=2)
READ = "In sổ theo dõi hồ sơ"


def words_of(pdf):
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]
    return " ".join(" ".join(pages).split())


def asked(**more):
    kept = {"unit_code": POINT, "first": DAY, "last": DAY, "officer": staff("tiepnhan.hoankiem"), "at": AT}
    return kept | more


def test_a_month_is_printed_at_once_and_written_down(counter):
    dossier = counter.sent()

    pdf = print_register(**asked())

    assert dossier.code in words_of(pdf).replace(" ", "")
    told = events.history_of(register_stream(POINT))[-1]
    assert (told.name, told.data["rows"]) == ("register.printed", 1)
    seen = Reading.objects.get(purpose=READ)
    assert (seen.person_id, seen.dossier_id) == (dossier.applicant_id, dossier.id)


def test_a_longer_period_is_printed_in_the_background_once(counter):
    dossier = counter.sent()
    longer = asked(first=DAY - timedelta(days=60))
    run = start_register(**longer)
    with pytest.raises(Conflict):
        start_register(**longer)
    assert not Reading.objects.filter(purpose=READ).exists()

    run_due_jobs("documents")

    run.refresh_from_db()
    assert (run.status, run.done, run.total) == ("DONE", 1, 1)
    assert dossier.code in words_of(content_of(run.file)).replace(" ", "")
    assert Reading.objects.filter(purpose=READ).count() == 1


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"first": DAY - timedelta(days=31)}, Invalid),
        ({"first": DAY + timedelta(days=1)}, Invalid),
        ({"first": DAY + timedelta(days=1), "last": DAY + timedelta(days=2)}, Invalid),
        ({"unit_code": "DIEM-00082"}, NotFound),
    ],
)
def test_a_period_or_a_unit_that_is_none_prints_nothing(counter, more, refusal):
    counter.sent()

    with pytest.raises(refusal):
        print_register(**asked(**more))

    assert not Reading.objects.filter(purpose=READ).exists()
    assert events.names_of(register_stream(POINT)) == []


def test_only_those_who_keep_it_print_it(counter):
    with pytest.raises(NotPermitted):
        print_register(**asked(officer=staff("quay.hoankiem"), unit_code="DL-001"))
    with pytest.raises(Invalid):
        start_register(**asked(first=DAY - timedelta(days=366)))
    assert not LongRun.objects.exists()
