"""An officer digitises the papers of a dossier: each seen, signed by a job, paired with its original."""

from datetime import timedelta

import pytest
from django.conf import settings

from cuamo.documents.errors import SigningUnavailable
from cuamo.documents.ports import DocumentSigner
from cuamo.documents.selectors.files import content_of
from cuamo.documents.selectors.parts import blobs
from cuamo.documents.services.store import store_upload
from cuamo.documents.services.verify import verify_pdf
from cuamo.dossiers.models import DigitalCopy, Dossier, DossierPaper, PaperOriginal, WorkItem
from cuamo.dossiers.rules.digitising import CopyType, Digital
from cuamo.dossiers.selectors.digital import faults_to_ask, paper_copies, share_digitised
from cuamo.dossiers.selectors.originals import original_of_label, pairs_of
from cuamo.dossiers.services.digitise import Seen, accept_and_digitise, digitise
from cuamo.dossiers.services.pair_originals import label_originals, receive_original
from cuamo.dossiers.services.rescan import report_fault, rescan_paper
from cuamo.dossiers.services.sign_copies import sign_copies_of
from cuamo.interop.systems.signing.adapter import RemoteDocumentSigner
from cuamo.kernel import events, ports
from cuamo.kernel.errors import DomainError, IllegalTransition, Invalid, NotFound, NotPermitted
from tests.documents.pages import jpeg, sheet
from tests.support import city as samples
from tests.support import http
from tests.support.city import MORNING, staff
from tests.support.jobs import run_due_jobs, waiting_jobs
from tests.support.simulators import running_simulator

pytestmark = pytest.mark.django_db
WITH_PAPERS = "1.004859"
AT = MORNING + timedelta(minutes=10)
SCAN = jpeg(sheet())
COARSE = jpeg(sheet().resize((620, 877)))


@pytest.fixture(scope="module")
def signing_url():
    with running_simulator("signing") as url:
        yield url


@pytest.fixture
def signing(signing_url):
    adapter = RemoteDocumentSigner(signing_url, settings.SIGNING_SECRET)
    ports.bind(DocumentSigner, lambda: adapter)
    yield adapter
    http.post(f"{signing_url}/control", json={"mode": "normal"}).raise_for_status()


@pytest.fixture
def receiver(city, db):
    return staff("tiepnhan.hoankiem")


@pytest.fixture
def sent(counter, monkeypatch):
    def make(data: bytes = SCAN) -> Dossier:
        monkeypatch.setattr(samples, "PNG", data)
        return counter.sent(WITH_PAPERS)

    return make


def _papers(dossier):
    return list(DossierPaper.objects.filter(dossier=dossier, removed_at=None).order_by("added_at", "id"))


def _standing(dossier):
    return {row.standing for row in paper_copies(dossier)}


def test_one_act_accepts_and_asks_for_every_copy_and_a_job_signs_them(sent, receiver, signing):
    dossier = sent()
    scans = {paper.id: paper.file.sha256 for paper in _papers(dossier)}

    accept_and_digitise(dossier_id=dossier.id, officer=receiver, at=AT)

    assert WorkItem.objects.get(dossier_id=dossier.id).step == "EXAMINE"
    assert _standing(dossier) == {"WAITS"}
    assert "cuamo.dossiers.jobs.sign_copies" in waiting_jobs()
    assert DigitalCopy.objects.filter(dossier=dossier, file=None).count() == len(scans), "nobody waited"
    run_due_jobs("signing")
    copies = list(DigitalCopy.objects.filter(dossier=dossier).select_related("file", "paper__file"))
    assert {copy.state for copy in copies} == {Digital.DIGITISED}
    assert {copy.copy_type for copy in copies} <= {CopyType.ORIGINAL, CopyType.COPY}
    for copy in copies:
        (report,) = verify_pdf(content_of(copy.file), trust_roots=signing.trust_roots())
        assert (report.valid, report.trusted) == (True, True)
        assert report.signer_name == receiver.name
        assert report.agency_name == "Điểm phục vụ hành chính công phường Hoàn Kiếm"
        assert copy.paper.file.sha256 == scans[copy.paper_id], "the scan stays as it came"
    assert share_digitised(paper_copies(dossier)) == (len(scans), len(scans))
    told = [name for name in events.names_of(dossier.id) if "digitis" in name]
    assert told == ["dossier.digitising_asked", *["dossier.paper_digitised"] * len(scans)]


def test_a_scan_that_is_lost_keeps_no_other_copy_from_being_signed(sent, receiver, signing):
    dossier = sent()
    other = store_upload(data=jpeg(sheet().rotate(180)), filename="a.jpg", actor=receiver, at=AT)
    first = _papers(dossier)[0]
    lost = DossierPaper.objects.create(
        dossier=dossier, component_key=first.component_key, file=other, added_at=MORNING, added_by={}
    )
    digitise(dossier_id=dossier.id, officer=receiver, at=AT)
    waiting = DigitalCopy.objects.filter(dossier=dossier, file=None).count()
    blobs().remove(other.sha256)

    with pytest.raises(FileNotFoundError):
        sign_copies_of(dossier_id=dossier.id, at=AT)

    left = DigitalCopy.objects.filter(dossier=dossier, file=None)
    assert (waiting >= 2, [copy.paper_id for copy in left]) == (True, [lost.id])


def test_asking_and_signing_twice_gives_one_copy(sent, receiver, signing):
    dossier = sent()

    first = digitise(dossier_id=dossier.id, officer=receiver, at=AT)
    again = digitise(dossier_id=dossier.id, officer=receiver, at=AT)
    run_due_jobs("signing")
    files = {copy.id: copy.file_id for copy in DigitalCopy.objects.filter(dossier=dossier)}

    assert (len(first.signing), again.signing) == (len(files), [])
    assert sign_copies_of(dossier_id=dossier.id, at=AT) == 0
    assert {copy.id: copy.file_id for copy in DigitalCopy.objects.filter(dossier=dossier)} == files


def test_a_scan_that_is_not_fit_does_not_hold_up_the_acceptance_and_waits_for_a_better_one(
    sent, receiver, signing
):
    dossier = sent(COARSE)

    accept_and_digitise(dossier_id=dossier.id, officer=receiver, at=AT)

    assert Dossier.objects.get(id=dossier.id).accepted_at == AT
    assert _standing(dossier) == {"FAULTY"}
    assert run_due_jobs("signing") == 0
    asked = faults_to_ask(dossier)
    assert {item["about"] for item in asked} == {paper.component_key for paper in _papers(dossier)}
    assert "75 điểm mỗi inch" in asked[0]["reason"]
    assert asked[0]["todo"] == "Quét lại ở 200 điểm mỗi inch trở lên."


def test_a_paper_asked_for_by_name_that_is_not_fit_is_refused_and_nothing_is_kept(sent, receiver):
    dossier = sent(COARSE)
    before = events.names_of(dossier.id)

    with pytest.raises(Invalid) as refused:
        digitise(dossier_id=dossier.id, officer=receiver, seen={_papers(dossier)[0].id: Seen()}, at=AT)

    assert refused.value.code == "digitise.page"
    assert "chỉ có 75 điểm mỗi inch" in refused.value.vi
    assert not DigitalCopy.objects.exclude(checked_at=None).filter(dossier=dossier).exists()
    assert events.names_of(dossier.id) == before


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("tiepnhan.diem-00082", NotFound), ("vanthu.hoankiem", NotPermitted), ("quay.hoankiem", DomainError)],
)
def test_only_who_receives_or_examines_digitises(sent, who, refusal):
    dossier = sent()
    before = events.names_of(dossier.id)

    with pytest.raises(refusal):
        digitise(dossier_id=dossier.id, officer=staff(who), at=AT)

    assert not DigitalCopy.objects.filter(dossier=dossier).exists()
    assert events.names_of(dossier.id) == before


def test_a_signing_service_that_is_down_leaves_the_copies_waiting_for_the_next_run(
    sent, receiver, signing, signing_url
):
    dossier = sent()
    digitise(dossier_id=dossier.id, officer=receiver, at=AT)
    http.post(f"{signing_url}/control", json={"mode": "error"}).raise_for_status()

    with pytest.raises(SigningUnavailable):
        sign_copies_of(dossier_id=dossier.id, at=AT)

    assert _standing(dossier) == {"WAITS"}
    http.post(f"{signing_url}/control", json={"mode": "normal"}).raise_for_status()
    assert sign_copies_of(dossier_id=dossier.id, at=AT) == len(_papers(dossier))
    assert _standing(dossier) == {"SIGNED"}


def test_a_faulty_scan_is_scanned_again_only_with_the_original_in_hand_and_the_former_stays(sent, receiver):
    dossier = sent()
    (paper, *_) = _papers(dossier)
    report_fault(
        dossier_id=dossier.id,
        officer=receiver,
        paper_id=paper.id,
        faults=["PAGES", "x"],
        note="Mặt sau",
        at=AT,
    )
    again = {
        "dossier_id": dossier.id,
        "officer": receiver,
        "paper_id": paper.id,
        "data": SCAN,
        "filename": "a.jpg",
    }
    with pytest.raises(Invalid) as refused:
        rescan_paper(**again, at=AT)
    assert refused.value.code == "rescan.no_original"
    assert paper.id in {each.id for each in _papers(dossier)}

    labels = label_originals(dossier_id=dossier.id, actor=receiver, at=AT)
    mine = next(row for row in labels if row.component_key == paper.component_key)
    receive_original(dossier_id=dossier.id, officer=receiver, text=mine.label, at=AT)
    better = rescan_paper(**again, at=AT)

    paper.refresh_from_db()
    assert paper.removed_at == AT
    assert better.component_key == paper.component_key
    assert {row.paper.id for row in paper_copies(dossier) if row.standing == "OPEN"} >= {better.id}
    assert faults_to_ask(dossier) == []
    assert events.names_of(dossier.id)[-3:] == [
        "dossier.scan_faulted", "dossier.original_received", "dossier.paper_rescanned",
    ]  # fmt: skip


def test_a_signed_copy_is_neither_faulted_nor_replaced(sent, receiver, signing):
    dossier = sent()
    digitise(dossier_id=dossier.id, officer=receiver, at=AT)
    run_due_jobs("signing")
    paper = _papers(dossier)[0]
    before = events.names_of(dossier.id)

    with pytest.raises(IllegalTransition):
        report_fault(dossier_id=dossier.id, officer=receiver, paper_id=paper.id, faults=["PAGES"], at=AT)

    assert events.names_of(dossier.id) == before
    assert share_digitised(paper_copies(dossier))[0] == len(_papers(dossier))


def test_each_original_gets_one_label_that_leads_back_to_its_file(sent, receiver, counter):
    dossier = sent()

    labels = label_originals(dossier_id=dossier.id, actor=counter.clerk, at=AT)
    again = label_originals(dossier_id=dossier.id, actor=receiver, at=AT)

    assert [row.id for row in again] == [row.id for row in labels]
    assert [row.number for row in labels] == list(range(1, len(labels) + 1))
    found = original_of_label(f"  {labels[0].label.lower()} ")
    assert found is not None
    assert (found.dossier_id, found.component_key) == (dossier.id, labels[0].component_key)
    assert original_of_label("GT-0000000000") is None
    assert original_of_label("\x00") is None


def test_a_label_of_another_dossier_is_told_and_ticks_nothing(sent, receiver):
    one, other = sent(), sent()
    label_originals(dossier_id=one.id, actor=receiver, at=AT)
    stray = label_originals(dossier_id=other.id, actor=receiver, at=AT)[0]

    with pytest.raises(Invalid) as refused:
        receive_original(dossier_id=one.id, officer=receiver, text=stray.label, at=AT)

    assert refused.value.code == "original.other_dossier"
    assert other.code in refused.value.vi
    assert not PaperOriginal.objects.exclude(received_at=None).exists()
    assert {pair.mismatch for pair in pairs_of(one)} == {"Có tệp, chưa nhận bản giấy"}


def test_paper_and_file_agree_when_every_label_was_scanned(sent, receiver):
    dossier = sent()
    labels = label_originals(dossier_id=dossier.id, actor=receiver, at=AT)
    for row in [*labels, labels[0]]:
        receive_original(dossier_id=dossier.id, officer=receiver, text=row.label, at=AT)

    assert {pair.mismatch for pair in pairs_of(dossier)} == {""}
    assert events.names_of(dossier.id).count("dossier.original_received") == len(labels)
    for paper in _papers(dossier):
        paper.removed_at = AT
        paper.save(update_fields=["removed_at"])
    assert {pair.mismatch for pair in pairs_of(dossier)} == {"Có bản giấy, chưa có tệp"}
