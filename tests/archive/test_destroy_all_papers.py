"""Destroying a dossier takes every file ever made for it, and what was never sent."""

import json
from datetime import timedelta

import pytest

from cuamo.archive.services.clear_images import clear_images
from cuamo.archive.services.destroy import destroy_again
from cuamo.archive.services.file_dossier import file_dossier
from cuamo.documents.models import Erasure, SignedContent, StoredFile
from cuamo.documents.selectors.parts import blobs
from cuamo.documents.services.erase_file import forget_bytes
from cuamo.documents.types import Purpose
from cuamo.dossiers.models import Dossier, PastResult, Result, SupplementDraft
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.approve import approve
from cuamo.dossiers.services.ask_payment import ask_payment
from cuamo.dossiers.services.ask_supplement import ask_supplement
from cuamo.dossiers.services.correct_result import correct_result
from cuamo.dossiers.services.issue_result import issue_result
from cuamo.dossiers.services.keep_supplement import keep_supplement
from cuamo.dossiers.services.propose import propose
from cuamo.dossiers.services.sign_result import sign_approved_result
from cuamo.dossiers.services.withdraw import grant_withdrawal, withdraw
from cuamo.kernel.actors import SYSTEM
from cuamo.payments.models import PaymentRequest
from tests.archive.closed import LONG_AFTER, everything, picture
from tests.support.city import MORNING, citizen_of, staff
from tests.support.simulators import running_simulator

pytestmark = pytest.mark.django_db
NAME = "NGUYỄN THỊ ĐẶNG THẲNG"
CONTENT = {"Họ, chữ đệm, tên": NAME, "Nơi sinh": "Hà Nội"}
NEXT_DAY = MORNING + timedelta(days=1)
TAX = {"name_vi": "Thuế", "amount_vnd": 1_430_000, "law": "Thông báo 1"}


@pytest.fixture
def service(settings):
    with running_simulator("signing") as address:
        settings.SIGNING_URL = address
        yield


@pytest.fixture
def received(counter) -> Dossier:
    sent = counter.sent()
    return accept(dossier_id=sent.id, officer=staff("tiepnhan.hoankiem"), at=MORNING)


def destroyed(dossier, folder) -> None:
    """Destroy it as the list outside the database says."""
    said = folder / "list.json"
    said.write_text(json.dumps({"number": "TH-1", "dossiers": [str(dossier.id)]}))
    assert destroy_again(path=said, actor=SYSTEM, at=LONG_AFTER) == 1


def decide(dossier, at) -> None:
    """Let the leader approve and sign, and the clerk of records issue."""
    approve(dossier_id=dossier.id, leader=staff("lanhdao.hoankiem"), at=at, sign_later=False)
    sign_approved_result(dossier_id=dossier.id, at=at)
    issue_result(dossier_id=dossier.id, clerk=staff("vanthu.hoankiem"), at=at)


def asked_for_more(dossier) -> None:
    item = {"about": "", "label": "Căn cước", "reason": "Hết hạn", "todo": "Chụp thẻ mới"}
    ask_supplement(dossier_id=dossier.id, officer=staff("chuyenvien.hoankiem"), items=[item], at=MORNING)
    keep_supplement(
        dossier_id=dossier.id,
        citizen=citizen_of(dossier),
        files=[(1, "can-cuoc.png", picture("olive"))],
        note=f"Thẻ mới của {NAME}",
        at=MORNING,
    )


def test_the_paper_the_leader_signed_goes_too_of_results_that_were_replaced_as_well(
    received, service, tmp_path
):
    officer = staff("chuyenvien.hoankiem")
    propose(dossier_id=received.id, officer=officer, grant=True, note="", result=CONTENT, at=MORNING)
    decide(received, NEXT_DAY)
    better = CONTENT | {"Nơi sinh": "Hà Đông"}
    at = NEXT_DAY + timedelta(hours=1)
    correct_result(dossier_id=received.id, officer=officer, reason="Sai nơi sinh", content=better, at=at)
    decide(received, at + timedelta(hours=1))
    result, past = Result.objects.get(), PastResult.objects.get()
    assert len({result.file_id, result.signed_file_id, past.file_id, past.signed_file_id}) == 4
    Result.objects.update(layout={"opening": f"Cấp cho {NAME}"}, revoked={"reason": f"Sai tên {NAME}"})
    files = list(StoredFile.objects.filter(purpose=Purpose.RESULT))
    assert SignedContent.objects.exists()

    destroyed(received, tmp_path)

    assert len(files) >= 4
    assert Erasure.objects.filter(file__in=files, bytes_gone_at=LONG_AFTER).count() == len(files)
    assert not any(blobs().has(file.sha256) for file in files)
    assert not SignedContent.objects.exists()
    assert NAME not in everything(received.id)


def test_a_supplement_that_was_never_sent_goes_with_the_dossier(received, tmp_path):
    asked_for_more(received)
    file = SupplementDraft.objects.get().papers.get().file
    assert blobs().has(file.sha256)

    destroyed(received, tmp_path)

    assert not SupplementDraft.objects.exists()
    assert not blobs().has(file.sha256)


def test_a_supplement_that_was_never_sent_goes_when_the_dossier_closes(received):
    asked_for_more(received)
    file = SupplementDraft.objects.get().papers.get().file
    withdraw(dossier_id=received.id, citizen=citizen_of(received), reason="", at=NEXT_DAY)
    grant_withdrawal(dossier_id=received.id, officer=staff("chuyenvien.hoankiem"), at=NEXT_DAY)
    file_dossier(dossier_id=received.id)

    clear_images(dossier_id=received.id, at=NEXT_DAY)
    forget_bytes(at=NEXT_DAY)

    assert not SupplementDraft.objects.exists()
    assert not blobs().has(file.sha256)


def test_the_name_of_who_owed_money_found_while_deciding_goes(received, tmp_path):
    ask_payment(dossier_id=received.id, officer=staff("chuyenvien.hoankiem"), lines=[TAX], at=MORNING)
    name = citizen_of(received).name
    asked = PaymentRequest.objects.get(amount_vnd=1_430_000)
    assert name in asked.payer_name

    destroyed(received, tmp_path)

    asked.refresh_from_db()
    assert (asked.payer_name, asked.amount_vnd) == ("", 1_430_000)
