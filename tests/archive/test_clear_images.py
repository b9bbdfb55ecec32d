"""The image of an ID card leaves the disk when the dossier closes, and the record says what was there."""

from datetime import timedelta

import pytest

from cuamo.archive.models import Keeping, RemovedImage
from cuamo.archive.services.clear_images import clear_images, clear_waiting
from cuamo.documents.errors import Erased
from cuamo.documents.models import Reading
from cuamo.documents.selectors.files import content_of
from cuamo.documents.selectors.parts import blobs
from cuamo.documents.services.erase_file import forget_bytes
from cuamo.documents.services.page_image import page_image
from cuamo.documents.services.store import store_upload
from cuamo.dossiers.models import DigitalCopy, DossierPaper
from cuamo.dossiers.rules.digitising import Digital
from cuamo.dossiers.selectors.replay import compare
from cuamo.dossiers.services.add_paper import add_paper
from cuamo.dossiers.services.complain import answer_complaint, complain
from cuamo.kernel import events
from cuamo.kernel.services.verify_ledger import verify_ledger
from tests.archive.closed import CARD_SHOWN, WITH_PAPERS, picture, refused, with_card
from tests.support.city import MORNING, citizen_of, staff

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(hours=2)


def card_of(dossier):
    return DossierPaper.objects.select_related("file").get(dossier=dossier, component_key=CARD_SHOWN)


def test_a_card_that_only_had_to_be_shown_is_gone_from_the_disk_after_closing(counter):
    dossier = with_card(counter)
    file = card_of(dossier).file
    page_image(file_id=file.id, page=1, width=240)
    Reading.objects.create(
        file=file,
        kind="ID_CARD",
        pages_read=1,
        facts=[{"fact": "so", "value": "001185012345"}],
        read_at=LATER,
    )
    refused(dossier)

    assert clear_images(dossier_id=dossier.id, at=LATER) == 1
    forget_bytes(at=LATER)

    assert not blobs().has(file.sha256)
    assert not Reading.objects.filter(file=file).exists()
    left = RemovedImage.objects.get(dossier_id=dossier.id)
    assert (left.sha256, left.pages, left.component_key, left.removed_at) == (
        file.sha256,
        1,
        CARD_SHOWN,
        LATER,
    )
    with pytest.raises(Erased, match="deleted as the law requires"):
        content_of(card_of(dossier).file)
    last = events.history_of(dossier.id)[-1]
    assert last.name == "dossier.id_images_removed"
    assert last.data["images"] == [{"sha256": file.sha256, "pages": 1, "component": CARD_SHOWN}]
    assert compare(type(dossier).objects.get(id=dossier.id)).same
    assert verify_ledger().faults == []


def test_the_other_papers_of_the_dossier_stay(counter):
    dossier = with_card(counter, procedure=WITH_PAPERS)
    others = DossierPaper.objects.filter(dossier=dossier).exclude(component_key=CARD_SHOWN)
    kept = [paper.file for paper in others.select_related("file")]
    assert kept
    refused(dossier)

    assert clear_images(dossier_id=dossier.id, at=LATER) == 1
    forget_bytes(at=LATER)

    assert all(content_of(file) for file in kept)


def test_the_same_picture_in_another_dossier_stays_readable_there(counter):
    card = picture("teal")
    first, second = with_card(counter, card=card), with_card(counter, card=card)
    refused(first)
    clear_images(dossier_id=first.id, at=LATER)
    forget_bytes(at=LATER)

    assert content_of(card_of(second).file)
    with pytest.raises(Erased):
        content_of(card_of(first).file)

    refused(second)
    clear_images(dossier_id=second.id, at=LATER)
    forget_bytes(at=LATER)
    assert not blobs().has(card_of(second).file.sha256)


def test_a_file_two_dossiers_share_is_taken_from_one_and_left_to_the_other(counter):
    first, draft = with_card(counter), counter.draft()
    shared = card_of(first).file
    add_paper(
        dossier_id=draft.id,
        actor=counter.clerk,
        component_key=CARD_SHOWN,
        data=shared,
        at=counter.at,
    )
    refused(first)

    assert clear_images(dossier_id=first.id, at=LATER) == 1
    forget_bytes(at=LATER)

    assert card_of(draft).file == shared
    assert content_of(shared)
    mine = card_of(first).file
    assert (mine.id != shared.id, mine.sha256) == (True, shared.sha256)
    with pytest.raises(Erased):
        content_of(mine)


def test_an_open_complaint_keeps_the_images_until_it_is_answered(counter):
    dossier = refused(with_card(counter))
    complaint = complain(
        dossier_id=dossier.id, citizen=citizen_of(dossier), text="Tôi không đồng ý với việc này.", at=LATER
    )

    assert clear_images(dossier_id=dossier.id, at=LATER) == 0
    assert clear_waiting(at=LATER) == 0
    assert content_of(card_of(dossier).file)
    assert Keeping.objects.get(dossier_id=dossier.id).images_looked_at is None

    answer_complaint(
        complaint_id=complaint.id,
        leader=staff("lanhdao.hoankiem"),
        upheld=False,
        answer="Quyết định đúng.",
        at=LATER,
    )
    assert clear_waiting(at=LATER + timedelta(days=1)) == 1
    with pytest.raises(Erased):
        content_of(card_of(dossier).file)


def test_the_signed_copy_of_a_paper_that_is_read_as_a_card_goes_with_its_scan(counter):
    dossier = with_card(counter)
    scan = store_upload(data=picture("khaki"), filename="a.png", actor=counter.clerk, at=MORNING)
    signed = store_upload(data=picture("coral"), filename="b.png", actor=counter.clerk, at=MORNING)
    beside = "giay_to_gui_kem"
    paper = DossierPaper.objects.create(
        dossier=dossier, component_key=beside, file=scan, added_at=MORNING, added_by={}
    )
    DigitalCopy.objects.create(
        dossier=dossier,
        component_key=beside,
        paper=paper,
        file=signed,
        state=Digital.DIGITISED,
        digitised_at=MORNING,
    )
    Reading.objects.create(file=scan, kind="ID_CARD", pages_read=1, facts=[], read_at=LATER)
    refused(dossier)

    assert clear_images(dossier_id=dossier.id, at=LATER) == 3
    forget_bytes(at=LATER)

    assert not blobs().has(scan.sha256)
    assert not blobs().has(signed.sha256)


def test_an_open_dossier_keeps_its_images(counter):
    dossier = with_card(counter)

    assert clear_images(dossier_id=dossier.id, at=LATER) == 0
    assert content_of(card_of(dossier).file)


def test_removing_twice_is_once(counter):
    dossier = refused(with_card(counter))
    clear_images(dossier_id=dossier.id, at=LATER)
    before = events.names_of(dossier.id)

    assert clear_images(dossier_id=dossier.id, at=LATER) == 0
    assert events.names_of(dossier.id) == before
    assert RemovedImage.objects.filter(dossier_id=dossier.id).count() == 1
