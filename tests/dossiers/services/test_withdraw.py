"""A dossier taken back is shown as taken back, one that was stopped is not."""

from datetime import timedelta

import pytest

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.rules.ladder import Rung
from cuamo.dossiers.selectors.tracking import track
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.approve import approve
from cuamo.dossiers.services.propose import propose
from cuamo.dossiers.services.withdraw import grant_withdrawal, withdraw
from cuamo.dossiers.states import State
from tests.support.city import MORNING, citizen_of, staff

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(hours=1)


def shown(client, dossier):
    """Return the page behind the receipt's QR."""
    return client.get(f"/t/{dossier.tracking_token}/").content.decode()


def test_taken_back_before_acceptance_is_official_state_8_and_shown_as_withdrawn(counter, client):
    dossier = counter.sent()

    withdraw(dossier_id=dossier.id, citizen=citizen_of(dossier), reason="Nộp nhầm", at=LATER)

    after = Dossier.objects.get(id=dossier.id)
    assert (int(after.state), track(after, now=LATER).rung) == (8, Rung.WITHDRAWN)
    page = shown(client, dossier)
    assert "state-da-rut" in page
    assert "state-khong-giai-quyet" not in page


def test_a_granted_withdrawal_is_official_state_8_and_shown_as_withdrawn(counter, client):
    dossier = counter.sent()
    accept(dossier_id=dossier.id, officer=staff("tiepnhan.hoankiem"), at=MORNING)
    withdraw(dossier_id=dossier.id, citizen=citizen_of(dossier), reason="Không cần nữa", at=LATER)
    assert Dossier.objects.get(id=dossier.id).state == State.WITHDRAWAL

    grant_withdrawal(dossier_id=dossier.id, officer=staff("chuyenvien.hoankiem"), at=LATER)

    after = Dossier.objects.get(id=dossier.id)
    assert (int(after.state), track(after, now=LATER).rung) == (8, Rung.WITHDRAWN)
    assert "state-da-rut" in shown(client, dossier)


def test_a_refusal_is_official_state_8_too_and_is_shown_as_refused(counter, client):
    dossier = counter.sent()
    accept(dossier_id=dossier.id, officer=staff("tiepnhan.hoankiem"), at=MORNING)
    propose(
        dossier_id=dossier.id,
        officer=staff("chuyenvien.hoankiem"),
        grant=False,
        note="",
        result={},
        reasons=["Không đủ điều kiện"],
        at=LATER,
    )
    approve(dossier_id=dossier.id, leader=staff("lanhdao.hoankiem"), at=LATER)

    assert Dossier.objects.get(id=dossier.id).state == State.STOPPED
    page = shown(client, dossier)
    assert "state-khong-giai-quyet" in page
    assert "state-da-rut" not in page
