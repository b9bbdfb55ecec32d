"""Signed by the leader, numbered by the clerk of records, signed by the agency, issued: in this order."""

import shutil
import subprocess
from datetime import timedelta

import pytest

from cuamo.documents.errors import SigningUnavailable
from cuamo.documents.selectors.files import content_of
from cuamo.documents.selectors.parts import signer
from cuamo.documents.services.verify import accepted, verify_pdf
from cuamo.documents.types import SignatureKind
from cuamo.dossiers.models import Dossier, Result
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.approve import approve
from cuamo.dossiers.services.issue_result import issue_result
from cuamo.dossiers.services.propose import propose
from cuamo.dossiers.services.sign_result import sign_approved_result
from cuamo.dossiers.states import State
from cuamo.kernel import events
from cuamo.kernel.errors import IllegalTransition, NotPermitted
from tests.support import http
from tests.support.city import MORNING, staff
from tests.support.signatures import openssl_accepts, openssl_accepts_time, signatures_in
from tests.support.simulators import running_simulator

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(days=1)


@pytest.fixture(scope="module")
def signing():
    with running_simulator("signing") as address:
        yield address


@pytest.fixture
def service(signing, settings):
    settings.SIGNING_URL = signing
    yield signing
    http.post(f"{signing}/control", json={"mode": "normal"}).raise_for_status()


@pytest.fixture
def signed(counter, service) -> Dossier:
    """A dossier whose result the leader has signed."""
    dossier = counter.sent()
    accept(dossier_id=dossier.id, officer=staff("tiepnhan.hoankiem"), at=MORNING)
    propose(
        dossier_id=dossier.id,
        officer=staff("chuyenvien.hoankiem"),
        grant=True,
        note="",
        result={"Họ, chữ đệm, tên": "NGUYỄN THỊ ĐẶNG THẲNG", "Nơi sinh": "Hà Nội"},
        at=MORNING + timedelta(minutes=5),
    )
    approve(
        dossier_id=dossier.id,
        leader=staff("lanhdao.hoankiem"),
        at=MORNING + timedelta(minutes=10),
        sign_later=False,
    )
    sign_approved_result(dossier_id=dossier.id, at=MORNING + timedelta(minutes=11))
    return Dossier.objects.get(id=dossier.id)


def result_of(dossier) -> Result:
    return Result.objects.select_related("file").get(dossier_id=dossier.id)


def paper_of(dossier) -> bytes:
    return content_of(result_of(dossier).file)


def issue(dossier, at=LATER):
    return issue_result(dossier_id=dossier.id, clerk=staff("vanthu.hoankiem"), at=at)


def text_of(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def test_the_leader_signs_before_there_is_a_number(signed):
    result = result_of(signed)

    assert (result.signed_at is not None, result.number, result.numbered_at) == (True, "", None)
    assert (result.sealed_at, result.issued_at) == (None, None)
    (report,) = verify_pdf(paper_of(signed), trust_roots=signer().trust_roots())
    assert (report.kind, report.valid, report.permitted) == (SignatureKind.OFFICER, True, True)


def test_the_clerk_numbers_the_agency_signs_over_the_number_and_the_first_signature_stands(signed):
    first = paper_of(signed)

    issue(signed)

    result, whole = result_of(signed), paper_of(signed)
    assert whole.startswith(first), "nothing that was signed is touched"
    assert result.number.startswith("1/2026/")
    moments = [result.approved_at, result.signed_at, result.numbered_at, result.sealed_at, result.issued_at]
    assert moments == sorted(moments)
    assert None not in moments
    said = text_of(whole)
    assert f"Số: {result.number}" in said
    assert "Hà Nội, ngày 21 tháng 11 năm 2026" in said
    leader, agency = verify_pdf(whole, trust_roots=signer().trust_roots())
    assert (leader.kind, agency.kind) == (SignatureKind.OFFICER, SignatureKind.AGENCY)
    assert accepted([leader, agency])
    assert (leader.long_term, agency.long_term, leader.timestamped, agency.timestamped) == (True,) * 4


def test_the_number_is_among_the_bytes_the_agency_signed(signed):
    issue(signed)

    leader, agency = signatures_in(paper_of(signed))

    number, whole = result_of(signed).number, paper_of(signed)
    assert number not in text_of(whole[: leader.end])
    assert number in text_of(whole[: agency.end])


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="poppler's pdfsig is not installed")
def test_pdfsig_and_openssl_accept_both_signatures_and_openssl_both_time_stamps(signed, service, tmp_path):
    issue(signed)
    path = tmp_path / "ket-qua.pdf"
    path.write_bytes(paper_of(signed))

    told = subprocess.run(["pdfsig", str(path)], capture_output=True, text=True, check=False).stdout
    assert told.count("Signature Validation: Signature is Valid.") == 2

    root = http.get(f"{service}/ca/root.crt").content
    both = signatures_in(path.read_bytes())
    assert [openssl_accepts(one, root=root) for one in both] == [True, True]
    assert [openssl_accepts_time(one, root=root) for one in both] == [True, True]


def test_issuing_waits_for_the_agency_s_signature_and_a_second_try_keeps_the_number(signed, service):
    http.post(f"{service}/control", json={"mode": "error"}).raise_for_status()
    with pytest.raises(SigningUnavailable):
        issue(signed)
    waiting = result_of(signed)
    assert (waiting.number != "", waiting.sealed_at, waiting.issued_at) == (True, None, None)
    assert Dossier.objects.get(id=signed.id).state == State.IN_PROGRESS

    http.post(f"{service}/control", json={"mode": "normal"}).raise_for_status()
    issue(signed, at=LATER + timedelta(hours=1))

    done = result_of(signed)
    assert (done.number, done.numbered_at) == (waiting.number, waiting.numbered_at)
    assert done.issued_at == LATER + timedelta(hours=1)
    assert events.names_of(signed.id).count("dossier.numbered") == 1


def test_only_the_clerk_of_records_gives_the_number(signed):
    before = result_of(signed)

    with pytest.raises(NotPermitted):
        issue_result(dossier_id=signed.id, clerk=staff("lanhdao.hoankiem"), at=LATER)

    after = result_of(signed)
    assert (after.number, after.numbered_at, after.file_id) == ("", None, before.file_id)
    assert "dossier.numbered" not in events.names_of(signed.id)


def test_an_issued_result_is_not_issued_again(signed):
    issue(signed)
    before = result_of(signed)

    with pytest.raises(IllegalTransition):
        issue(signed)

    assert (result_of(signed).issued_at, result_of(signed).file_id) == (before.issued_at, before.file_id)
