"""What comes between acceptance and result, in a real browser: accessible, narrow, by keyboard alone."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from cuamo.dossiers.models import Complaint, Dossier, Opinion
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.approve import approve
from cuamo.dossiers.services.ask_payment import ask_payment, settle_obligation
from cuamo.dossiers.services.complain import complain
from cuamo.dossiers.services.correct_result import correct_result
from cuamo.dossiers.services.issue_result import issue_result
from cuamo.dossiers.services.propose import propose
from cuamo.dossiers.services.sign_result import _keep
from cuamo.dossiers.states import State
from cuamo.organisation.types import Role
from tests.support.city import citizen_of, staff
from tests.web.officer.desk import RESULT, WITH_PAPERS, page_of
from tests.web.officer.life import COMPLAINTS, OPINIONS, OTHER
from tests.web.officer.test_life_lists import colleague
from tests.web.officer.test_looks import Office

pytestmark = pytest.mark.django_db(transaction=True)

LINE = {"name_vi": "Lệ phí trước bạ", "amount_vnd": "1430000", "law": "Thông báo thuế số 12/TB"}
QUESTION = "Người nộp có đăng ký kết hôn tại phường từ năm 1995 đến nay không?"


@pytest.fixture
def office(browser, live_server, transactional_db) -> Office:
    return Office(browser, live_server)


def accepted(office: Office, procedure: str = "1.004873") -> Dossier:
    dossier = office.send(procedure)
    return accept(
        dossier_id=dossier.id, officer=staff("tiepnhan.hoankiem"), at=office.now - timedelta(minutes=90)
    )


def issued(office: Office, procedure: str = "2.000635") -> Dossier:
    dossier, at = accepted(office, procedure), office.now - timedelta(minutes=20)
    specialist = staff("chuyenvien.hoankiem")
    propose(dossier_id=dossier.id, officer=specialist, grant=True, note="", result=RESULT, at=at)
    approve(dossier_id=dossier.id, leader=staff("lanhdao.hoankiem"), at=at)
    _keep(dossier.id, b"%PDF-1.7 first", at)
    return issue_result(dossier_id=dossier.id, clerk=staff("vanthu.hoankiem"), at=at)


def test_a_question_is_asked_and_answered_by_keyboard_alone(office):
    colleague(OTHER, Role.SPECIALIST, "ykien.cuanam")
    dossier = accepted(office, WITH_PAPERS)
    page = office.open("chuyenvien.hoankiem", page_of(dossier))
    page.keyboard.press("Alt+6")
    page.wait_for_url("**/quyet-dinh/hoi-y-kien/")
    page.locator("#id_of_unit").focus()
    page.keyboard.type("cua nam")
    page.keyboard.press("Tab")
    page.keyboard.type(QUESTION)
    page.keyboard.press("F10")
    page.wait_for_url(f"**{page_of(dossier)}")
    expect(page.locator("main")).to_contain_text("Chờ trả lời đến")

    page = office.open("ykien.cuanam", OPINIONS)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{OPINIONS}*-*/")
    page.locator("[name=agrees]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Không có.")
    page.keyboard.press("F10")
    page.wait_for_url(f"**{OPINIONS}")

    assert Opinion.objects.get().answer == "Không có."
    assert page.faults == []


def test_the_forms_between_acceptance_and_result_look_right(office):
    dossier = accepted(office)
    page = office.look("chuyenvien.hoankiem", page_of(dossier, "khoan-phai-tra"), "X3-khoan-phai-tra")
    page.locator("[name='lines.name_vi']").first.fill("Lệ phí trước bạ")
    page.locator("[name='lines.amount_vnd']").first.fill("1430000")
    page.locator("[name='lines.law']").first.fill("Thông báo thuế số 12/TB")
    expect(page.locator("#xem-truoc")).to_contain_text("can tra 1.430.000")
    office.browser.shoot(page, "X3-khoan-phai-tra-typed")
    page.locator("[name='lines.law']").first.fill("")
    page.keyboard.press("F10")
    page.wait_for_selector("#loi")
    office.browser.shoot(page, "X3-khoan-phai-tra-error")
    office.browser.check(page, allow_faults=("422",))

    page = office.look("chuyenvien.hoankiem", page_of(dossier, "hoi-y-kien"), "X3-hoi-y-kien")
    page.keyboard.press("F10")
    page.wait_for_selector("#loi")
    office.browser.check(page, allow_faults=("422",))
    page = office.look("lanhdao.hoankiem", page_of(dossier, "hen-lai"), "X3-hen-lai")
    page.keyboard.press("F10")
    page.wait_for_selector("#loi")
    office.browser.shoot(page, "X3-hen-lai-error")
    office.browser.check(page, allow_faults=("422",))
    page = office.look("lanhdao.hoankiem", page_of(dossier, "dung"), "X3-dung")
    office.look("chuyenvien.hoankiem", page_of(issued(office), "dinh-chinh"), "X3-dinh-chinh")
    assert Dossier.objects.get(id=dossier.id).state == State.ACCEPTED


def test_x2_shows_clock_money_opinions_complaint_and_former_results(office):
    dossier = accepted(office)
    specialist = staff("chuyenvien.hoankiem")
    at = office.now - timedelta(minutes=80)
    owed = ask_payment(dossier_id=dossier.id, officer=specialist, lines=[LINE], at=at)
    page = office.look("lanhdao.hoankiem", page_of(dossier), "X2-payment")
    assert page.locator(".decision-bar a").count() == 1
    settle_obligation(obligation_id=owed.id, amount_vnd=owed.total_vnd, at=at + timedelta(minutes=30))
    page = office.open("chuyenvien.hoankiem", page_of(dossier, "hoi-y-kien"))
    page.locator("#id_of_unit").fill("PX-00082")
    page.locator("#id_question").fill(QUESTION)
    page.keyboard.press("F10")
    page.wait_for_url(f"**{page_of(dossier)}")
    office.look("chuyenvien.hoankiem", page_of(dossier), "X2-opinion")
    done = issued(office)
    complain(dossier_id=done.id, citizen=citizen_of(done), text="Tên đệm trong sổ là Đặng.", at=office.now)
    correct_result(
        dossier_id=done.id,
        officer=specialist,
        reason="Sai tên đệm",
        content={"Họ và tên": "Nguyễn Thị Đăng Thẳng"},
        at=office.now,
    )
    office.look("lanhdao.hoankiem", page_of(done), "X2-correction")


def test_the_lists_and_the_answers_look_right(office):
    colleague(OTHER, Role.SPECIALIST, "ykien.cuanam")
    colleague("PX-00070", Role.LEADER, "pho.hoankiem")
    office.look("lanhdao.hoankiem", OPINIONS, "X5-empty")
    dossiers = [accepted(office, WITH_PAPERS), accepted(office)]
    for number, dossier in enumerate(dossiers):
        page = office.open("chuyenvien.hoankiem", page_of(dossier, "hoi-y-kien"))
        page.locator("#id_of_unit").fill("PX-00082")
        page.locator("#id_question").fill(QUESTION)
        page.locator("#id_hours").fill(str(8 + 8 * number))
        page.keyboard.press("F10")
        page.wait_for_url(f"**{page_of(dossier)}")
    Opinion.objects.filter(dossier=dossiers[1]).update(due_at=office.now - timedelta(hours=3))
    office.look("ykien.cuanam", OPINIONS, "X5")
    asked = Opinion.objects.get(dossier=dossiers[0])
    page = office.look("ykien.cuanam", f"{OPINIONS}{asked.id}/", "X5-answer")
    page.keyboard.press("F10")
    page.wait_for_selector("#loi")
    office.browser.check(page, nodes=1500, allow_faults=("422",))
    Opinion.objects.filter(id=asked.id).update(
        answered_at=office.now, answer="Không có đăng ký.", agrees=True, answered_by={"name": "Trần Văn Thử"}
    )
    office.look("ykien.cuanam", f"{OPINIONS}{asked.id}/", "X5-given")
    office.look("ykien.cuanam", OPINIONS + "?nhom=da-tra-loi", "X5-done")

    done = issued(office)
    complain(
        dossier_id=done.id,
        citizen=citizen_of(done),
        text="Tên đệm trong sổ là Đặng, không phải Đăng. Xin xem lại bản gốc năm 1985.",
        at=office.now,
    )
    made = Complaint.objects.get()
    office.look("pho.hoankiem", COMPLAINTS, "X6")
    page = office.look("pho.hoankiem", f"{COMPLAINTS}{made.id}/", "X6-answer")
    page.keyboard.press("F10")
    page.wait_for_selector("#loi")
    office.browser.shoot(page, "X6-error")
    office.browser.check(page, allow_faults=("422",))
    office.look("lanhdao.hoankiem", f"{COMPLAINTS}{made.id}/", "X6-own")
