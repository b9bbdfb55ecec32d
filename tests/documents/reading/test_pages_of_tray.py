"""Each page of the tray is read by itself; its paper says what its pages say, and nothing is read twice."""

import random

import pytest
from django.db import connection

from benchmarks.reading_papers import printed
from cuamo.documents.models import Reading
from cuamo.documents.rules.reading.kinds import Kind
from cuamo.dossiers.models import Dossier, DossierPaper, TrayPage
from cuamo.dossiers.selectors.proposals import proposals_for
from cuamo.dossiers.selectors.tray import ReadState, page_readings, split_of, tray_pages
from cuamo.dossiers.services.bring_pages import bring_pages
from cuamo.dossiers.services.change_page import turn_page
from cuamo.dossiers.services.fill_form import answer_questions
from cuamo.kernel.ids import new_id
from tests.documents.pages import feeder_pdf, jpeg, sheet
from tests.support.city import MORNING, Counter
from tests.support.jobs import run_due_jobs, waiting_jobs

BIRTH, SLOT = "1.001193", "giay_chung_sinh"


@pytest.fixture
def draft(counter: Counter, reader) -> Dossier:
    dossier = counter.draft(BIRTH)
    answer_questions(dossier_id=dossier.id, actor=counter.clerk, answers={SLOT: "GIAY"}, at=MORNING)
    run_due_jobs("reading")
    return _again(dossier)


def _again(dossier: Dossier) -> Dossier:
    return Dossier.objects.select_related("version", "applicant").get(id=dossier.id)


def _bring(counter: Counter, draft: Dossier, data: bytes, key: str = "") -> list[TrayPage]:
    return bring_pages(
        dossier_id=draft.id,
        actor=counter.clerk,
        data=data,
        filename="quet.pdf",
        source="FILE",
        batch=new_id(),
        component_key=key,
        at=MORNING,
    ).pages


def test_a_page_waits_is_read_and_says_so_by_itself_and_its_kind_finds_its_paper(counter, draft):
    notice = printed(Kind.BIRTH_NOTICE, random.Random(5))
    first, second = _bring(counter, draft, feeder_pdf(notice.picture, sheet(Kind.MARRIAGE_CERTIFICATE)))
    pages = tray_pages(_again(draft))
    assert {read.state for read in page_readings(pages, now=MORNING).values()} == {ReadState.WAITING}

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing' WHERE args->>'file_id' = %s", [str(first.file_id)]
        )
    assert page_readings(pages, now=MORNING)[first.id].state is ReadState.READING
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'todo' WHERE status = 'doing'")
    run_due_jobs("reading")

    read = page_readings(pages, now=MORNING)[first.id]
    assert (read.state, read.kind) == (ReadState.READ, Kind.BIRTH_NOTICE)
    assert 70 <= read.percent <= 100
    assert read.said == f"Đọc xong {read.percent} %"
    found = split_of(_again(draft), pages)
    assert found.groups[0].key == SLOT
    assert found.groups[0].pages == (first.id,)
    assert second.id in found.groups[1].pages
    assert not found.certain


def test_a_paper_of_two_pages_says_what_its_pages_say_without_being_read_again(counter, draft):
    notice = printed(Kind.BIRTH_NOTICE, random.Random(5))
    pages = _bring(counter, draft, feeder_pdf(notice.picture, sheet(Kind.HEALTH_CARD)), SLOT)
    paper = DossierPaper.objects.get(dossier=draft, component_key=SLOT, removed_at=None)
    assert paper.file.pages == 2
    assert waiting_jobs().count("cuamo.documents.jobs.read_paper") == 3, "two pages, and the paper after them"

    run_due_jobs("reading")

    whole = Reading.objects.get(file=paper.file)
    single = Reading.objects.get(file_id=pages[0].file_id)
    assert (whole.kind, whole.pages_read) == ("BIRTH_NOTICE", 2)
    assert (single.kind, whole.facts) == ("BIRTH_NOTICE", single.facts)
    found = {proposal.field_key: proposal for proposal in proposals_for(_again(draft))}
    assert found["me_so_dinh_danh"].said == notice.facts["mother_id"]
    assert found["me_so_dinh_danh"].paper_id == paper.id


def test_a_page_upside_down_is_found_out_by_reading_and_turned_by_one_press(counter, draft):
    notice = printed(Kind.BIRTH_NOTICE, random.Random(5))
    (page,) = _bring(counter, draft, jpeg(notice.picture.rotate(180)), SLOT)
    run_due_jobs("reading")

    read = page_readings(tray_pages(_again(draft)), now=MORNING)[page.id]
    assert (read.state, read.turn) == (ReadState.LOOK, 180)
    assert Reading.objects.get(file_id=page.file_id).flaws == [{"page": 1, "flaw": "TURNED"}]

    turn_page(dossier_id=draft.id, actor=counter.clerk, page_id=page.id, at=MORNING)
    run_due_jobs("reading")

    page.refresh_from_db()
    assert page.edits["turn"] == 180
    found = {proposal.field_key: proposal for proposal in proposals_for(_again(draft))}
    assert found["me_so_dinh_danh"].said == notice.facts["mother_id"]
