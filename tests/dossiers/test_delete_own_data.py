"""What deleting one's data takes: every file of a draft, the store of papers; what it leaves: held ones."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cuamo.archive.models import Hold
from cuamo.documents.models import Erasure, StoredFile
from cuamo.documents.services.store import store_upload
from cuamo.dossiers.models import Callback, Confirmation, Dossier, DossierPaper, OwnPaper, PaperUse, TrayPage
from cuamo.dossiers.selectors.own_papers import own_papers
from cuamo.dossiers.services.bring_pages import bring_pages
from cuamo.dossiers.services.delete_own_data import delete_own_data
from cuamo.dossiers.services.drop_own_papers import sweep_own_papers
from cuamo.dossiers.services.reuse_paper import bring_back_own_paper, remove_own_paper
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import local
from cuamo.kernel.errors import NotFound
from cuamo.people.models import Account, AccountKind
from tests.support.city import MORNING, PNG, citizen_of, staff

AT = local("2026-11-20 09:00")


@pytest.fixture
def officer(city, db) -> Actor:
    return staff("giamsat.trungtam")


@pytest.fixture
def draft(counter) -> Dossier:
    """A draft confirmed with a signature, with a page brought into it; the visit is over."""
    draft = counter.confirmed("1.004873")
    bring_pages(
        dossier_id=draft.id,
        actor=counter.clerk,
        data=PNG,
        filename="trang.png",
        source="FILE",
        batch=uuid4(),
        at=counter.at,
    )
    evidence = stored(draft)
    Confirmation.objects.filter(dossier=draft).update(evidence=evidence, outdated_at=None)
    draft.visit.ended_at = MORNING
    draft.visit.save(update_fields=["ended_at"])
    return draft


def stored(dossier: Dossier) -> StoredFile:
    return store_upload(data=PNG, filename="giay.png", actor=citizen_of(dossier), at=MORNING)


def own_paper(dossier: Dossier, **more) -> OwnPaper:
    file = more.pop("file", None) or stored(dossier)
    facts = {
        "person_id": dossier.applicant_id,
        "kind": "KETQUA",
        "name_vi": "Giấy xác nhận",
        "source": "COPY",
        "dossier_id": dossier.id,
        "dossier_code": "H26",
        "file": file,
        "sha256": file.sha256,
        "kept_at": MORNING,
    }
    return OwnPaper.objects.create(**(facts | more))


def held(dossier: Dossier) -> None:
    Hold.objects.create(
        dossier_id=dossier.id,
        code=dossier.shown_code,
        unit_code="PX-00070",
        ground="Phục vụ điều tra",
        placed_at=MORNING,
        placed_by={},
    )


def test_every_file_of_a_draft_goes_with_it_the_pages_and_the_signature_too(draft, officer):
    before = set(StoredFile.objects.values_list("id", flat=True))
    pages = TrayPage.objects.filter(dossier=draft)
    assert pages.exists()
    files = {file for page in pages for file in (page.upload_id, page.plain_id, page.file_id)}
    files |= {Confirmation.objects.get(dossier=draft).evidence_id}
    told = delete_own_data(person_id=draft.applicant_id, actor=officer, at=AT)
    assert (told["drafts"], told["held"]) == (1, 0)
    assert files <= set(Erasure.objects.values_list("file_id", flat=True))
    assert set(Erasure.objects.values_list("file_id", flat=True)) <= before
    assert not TrayPage.objects.filter(dossier=draft).exists()
    assert not Confirmation.objects.filter(dossier=draft).exists()


def test_papers_kept_for_use_again_are_gone_for_their_owner_and_stay_where_they_were_used(counter, officer):
    sent = counter.sent("1.004873")
    mine, used = own_paper(sent), own_paper(sent)
    paper = DossierPaper.objects.create(
        dossier=sent, component_key="giay", file=used.file, added_at=MORNING, added_by={}
    )
    PaperUse.objects.create(
        own_paper=used, dossier_id=sent.id, paper=paper, ground="OWN_ACT", used_at=MORNING, used_by={}
    )
    citizen, person = citizen_of(sent), sent.applicant_id
    client = Client()
    client.force_login(
        Account.objects.create_user(
            "vneid-9", None, full_name="T", kind=AccountKind.CITIZEN, person_id=person
        )
    )
    assert client.get(f"/toi/giay-to/{used.id}/").status_code == 200

    assert delete_own_data(person_id=person, actor=officer, at=AT)["own_papers"] == 2
    assert own_papers(str(person), now=AT) == []
    assert {mine.file_id, used.file_id} & set(Erasure.objects.values_list("file_id", flat=True)) == {
        mine.file_id
    }
    assert client.get(f"/toi/giay-to/{used.id}/").status_code == 404
    for gone in (mine, used):
        with pytest.raises(NotFound):
            bring_back_own_paper(own_paper_id=gone.id, citizen=citizen, at=AT)
    assert not Erasure.objects.filter(file__dossierpaper__dossier=sent).exists()


def test_a_paper_its_owner_took_out_is_emptied_after_a_month_and_can_come_back_before(counter):
    sent = counter.sent("1.004873")
    own = own_paper(sent)
    citizen = citizen_of(sent)
    remove_own_paper(own_paper_id=own.id, citizen=citizen, at=AT)
    assert sweep_own_papers(at=AT + timedelta(days=29)) == 0
    assert bring_back_own_paper(own_paper_id=own.id, citizen=citizen, at=AT).removed_at is None
    remove_own_paper(own_paper_id=own.id, citizen=citizen, at=AT)
    held(sent)
    assert sweep_own_papers(at=AT + timedelta(days=31)) == 0
    Hold.objects.update(lifted_at=AT)
    assert sweep_own_papers(at=AT + timedelta(days=31)) == 1
    assert sweep_own_papers(at=AT + timedelta(days=32)) == 0
    assert Erasure.objects.filter(file_id=own.file_id).exists()


def test_nothing_of_a_held_dossier_is_touched_and_the_answer_counts_it(counter, draft, officer):
    sent = counter.sent("1.004873")
    own = own_paper(sent)
    call = Callback.objects.create(
        dossier=sent,
        person_id=sent.applicant_id,
        phone="0912345678",
        question="Hỏi hồ sơ",
        state="DONE",
        window_from=MORNING,
        call_by=MORNING + timedelta(hours=1),
        unit_code="PX-00070",
        asked_at=MORNING,
        asked_by={},
        ended_at=MORNING,
    )
    held(draft)
    held(sent)
    values = Dossier.objects.get(id=draft.id).values
    told = delete_own_data(person_id=draft.applicant_id, actor=officer, at=AT)
    assert (told["held"], told["drafts"], told["own_papers"], told["calls"]) == (2, 0, 0, 0)
    assert not Erasure.objects.exists()
    assert Dossier.objects.get(id=draft.id).values == values
    assert TrayPage.objects.filter(dossier=draft).exists()
    assert OwnPaper.objects.get(id=own.id).removed_at is None
    call.refresh_from_db()
    assert call.question == "Hỏi hồ sơ"


def test_drafts_are_locked_before_the_person_whom_new_rows_may_still_name(draft, officer):
    with CaptureQueriesContext(connection) as asked:
        delete_own_data(person_id=draft.applicant_id, actor=officer, at=AT)
    locks = [row["sql"] for row in asked if " UPDATE" in row["sql"] and row["sql"].startswith("SELECT")]
    dossiers = [n for n, sql in enumerate(locks) if 'FROM "dossiers_dossier"' in sql]
    people = [n for n, sql in enumerate(locks) if 'FROM "people_person"' in sql]
    assert len(people) == 1
    assert max(dossiers) < people[0]
    assert "FOR NO KEY UPDATE" in locks[people[0]]
