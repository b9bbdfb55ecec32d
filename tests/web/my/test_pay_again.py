"""T2: a fee whose payment the platform took back is paid again by its citizen."""

import pytest

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.states import Money
from cuamo.payments.models import PaymentAttempt
from cuamo.payments.services.open_request import open_request
from tests.support.city import MORNING, citizen_of

pytestmark = pytest.mark.django_db


def test_the_page_of_a_dossier_leads_to_the_qr_of_what_is_owed_again(citizen, sent):
    line = {"key": "x", "name_vi": "Phí", "kind": "PHI", "setter": "MOF", "citizen_vnd": 9_000}
    request = open_request(
        subject_id=sent.id,
        subject_code=sent.shown_code,
        lines=[line],
        payer_name="Nguyễn Văn An",
        actor=citizen_of(sent),
        at=MORNING,
    )
    path = f"/toi/ho-so/{sent.id}/"
    assert citizen.get(f"{path}tra-tien/").status_code == 302
    Dossier.objects.filter(id=sent.id).update(money=Money.AWAITING)

    assert f'href="{path}tra-tien/"' in citizen.get(path).content.decode()
    page = citizen.get(f"{path}tra-tien/")

    attempt = PaymentAttempt.objects.get(request=request)
    assert page.status_code == 200
    assert attempt.pay_url.replace("&", "&amp;") in page.content.decode()
    assert "9.000" in page.content.decode()
