"""Papers of one's own: they come by themselves, are used again after four checks, and can be taken out."""

from datetime import date, timedelta

import pytest
from django.conf import settings

from cuamo.catalogue.rules.paper_kinds import is_id_card_image, kind_of_result, kinds_wanted
from cuamo.catalogue.selectors.paper_kinds import paper_book
from cuamo.documents.ports import BlobStore, DocumentSigner
from cuamo.documents.selectors.files import content_of
from cuamo.dossiers.models import DigitalCopy, Dossier, DossierPaper, OwnPaper, PaperUse
from cuamo.dossiers.rules.digitising import Digital
from cuamo.dossiers.rules.reuse import Check, refusal
from cuamo.dossiers.selectors.own_papers import offers_for, own_papers
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.add_paper import remove_paper
from cuamo.dossiers.services.delete_own_data import delete_own_data
from cuamo.dossiers.services.digitise import digitise
from cuamo.dossiers.services.keep_own_paper import drop_result, keep_result
from cuamo.dossiers.services.reuse_paper import bring_back_own_paper, remove_own_paper, reuse_paper
from cuamo.interop.systems.signing.adapter import RemoteDocumentSigner
from cuamo.kernel import events, ports
from cuamo.kernel.errors import DomainError, IllegalTransition, Invalid, NotFound
from cuamo.people.models import Reading
from cuamo.people.services.stop_use import allow_uses, stop_uses
from tests.documents.pages import jpeg, sheet
from tests.support import city as samples
from tests.support.city import CARD, MORNING, citizen_of, staff
from tests.support.jobs import run_due_jobs
from tests.support.simulators import running_simulator

pytestmark = pytest.mark.django_db
WITH_PAPERS = "1.004859"
COMPONENT = "giay_to_can_cu"
OTHER_CARD = CARD.replace("001185012345", "001185054321")
AT = MORNING + timedelta(minutes=10)
SCAN = jpeg(sheet())
GOOD = {
    "owner": "a",
    "subjects": {"a", "b"},
    "intact": True,
    "signed": True,
    "replaced": False,
    "removed": False,
    "valid_until": date(2026, 11, 20),
    "today": date(2026, 11, 20),
    "kind": "BIRTH_CERTIFICATE",
    "wanted": ("BIRTH_CERTIFICATE",),
}


@pytest.fixture(scope="module")
def signing_url():
    with running_simulator("signing") as url:
        yield url


@pytest.fixture
def signing(signing_url):
    adapter = RemoteDocumentSigner(signing_url, settings.SIGNING_SECRET)
    ports.bind(DocumentSigner, lambda: adapter)
    return adapter


@pytest.fixture
def receiver(city, db):
    return staff("tiepnhan.hoankiem")


@pytest.fixture
def own(counter, receiver, signing, monkeypatch) -> OwnPaper:
    """A paper of the person's own: digitised and signed in an earlier dossier."""
    monkeypatch.setattr(samples, "PNG", SCAN)
    dossier = counter.sent(WITH_PAPERS)
    digitise(dossier_id=dossier.id, officer=receiver, at=AT)
    run_due_jobs("signing")
    return OwnPaper.objects.get(dossier_id=dossier.id)


@pytest.fixture
def draft(counter):
    def make(card: str = CARD) -> Dossier:
        dossier = counter.draft(WITH_PAPERS, card=card)
        for paper in DossierPaper.objects.filter(dossier=dossier):
            remove_paper(dossier_id=dossier.id, actor=counter.clerk, paper_id=paper.id, at=MORNING)
        return dossier

    return make


def _reuse(draft, own, actor, **more):
    return reuse_paper(
        **{
            "dossier_id": draft.id,
            "actor": actor,
            "own_paper_id": own.id,
            "component_key": COMPONENT,
            "at": AT,
        }
        | more
    )


@pytest.mark.parametrize(
    ("wrong", "check"),
    [
        ({"owner": "c"}, Check.SUBJECT),
        ({"intact": False}, Check.INTEGRITY),
        ({"signed": False}, Check.INTEGRITY),
        ({"today": date(2026, 11, 21)}, Check.VALIDITY),
        ({"replaced": True}, Check.VALIDITY),
        ({"removed": True}, Check.VALIDITY),
        ({"kind": "RESIDENCE"}, Check.PURPOSE),
        ({"wanted": ()}, Check.PURPOSE),
    ],
)
def test_each_check_names_itself_when_it_fails(wrong, check):
    assert refusal(**GOOD) is None
    failed = refusal(**(GOOD | wrong))
    assert failed is not None
    assert failed.check is check
    assert failed.vi
    assert failed.en
    assert failed.hint_vi


def test_the_book_says_which_papers_serve_and_which_are_images_of_identity_papers():
    book = paper_book()

    assert kinds_wanted(book, "Giấy khai sinh của trẻ") == ("BIRTH_CERTIFICATE", "CIVIL_COPY")
    assert kinds_wanted(book, "Tờ khai đăng ký khai sinh") == ()
    assert kind_of_result(book, "Giấy xác nhận tình trạng hôn nhân") == "MARITAL_STATUS"
    assert kind_of_result(book, "Thẻ căn cước") == ""
    for name in ("Bản sao căn cước hoặc hộ chiếu", "Giấy tờ tùy thân, xuất trình", "Hộ chiếu còn hạn"):
        assert is_id_card_image(book, name)
    assert is_id_card_image(book, "Giấy tờ gửi thêm", reading_kind="ID_CARD")
    assert not is_id_card_image(book, "Giấy khai sinh")


def test_a_signed_copy_of_a_paper_that_is_used_again_comes_into_its_owner_s_store(own):
    source = Dossier.objects.get(id=own.dossier_id)

    assert own.person_id == source.applicant_id
    assert (own.source, own.kind, own.dossier_code) == ("COPY", "BIRTH_CERTIFICATE", source.code)
    copy = DigitalCopy.objects.get(file_id=own.file_id)
    assert copy.component_key == COMPONENT
    assert DigitalCopy.objects.filter(dossier=source).count() >= 1
    assert OwnPaper.objects.count() == 1, "papers used once stay out"


def test_at_the_counter_a_paper_is_used_again_with_the_person_s_yes_and_seen_by_them(own, draft, counter):
    dossier = draft()
    assert [offer.paper.id for offer in offers_for(dossier, [COMPONENT], now=AT)[COMPONENT]] == [own.id]
    with pytest.raises(Invalid) as refused:
        _reuse(dossier, own, counter.clerk)
    assert refused.value.code == "reuse.agreed"
    assert not DossierPaper.objects.filter(dossier=dossier, removed_at=None).exists()

    paper = _reuse(dossier, own, counter.clerk, agreed=True)
    again = _reuse(dossier, own, counter.clerk, agreed=True)

    assert again.id == paper.id
    assert paper.file_id == own.file_id
    copy = DigitalCopy.objects.get(paper=paper)
    assert (copy.state, copy.file_id) == (Digital.REUSED, own.file_id)
    assert PaperUse.objects.get(dossier_id=dossier.id).ground == "AGREED"
    read = Reading.objects.get(dossier_id=dossier.id, purpose__startswith="Dùng lại giấy đã có")
    assert (read.person_id, read.actor_name) == (own.person_id, counter.clerk.name)
    assert events.names_of(dossier.id).count("dossier.paper_reused") == 1
    (kept,) = own_papers(str(own.person_id), now=AT)
    assert [code for _, code in kept.used_in] == [dossier.own_ref]


def test_the_person_themselves_uses_it_by_their_own_act_and_nobody_s_look_is_written_down(own, draft):
    dossier = draft()

    _reuse(dossier, own, citizen_of(dossier))

    assert PaperUse.objects.get(dossier_id=dossier.id).ground == "OWN_ACT"
    assert not Reading.objects.filter(dossier_id=dossier.id, purpose__startswith="Dùng lại").exists()


def test_the_specialist_uses_it_while_examining_and_no_later(own, counter, receiver):
    dossier = counter.sent(WITH_PAPERS, seed=2)
    officer = staff("chuyenvien.hoankiem")
    with pytest.raises(DomainError):
        _reuse(dossier, own, officer)
    accept(dossier_id=dossier.id, officer=receiver, at=AT)

    _reuse(dossier, own, officer)

    assert PaperUse.objects.get(dossier_id=dossier.id).ground == "TASK"
    with pytest.raises(DomainError):
        _reuse(dossier, own, counter.clerk, agreed=True)
    assert PaperUse.objects.filter(dossier_id=dossier.id).count() == 1


def test_somebody_else_s_paper_is_refused_by_the_check_of_the_subject(own, draft, counter):
    dossier = draft(OTHER_CARD)

    with pytest.raises(Invalid) as refused:
        _reuse(dossier, own, counter.clerk, agreed=True)

    assert refused.value.code == "reuse.subject"
    assert offers_for(dossier, [COMPONENT], now=AT) == {}
    assert not PaperUse.objects.exists()


def test_changed_bytes_are_refused_by_the_check_of_integrity(own, draft, counter):
    dossier = draft()
    sha256 = ports.get(BlobStore).put(b"%PDF-1.7 another")
    type(own.file).objects.filter(id=own.file_id).update(sha256=sha256)

    with pytest.raises(Invalid) as refused:
        _reuse(dossier, own, counter.clerk, agreed=True)

    assert refused.value.code == "reuse.integrity"
    assert not DossierPaper.objects.filter(dossier=dossier, removed_at=None).exists()


def test_a_paper_is_good_on_its_last_day_and_refused_the_day_after(own, draft, counter):
    dossier = draft()
    own.valid_until = AT.date()
    own.save(update_fields=["valid_until"])
    tomorrow = AT + timedelta(days=1)
    with pytest.raises(Invalid) as refused:
        _reuse(dossier, own, counter.clerk, agreed=True, at=tomorrow)
    assert refused.value.code == "reuse.validity"
    assert offers_for(dossier, [COMPONENT], now=tomorrow) == {}
    assert not PaperUse.objects.exists()

    _reuse(dossier, own, counter.clerk, agreed=True)
    assert PaperUse.objects.count() == 1


def test_a_paper_of_another_kind_is_refused_by_the_check_of_purpose(own, draft, counter):
    dossier = draft()
    OwnPaper.objects.filter(id=own.id).update(kind="HOUSEHOLD_BUSINESS")

    with pytest.raises(Invalid) as refused:
        _reuse(dossier, own, counter.clerk, agreed=True)

    assert refused.value.code == "reuse.purpose"
    assert not PaperUse.objects.exists()


def test_taken_out_of_the_draft_a_use_is_undone_and_counted_no_more(own, draft, counter):
    dossier = draft()
    paper = _reuse(dossier, own, counter.clerk, agreed=True)

    remove_paper(dossier_id=dossier.id, actor=counter.clerk, paper_id=paper.id, at=AT)

    assert PaperUse.objects.get(paper=paper).undone_at == AT
    assert not DigitalCopy.objects.filter(paper=paper).exists()
    assert events.names_of(dossier.id)[-1] == "dossier.reuse_undone"
    assert own_papers(str(own.person_id), now=AT)[0].used_in == []


def test_taken_out_of_the_store_a_paper_is_not_offered_dossiers_keep_it_and_it_comes_back(
    own, draft, counter
):
    dossier, later = draft(), draft()
    paper = _reuse(dossier, own, counter.clerk, agreed=True)
    owner = citizen_of(dossier)

    remove_own_paper(own_paper_id=own.id, citizen=owner, at=AT)

    with pytest.raises(Invalid) as refused:
        _reuse(later, own, counter.clerk, agreed=True)
    assert refused.value.code == "reuse.validity"
    assert offers_for(later, [COMPONENT], now=AT) == {}
    paper.refresh_from_db()
    assert paper.removed_at is None
    bring_back_own_paper(own_paper_id=own.id, citizen=owner, at=AT)
    assert _reuse(later, own, counter.clerk, agreed=True).file_id == own.file_id


def test_only_its_owner_takes_a_paper_out(own, draft, counter):
    stranger = citizen_of(draft(OTHER_CARD))

    for actor in (stranger, counter.clerk):
        with pytest.raises(NotFound):
            remove_own_paper(own_paper_id=own.id, citizen=actor, at=AT)

    own.refresh_from_db()
    assert own.removed_at is None


def test_an_issued_result_comes_into_the_store_with_its_last_day_and_goes_when_it_is_revoked(
    counter, signing
):
    from tests.web.officer.desk import issued

    send = counter.sent
    counter.sent = lambda: send("1.004873")
    dossier = issued(counter)

    one = keep_result(dossier_id=dossier.id, at=AT)
    two = keep_result(dossier_id=dossier.id, at=AT)

    assert one is not None
    assert two is not None
    assert one.id == two.id
    assert (one.kind, one.source, one.code) == ("MARITAL_STATUS", "RESULT", "KQ.G15.000038")
    assert (one.issued_on, one.valid_until) == (date(2026, 11, 20), date(2027, 5, 20))
    copy = DigitalCopy.objects.get(dossier=dossier, kind=1)
    assert (copy.state, copy.component_code) == (Digital.DIGITISED, "KQ.G15.000038")
    assert drop_result(dossier_id=dossier.id, at=AT) == 1
    assert own_papers(str(dossier.applicant_id), now=AT) == []


def test_a_paper_not_asked_for_and_a_dossier_that_is_sent_take_none(own, draft, counter):
    dossier = draft()
    with pytest.raises(Invalid) as refused:
        _reuse(dossier, own, counter.clerk, agreed=True, component_key="khong_co")
    assert refused.value.code == "paper.not_needed"
    sent = counter.sent(WITH_PAPERS, seed=3)
    with pytest.raises((IllegalTransition, DomainError)):
        _reuse(sent, own, citizen_of(sent))
    assert not PaperUse.objects.exists()


def test_whoever_stopped_such_use_is_offered_nothing_and_nothing_is_used(own, draft, counter):
    fresh = draft()
    citizen = citizen_of(fresh)
    stop_uses(person_id=own.person_id, uses=["PAPERS"], request_id=None, actor=citizen, at=AT)
    assert offers_for(fresh, [COMPONENT], now=AT) == {}
    with pytest.raises(Invalid) as refused:
        _reuse(fresh, own, counter.clerk, agreed=True)
    assert refused.value.code == "reuse.stopped"
    assert not PaperUse.objects.exists()

    allow_uses(person_id=own.person_id, actor=citizen, at=AT)
    assert COMPONENT in offers_for(fresh, [COMPONENT], now=AT)


def test_deleting_ones_data_takes_the_papers_out_and_leaves_the_dossier_they_came_from(own):
    told = delete_own_data(person_id=own.person_id, actor=staff("giamsat.trungtam"), at=AT)
    assert told["own_papers"] == 1
    assert not OwnPaper.objects.filter(id=own.id).exists()
    assert content_of(own.file), "the dossier it came from keeps it"
    assert DossierPaper.objects.filter(dossier_id=own.dossier_id, removed_at=None).exists()
