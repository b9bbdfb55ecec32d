"""Who may sign (X17), the drafted result (X3) and a result taken back (P8) look right at every width."""

from datetime import date, timedelta

import pytest

from cuamo.dossiers.models import Result
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.approve import approve
from cuamo.dossiers.services.issue_result import issue_result
from cuamo.dossiers.services.propose import propose
from cuamo.dossiers.services.revoke_result import propose_revocation
from cuamo.dossiers.services.sign_result import _keep
from cuamo.organisation.models import SigningForm
from cuamo.organisation.services.signing_right import give_signing_right
from tests.support.city import staff
from tests.web.officer.desk import RESULT, page_of
from tests.web.officer.office import Office


@pytest.fixture
def office(browser, live_server, transactional_db) -> Office:
    return Office(browser, live_server)


def test_signers_draft_and_a_result_taken_back_look_right(office):
    specialist, leader = staff("chuyenvien.hoankiem"), staff("lanhdao.hoankiem")
    receiver, at = staff("tiepnhan.hoankiem"), office.now - timedelta(minutes=90)
    draft = accept(dossier_id=office.send("1.001612").id, officer=receiver, at=at)
    done = accept(dossier_id=office.send().id, officer=receiver, at=at)
    give_signing_right(
        unit_code=done.decided_by,
        holder_id=leader.id,
        holder_name=leader.name,
        form=SigningForm.KT,
        position="Phó Chủ tịch",
        behalf="Chủ tịch",
        collective="Ủy ban nhân dân",
        source="Quyết định 12/QĐ-UBND ngày 02/01/2026",
        valid_from=date(2026, 1, 2),
        actor=staff("quantri.trungtam"),
        at=at,
    )
    propose(dossier_id=done.id, officer=specialist, grant=True, note="", result=RESULT, at=at)
    approve(dossier_id=done.id, leader=leader, at=at, sign_later=False)
    _keep(done.id, b"%PDF-1.7 signed elsewhere", at)
    issue_result(dossier_id=done.id, clerk=staff("vanthu.hoankiem"), at=at)
    propose_revocation(
        dossier_id=done.id, officer=specialist, reason="Ghi sai tên", law="Luật Hộ tịch, điều 70", at=at
    )

    office.look("lanhdao.hoankiem", "/xu-ly/tham-quyen-ky/", "X17-signers")
    office.look("lanhdao.hoankiem", page_of(done, "phe-duyet"), "X3-take-back")
    office.look("chuyenvien.hoankiem", page_of(draft, "trinh-dong-y"), "X3-draft")
    approve(dossier_id=done.id, leader=leader, at=office.now, sign_later=False)
    token = Result.objects.get(dossier=done).check_token
    page = office.browser.open(f"{office.url}/kiem-tra/{token}/")
    office.browser.shoot(page, "P8-revoked")
    office.browser.check(page)
