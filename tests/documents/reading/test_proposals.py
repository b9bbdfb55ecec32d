"""A paper given at the counter is read by a job, proposes values, and changes none by itself."""

import io
import random
from functools import cache

import pytest

from benchmarks.reading_papers import Harm, Paper, photographed, printed
from cuamo.documents.jobs import read_paper
from cuamo.documents.models import Reading
from cuamo.documents.ports import PageReader
from cuamo.documents.rules.reading.kinds import Kind
from cuamo.dossiers.models import Dossier, DossierPaper
from cuamo.dossiers.selectors.papers import papers_given
from cuamo.dossiers.selectors.proposals import papers_read, proposals_for
from cuamo.dossiers.services.add_paper import add_paper
from cuamo.dossiers.services.confirm import agree_to_summary, confirm
from cuamo.dossiers.services.fill_form import answer_questions
from cuamo.dossiers.services.request_confirmation import request_confirmation
from cuamo.dossiers.services.submit import submit
from cuamo.dossiers.services.take_proposal import take_proposal
from cuamo.interop.systems.reading.adapter import NoReader
from cuamo.kernel import ports
from cuamo.kernel.errors import IllegalTransition, NotFound
from tests.support.city import MORNING, Counter, citizen_of, last_code
from tests.support.jobs import run_due_jobs, waiting_jobs
from tests.web.officer.desk import at_screen

BIRTH = "1.001193"
SLOT = "giay_chung_sinh"
JOB = "cuamo.documents.jobs.read_paper"


@pytest.fixture
def draft(counter: Counter, once_read) -> Dossier:
    """A complete draft of a birth registration whose papers have no text; nothing waits to be read."""
    dossier = counter.draft(BIRTH)
    ports.bind(PageReader, lambda: once_read)
    answers = {SLOT: "GIAY"}
    answer_questions(dossier_id=dossier.id, actor=counter.clerk, answers=answers, at=MORNING)
    counter.add_papers(dossier.id)
    run_due_jobs("reading")
    return _again(dossier)


def _give(counter: Counter, dossier: Dossier, paper: Paper) -> DossierPaper:
    return add_paper(
        dossier_id=dossier.id,
        actor=counter.clerk,
        component_key=SLOT,
        data=_photo_of_notice() if paper is _notice() else _photo(paper),
        filename="anh.jpg",
        at=MORNING,
    )


def _photo(paper: Paper) -> bytes:
    out = io.BytesIO()
    photographed(paper.picture, Harm(angle=1.0, quality=85), random.Random(1)).save(out, "JPEG", quality=90)
    return out.getvalue()


@cache
def _notice() -> Paper:
    return printed(Kind.BIRTH_NOTICE, random.Random(5))


@cache
def _photo_of_notice() -> bytes:
    return _photo(_notice())


def _send(counter: Counter, draft: Dossier) -> None:
    shown = request_confirmation(dossier_id=draft.id, actor=counter.clerk, at=MORNING)
    citizen = citizen_of(draft)
    agree_to_summary(
        dossier_id=draft.id, summary_id=shown.id, citizen=citizen, place="Bưu điện Hà Nội", at=MORNING
    )
    confirm(dossier_id=draft.id, code=last_code(draft.id), citizen=citizen, at=MORNING)
    submit(dossier_id=draft.id, actor=counter.clerk, key="k", at=MORNING)


def _again(dossier: Dossier) -> Dossier:
    return Dossier.objects.select_related("version", "applicant").get(id=dossier.id)


def test_a_paper_is_read_by_a_job_and_only_proposes(counter, draft):
    notice, before = _notice(), dict(_again(draft).values)

    paper = _give(counter, draft, notice)

    assert waiting_jobs().count(JOB) == 1
    assert not Reading.objects.filter(file=paper.file).exists()
    assert papers_read(_again(draft), now=MORNING)[paper.id].waiting
    run_due_jobs("reading")
    reading = Reading.objects.get(file=paper.file)
    found = {proposal.field_key: proposal for proposal in proposals_for(_again(draft))}
    assert (reading.kind, reading.pages_read) == ("BIRTH_NOTICE", 1)
    assert found["me_so_dinh_danh"].said == notice.facts["mother_id"]
    assert found["ks_ngay_sinh"].said == notice.facts["birth_date"]
    assert found["me_so_dinh_danh"].paper_id == paper.id
    assert found["me_so_dinh_danh"].where.startswith("trang 1, ")
    assert 0 < found["me_so_dinh_danh"].confidence <= 100
    after = _again(draft)
    assert (after.values, after.sources) == (before, draft.sources)


def test_a_second_run_of_the_job_reads_nothing_anew(counter, draft):
    paper = _give(counter, draft, _notice())
    run_due_jobs("reading")
    first = Reading.objects.get(file=paper.file)

    read_paper(file_id=str(paper.file_id))

    assert Reading.objects.get(file=paper.file).read_at == first.read_at


def test_what_was_read_is_kept_encrypted_and_without_the_text_of_the_paper(counter, draft):
    from django.db import connection

    notice = _notice()
    paper = _give(counter, draft, notice)
    run_due_jobs("reading")

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT facts, flaws::text, kind FROM documents_reading WHERE file_id = %s", [paper.file_id]
        )
        facts, flaws, kind = cursor.fetchone()
    assert notice.facts["mother_id"].encode() not in bytes(facts)
    assert (flaws, kind) == ("[]", "BIRTH_NOTICE")
    kept = {row["fact"] for row in Reading.objects.get(file=paper.file).facts}
    assert kept <= set(notice.facts)


def test_a_press_takes_one_value_over_and_names_the_paper_it_comes_from(counter, draft):
    notice = _notice()
    paper = _give(counter, draft, notice)
    run_due_jobs("reading")
    before = dict(_again(draft).values)

    take_proposal(
        dossier_id=draft.id, actor=counter.clerk, field_key="me_so_dinh_danh", paper_id=paper.id, at=MORNING
    )

    after = _again(draft)
    assert after.values == {**before, "me_so_dinh_danh": notice.facts["mother_id"]}
    assert after.sources["me_so_dinh_danh"] == f"paper:{paper.id}"
    assert [p.agrees for p in proposals_for(after) if p.field_key == "me_so_dinh_danh"] == [True]


def test_a_field_the_paper_says_nothing_about_cannot_be_taken(counter, draft):
    paper = _give(counter, draft, _notice())
    run_due_jobs("reading")
    before = dict(_again(draft).values)

    with pytest.raises(NotFound):
        take_proposal(
            dossier_id=draft.id, actor=counter.clerk, field_key="cha_ho_ten", paper_id=paper.id, at=MORNING
        )

    assert _again(draft).values == before


def test_nothing_can_be_taken_once_the_dossier_is_sent(counter, draft):
    paper = _give(counter, draft, _notice())
    run_due_jobs("reading")
    _send(counter, draft)
    before = _again(draft)

    with pytest.raises(IllegalTransition):
        take_proposal(
            dossier_id=draft.id,
            actor=counter.clerk,
            field_key="me_so_dinh_danh",
            paper_id=paper.id,
            at=MORNING,
        )

    after = _again(draft)
    assert (after.values, after.sources) == (before.values, before.sources)


def test_a_paper_of_another_kind_whose_time_is_over_is_noted(counter, draft):
    card = printed(Kind.ID_CARD, random.Random(9), expired=True)
    paper = _give(counter, draft, card)
    run_due_jobs("reading")

    notes = papers_read(_again(draft), now=MORNING)[paper.id].notes

    assert "Giấy này giống «Căn cước», không phải «Giấy chứng sinh»." in notes
    assert f"Giấy hết giá trị từ {card.facts['valid_until']}." in notes


def test_a_paper_without_text_is_noted_as_unreadable(counter, draft):
    plain = next(paper for paper in papers_given(_again(draft)) if paper.component_key == SLOT)

    notes = papers_read(_again(draft), now=MORNING)[plain.id].notes

    assert notes == ("Không đọc được chữ. Chụp lại gần hơn, đủ sáng.",)


def test_where_nothing_can_read_papers_are_kept_and_nothing_waits(counter):
    ports.bind(PageReader, NoReader)
    dossier = counter.draft(BIRTH)
    answer_questions(dossier_id=dossier.id, actor=counter.clerk, answers={SLOT: "GIAY"}, at=MORNING)

    counter.add_papers(dossier.id)

    assert len(papers_given(dossier)) > 0
    assert JOB not in waiting_jobs()
    assert papers_read(_again(dossier), now=MORNING) == {}
    assert proposals_for(_again(dossier)) == []


def test_the_counter_shows_what_was_read_and_a_press_takes_it_over(counter, draft):
    notice = _notice()
    paper = _give(counter, draft, notice)
    run_due_jobs("reading")
    client, visit = at_screen("quay.hoankiem"), f"/quay/luot/{draft.visit_id}"

    page = client.get(f"{visit}/6/").content.decode()
    assert "Máy chỉ gợi ý, chưa điền gì." in page
    assert notice.facts["mother_id"] in page
    assert _again(draft).values.get("me_so_dinh_danh") != notice.facts["mother_id"]

    answer = client.post(f"{visit}/6/may-doc/dung/", {"dung": f"me_so_dinh_danh {paper.id}"})

    assert (answer.status_code, answer.headers["Location"]) == (302, f"{visit}/6/")
    assert _again(draft).values["me_so_dinh_danh"] == notice.facts["mother_id"]
    assert "Giấy đã quét" in client.get(f"{visit}/5/").content.decode()


def test_the_officer_sees_what_the_paper_says_and_has_nothing_to_press(counter, draft):
    notice = _notice()
    paper = _give(counter, draft, notice)
    run_due_jobs("reading")
    take_proposal(
        dossier_id=draft.id, actor=counter.clerk, field_key="me_so_dinh_danh", paper_id=paper.id, at=MORNING
    )
    _send(counter, draft)

    page = at_screen("tiepnhan.hoankiem").get(f"/xu-ly/ho-so/{draft.id}/").content.decode()

    assert "Khớp giấy" in page
    assert f"Giấy ghi: {notice.facts['birth_date']}" in page
    assert "Giấy đã quét" in page
    assert 'name="dung"' not in page
