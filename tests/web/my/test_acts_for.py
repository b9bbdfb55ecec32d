"""Who acts for somebody else does for them what they could do themselves, up to the last day."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cuamo.dossiers.models import ActedFor, Complaint, Dossier, DossierPaper, Mandate, PersonDossier
from cuamo.dossiers.services.accept import refuse_intake
from cuamo.dossiers.states import State
from cuamo.kernel import events
from cuamo.people.models import Account
from tests.support.city import MORNING, PNG, staff
from tests.web.my.conftest import OTHER_CARD, sign_in

WORDS = "Không đồng ý vì giấy tờ đã nộp đủ từ đầu."


def acts_for(dossier: Dossier, *, days: int = 30):
    """Return the browser of another person who acts for the applicant so many days."""
    client = sign_in(OTHER_CARD, name="vneid-lam-thay")
    today = timezone.localdate()
    mandate = Mandate.objects.create(
        kind="OTHER",
        holder=Account.objects.get(username="vneid-lam-thay").person,
        represented_id=dossier.applicant_id,
        proof="SIGNED_IN",
        starts_on=today - timedelta(days=60),
        ends_on=today + timedelta(days=days),
        text_version="1",
        text_hash=b"x" * 32,
        evidence="SIGNED_IN",
        made_at=MORNING,
    )
    ActedFor.objects.create(dossier_id=dossier.id, mandate=mandate)
    PersonDossier.objects.create(person_id=mandate.holder_id, dossier_id=dossier.id, role="ACTOR")
    return client


def picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("giay.png", PNG, content_type="image/png")


def test_they_keep_and_send_what_was_asked_for(asked):
    helper, address = acts_for(asked), f"/toi/ho-so/{asked.id}/bo-sung/"
    assert helper.post(address, {"act": "luu", "bo-sung-1": picture()}).status_code == 302
    assert helper.post(address, {"ghi_chu": "Đủ rồi"}).status_code == 302
    asked.refresh_from_db()
    assert asked.state != State.SUPPLEMENT
    assert DossierPaper.objects.filter(dossier=asked, supplement=1).count() == 1


def test_they_take_the_dossier_back(sent):
    assert acts_for(sent).post(f"/toi/ho-so/{sent.id}/rut/", {"ly_do": "Nộp nhầm"}).status_code == 302
    sent.refresh_from_db()
    assert sent.state == State.STOPPED


def test_they_complain(sent):
    refuse_intake(
        dossier_id=sent.id,
        officer=staff("tiepnhan.hoankiem"),
        reasons=["Không thuộc thẩm quyền của phường"],
        turn_to="UBND phường khác",
        at=MORNING + timedelta(minutes=5),
    )
    assert acts_for(sent).post(f"/toi/ho-so/{sent.id}/khieu-nai/", {"text": WORDS}).status_code == 302
    assert Complaint.objects.get(dossier=sent).text == WORDS


@pytest.mark.parametrize("act", ["bo-sung", "rut", "khieu-nai"])
def test_after_the_last_day_they_find_nothing_and_change_nothing(asked, act):
    before = events.names_of(asked.id)
    said = {"bo-sung-1": picture(), "ly_do": "Nộp nhầm", "noi_dung": WORDS, "text": WORDS}
    assert acts_for(asked, days=-1).post(f"/toi/ho-so/{asked.id}/{act}/", said).status_code == 404
    assert events.names_of(asked.id) == before
    asked.refresh_from_db()
    assert asked.state == State.SUPPLEMENT
