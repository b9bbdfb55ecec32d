"""A citizen's term ends when the office that decides closes, as the officer's terms do."""

import pytest
from django.test import RequestFactory

from cuamo.dossiers.models import Dossier, WorkItem
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.ask_payment import ask_payment
from cuamo.dossiers.services.ask_supplement import ask_supplement
from cuamo.dossiers.services.complain import complain
from cuamo.dossiers.services.stop import stop
from cuamo.kernel.clock import local
from cuamo.organisation.models import Unit
from cuamo.web.officer.life_preview import payment_told
from cuamo.web.officer.preview import _asked
from tests.support.city import citizen_of, staff

pytestmark = pytest.mark.django_db
ASKED_AT = local("2026-11-20 10:00")
ITEM = {"about": "", "label": "Tờ khai", "reason": "Trang 2 bị mờ", "todo": "Chụp lại trang 2"}
TAX = {"name_vi": "Lệ phí trước bạ", "amount_vnd": "1.430.000", "law": "Thông báo thuế số 12/TB"}


@pytest.fixture
def dossier(counter) -> Dossier:
    """A dossier at an office that closes at noon on Mondays and Fridays, at 16:00 on other days."""
    short, day = [["08:00", "12:00"]], [["08:00", "12:00"], ["13:00", "16:00"]]
    week = {"mon": short, "tue": day, "wed": day, "thu": day, "fri": short}
    Unit.objects.filter(code="PX-00070").update(hours=week)
    sent = counter.sent()
    return accept(dossier_id=sent.id, officer=staff("tiepnhan.hoankiem"), at=local("2026-11-20 09:00"))


def test_a_supplement_is_answered_before_the_deciding_office_closes(dossier):
    asked = ask_supplement(
        dossier_id=dossier.id, officer=staff("chuyenvien.hoankiem"), items=[ITEM], at=ASKED_AT
    )

    # 30 days after the 20th of November is a Sunday; the office is open until noon on the Monday.
    assert asked.answer_by == local("2026-12-21 12:00")
    assert WorkItem.objects.get(dossier_id=dossier.id).step_due_at == asked.answer_by
    shown = _asked(dossier, [ITEM], ASKED_AT)
    assert "trước 21/12/2026" in shown.lines[0]


def test_money_found_while_deciding_is_paid_before_the_deciding_office_closes(dossier):
    post = RequestFactory().post(
        "/", {"lines.name_vi": ["Thuế"], "lines.amount_vnd": ["1.000"], "lines.law": ["TB 1"]}
    )
    shown = payment_told(dossier, post.POST, ASKED_AT)

    asked = ask_payment(dossier_id=dossier.id, officer=staff("chuyenvien.hoankiem"), lines=[TAX], at=ASKED_AT)

    assert asked.pay_by == local("2026-12-21 12:00")
    assert "Trả trước 21/12/2026." in shown.lines


def test_a_complaint_is_answered_within_fifteen_days_of_the_hours_of_the_office_that_decided(dossier):
    stop(
        dossier_id=dossier.id,
        leader=staff("lanhdao.hoankiem"),
        ground="Đối tượng không còn.",
        law="Nghị định 118/2025/NĐ-CP",
        at=ASKED_AT,
    )
    dossier.refresh_from_db()

    made = complain(
        dossier_id=dossier.id, citizen=citizen_of(dossier), text="Tôi không đồng ý dừng hồ sơ.", at=ASKED_AT
    )

    # 15 days of 8 hours are 120: Friday gives 2, Monday 4, (Tuesday is a holiday,) Wednesday to Friday 18;
    # then three weeks of 29 each, 4 on Monday the 21st of December, 5 on the Tuesday.
    assert made.answer_by == local("2026-12-22 14:00")
