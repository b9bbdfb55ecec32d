"""An officer sees how a dossier was confirmed without a code, and the evidence of it."""

import pytest
from django.test import Client

from cuamo.dossiers.models import Confirmation
from cuamo.dossiers.services.confirm_signed import confirm_signed
from cuamo.dossiers.services.form_files import Upload
from cuamo.dossiers.services.request_confirmation import request_confirmation
from cuamo.dossiers.services.submit import submit
from cuamo.people.models import Account
from tests.dossiers.services.test_confirm_signed import picture
from tests.support.city import CARD, citizen_of


def officer(username: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return client


@pytest.fixture
def sent(counter):
    """A dossier confirmed by thumbprint."""
    draft = counter.draft()
    summary = request_confirmation(dossier_id=draft.id, actor=counter.clerk, at=counter.at)
    confirm_signed(
        dossier_id=draft.id,
        summary_id=summary.id,
        citizen=citizen_of(draft),
        method="THUMBPRINT",
        evidence=Upload(picture(), "phieu.png"),
        witness_name="Trần Văn Bá",
        helper=counter.clerk,
        at=counter.at,
    )
    return submit(dossier_id=draft.id, actor=counter.clerk, key="k", at=counter.at)


def test_the_history_names_thumbprint_and_witness_and_leads_to_the_slip(sent):
    client = officer("tiepnhan.hoankiem")

    page = client.get(f"/xu-ly/ho-so/{sent.id}/").content.decode()
    slip = client.get(f"/xu-ly/ho-so/{sent.id}/xac-nhan/")

    assert "điểm chỉ xác nhận, người làm chứng: Trần Văn Bá" in page
    assert f"/xu-ly/ho-so/{sent.id}/xac-nhan/" in page
    assert (slip.status_code, slip.headers["Content-Type"]) == (200, "image/jpeg")


def test_a_slip_whose_seal_is_broken_is_not_shown_as_evidence(sent):
    Confirmation.objects.filter(dossier=sent).update(evidence_seal=bytes(32))

    assert officer("tiepnhan.hoankiem").get(f"/xu-ly/ho-so/{sent.id}/xac-nhan/").status_code == 404


def test_a_dossier_confirmed_by_code_has_no_such_page_and_nobody_else_sees_it(sent, counter):

    other = counter.sent(card=CARD.replace("012345", "054321"))

    assert officer("tiepnhan.hoankiem").get(f"/xu-ly/ho-so/{other.id}/xac-nhan/").status_code == 404
    assert officer("buuta.hoankiem").get(f"/xu-ly/ho-so/{sent.id}/xac-nhan/").status_code == 403
