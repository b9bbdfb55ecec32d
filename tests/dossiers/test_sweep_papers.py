"""What a draft's papers looked like between two changes does not stay on disk for ever; what counts stays."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cuamo.documents.models import StoredFile
from cuamo.documents.selectors.files import content_of
from cuamo.documents.selectors.parts import blobs
from cuamo.documents.services.drop_made import drop_made
from cuamo.dossiers.jobs import sweep_papers as sweep_job
from cuamo.dossiers.models import Confirmation, Dossier, DossierPaper, TrayPage
from cuamo.dossiers.services.bring_pages import bring_pages
from cuamo.dossiers.services.change_page import move_page, take_out
from cuamo.dossiers.services.fill_form import answer_questions
from cuamo.dossiers.services.sweep_papers import sweep_papers
from cuamo.kernel.ids import new_id
from tests.documents.pages import full, jpeg, sheet
from tests.support.city import Counter

BIRTH, SLOT = "1.001193", "giay_chung_sinh"


@pytest.fixture
def changed(counter: Counter) -> Dossier:
    """A draft whose paper of two pages was put in another order: one paper now, one replaced."""
    now = timezone.now()
    draft = counter.draft(BIRTH)
    answer_questions(dossier_id=draft.id, actor=counter.clerk, answers={SLOT: "GIAY"}, at=now)
    for picture in (sheet(), full()):
        bring_pages(
            dossier_id=draft.id,
            actor=counter.clerk,
            data=jpeg(picture),
            filename="anh.jpg",
            source="FILE",
            batch=new_id(),
            component_key=SLOT,
            at=now,
        )
    second = TrayPage.objects.filter(dossier=draft).order_by("position").last()
    move_page(dossier_id=draft.id, actor=counter.clerk, page_id=second.id, by=-1, at=now)
    return draft


def replaced_of(draft: Dossier) -> DossierPaper:
    merged = DossierPaper.objects.filter(dossier=draft, file__pages=2).exclude(removed_at=None)
    return merged.select_related("file").get()


def tomorrow():
    return timezone.now() + timedelta(days=1, minutes=1)


def test_a_paper_that_was_replaced_is_dropped_with_its_bytes_and_its_pages_stay(
    changed, django_capture_on_commit_callbacks
):
    old, before = replaced_of(changed), TrayPage.objects.filter(dossier=changed).count()
    others = set(StoredFile.objects.exclude(id=old.file_id).values_list("id", flat=True))

    with django_capture_on_commit_callbacks(execute=True):
        assert sweep_papers(at=tomorrow()) == 1

    assert not DossierPaper.objects.filter(id=old.id).exists()
    assert not blobs().has(old.file.sha256)
    assert set(StoredFile.objects.values_list("id", flat=True)) == others
    assert TrayPage.objects.filter(dossier=changed, removed_at=None).count() == before == 2
    for file in StoredFile.objects.filter(id__in=DossierPaper.objects.filter(dossier=changed).values("file")):
        assert content_of(file)
    assert sweep_papers(at=tomorrow()) == 0


def test_nothing_is_dropped_on_the_day_it_was_replaced(changed):
    sweep_job()

    assert blobs().has(replaced_of(changed).file.sha256)


def test_a_paper_that_a_citizen_was_shown_in_a_summary_stays(changed, django_capture_on_commit_callbacks):
    old = replaced_of(changed)
    Confirmation.objects.create(
        dossier=changed,
        summary={},
        summary_hash=b"0" * 32,
        shown_at=old.removed_at,
        outdated_at=old.removed_at,
    )

    with django_capture_on_commit_callbacks(execute=True):
        assert sweep_papers(at=tomorrow()) == 0

    assert blobs().has(old.file.sha256)
    assert DossierPaper.objects.filter(id=old.id).exists()


def test_bytes_that_serve_another_row_too_stay(changed, django_capture_on_commit_callbacks):
    old = replaced_of(changed)
    twin = StoredFile.objects.get(id=old.file_id)
    twin.pk = new_id()
    twin.save(force_insert=True)

    with django_capture_on_commit_callbacks(execute=True):
        assert sweep_papers(at=tomorrow()) == 1

    assert content_of(twin)


def test_a_page_taken_out_of_its_paper_keeps_its_file_when_the_paper_goes(changed, counter):
    page = TrayPage.objects.filter(dossier=changed).first()
    take_out(dossier_id=changed.id, actor=counter.clerk, page_id=page.id, to_tray=True, at=timezone.now())

    assert sweep_papers(at=tomorrow()) == 2

    page.refresh_from_db()
    assert (page.paper, page.component_key) == (None, "")
    assert content_of(page.file)


def test_a_file_that_came_in_is_never_dropped(changed):
    came_in = TrayPage.objects.filter(dossier=changed).first().upload
    with pytest.raises(ValueError, match="came in"):
        drop_made(file_id=came_in.id)
    assert content_of(StoredFile.objects.get(id=came_in.id))
