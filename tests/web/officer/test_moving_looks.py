"""Pages about what does not move, in a real browser: accessible, legible, no page wider than its screen."""

from datetime import timedelta

import pytest

from cuamo.dossiers.models import Call, Dossier, Expedite
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.ask_supplement import ask_supplement
from cuamo.dossiers.services.escalate import escalate
from cuamo.dossiers.services.expedite import ask_expedite
from cuamo.dossiers.services.prepare_apology import prepare_apologies
from cuamo.dossiers.services.raise_alerts import HEARD, raise_alerts
from cuamo.dossiers.services.take_call import open_by_call
from cuamo.dossiers.services.warn import warn
from cuamo.kernel.events import history_of
from cuamo.organisation.selectors.staff import actor_of
from cuamo.oversight.models import Explanation, Flag
from cuamo.oversight.services.explain import demand_explanation
from cuamo.oversight.services.raise_flags import READ, raise_flags
from cuamo.people.models import Account
from tests.support.city import staff
from tests.web.officer.desk import page_of
from tests.web.officer.test_looks import Office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(browser, live_server, transactional_db) -> Office:
    return Office(browser, live_server)


def who(username: str, office: Office):
    return actor_of(Account.objects.get(username=username), at=office.now)


def hear(dossier: Dossier) -> None:
    for event in history_of(dossier.id):
        if event.name in HEARD:
            raise_alerts(event)
        if event.name in READ:
            raise_flags(event)


def late(office: Office) -> Dossier:
    begun = office.now - timedelta(days=12)
    dossier = office.send("1.004873", at=begun)
    dossier = accept(dossier_id=dossier.id, officer=staff("tiepnhan.hoankiem"), at=begun)
    assert dossier.due_at < office.now
    return dossier


def test_every_page_about_what_does_not_move_looks_right(office):
    first, second = late(office), late(office)
    prepare_apologies(at=office.now)
    warn(at=office.now)
    escalate(at=office.now)
    ask_expedite(
        dossier_id=first.id,
        asker=who("tongdai.vcs", office),
        reason="Cháu cần giấy để nhập học.",
        at=office.now,
    )
    ask_supplement(
        dossier_id=second.id, officer=staff("chuyenvien.hoankiem"), at=office.now,
        items=[{"about": "", "label": "Giấy", "reason": "mờ", "todo": "chụp lại"}],
    )  # fmt: skip
    asked = demand_explanation(
        unit_code="PX-00070", question="Vì sao trễ hẹn mà chưa xin lỗi người dân?", codes=[first.code],
        answer_by=office.now + timedelta(days=2), actor=who("giamsat.trungtam", office), at=office.now,
    )  # fmt: skip
    for dossier in (first, second):
        hear(dossier)
    call = open_by_call(
        code=first.code, reason="LATE", said={"ID": "2301", "BIRTH": "2/9/1985"},
        agent=who("tongdai.vcs", office), at=office.now,
    )  # fmt: skip
    flag = Flag.objects.get(dossier_id=second.id, kind="LAST_MOMENT")

    for number, (username, path, name) in enumerate((
        ("lanhdao.hoankiem", "/xu-ly/nhac-viec/", "X7"),
        ("lanhdao.hoankiem", f"/xu-ly/de-nghi/{Expedite.objects.get().id}/", "X8-answer"),
        ("lanhdao.hoankiem", f"/xu-ly/giai-trinh/{asked.id}/", "X9-answer"),
        ("lanhdao.hoankiem", page_of(first), "X2-urged"),
        ("giamsat.trungtam", "/giam-sat/tre-han/", "S2-reminded"),
        ("giamsat.trungtam", "/giam-sat/giai-trinh/", "S5"),
        ("giamsat.trungtam", f"/giam-sat/dau-hieu/{flag.id}/", "S4-sign"),
        ("tongdai.vcs", "/tong-dai/", "C1"),
        ("tongdai.vcs", f"/tong-dai/cuoc/{call.id}/", "C2"),
    )):  # fmt: skip
        page = office.leaf(username, path, dark=number % 3 == 2)
        office.browser.shoot(page, name)
        office.browser.check(page, nodes=1500)
    assert Call.objects.count() == Explanation.objects.count() == 1
