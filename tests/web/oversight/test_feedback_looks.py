"""How the messages to the city and their answer look; nobody is shut out."""

import pytest
from django.utils import timezone

from cuamo.kernel.actors import SYSTEM, Actor, ActorKind
from cuamo.kernel.identifiers.card import read_card
from cuamo.oversight.services.answer_feedback import answer_feedback
from cuamo.oversight.services.receive_feedback import receive_feedback
from cuamo.people.models import Reading
from cuamo.people.services.find_or_create import find_or_create_person
from cuamo.people.services.question_reading import question_reading
from tests.support.browser import DESKTOP, PHONE
from tests.support.city import CARD, load_city, staff
from tests.support.city import PHONE as NUMBER
from tests.web.oversight.facts import at_screen

SOMEBODY = Actor(kind=ActorKind.CITIZEN, id="anonymous", name="")
TEXT = (
    "Sáng nay ở quầy 2, chị nhân viên nói phải đưa thêm 50.000 đồng thì làm nhanh. Phiếu không ghi khoản này."
)


def told(*, money=False, text=TEXT):
    return receive_feedback(
        text=text, place="Bưu điện Hoàn Kiếm", extra_money=money, actor=SOMEBODY, at=timezone.now()
    )


def asked():
    person = find_or_create_person(card=read_card(CARD), phone=NUMBER, actor=SYSTEM, at=timezone.now())
    look = Reading.objects.create(
        person=person,
        read_at=timezone.now(),
        actor_kind="STAFF",
        actor_id="x",
        actor_name="Trần Thị Xem",
        unit_code="PX-00070",
        purpose="Thẩm định hồ sơ",
    )
    citizen = Actor(kind=ActorKind.CITIZEN, id="c", name="", person_id=str(person.id))
    return question_reading(reading_id=look.id, citizen=citizen, at=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_the_pages_look_right_and_are_accessible(browser, live_server):
    load_city()
    cookies = {"sessionid": at_screen("giamsat.trungtam").cookies["sessionid"].value}
    root = f"{live_server.url}/giam-sat/phan-anh/"
    for name, query in (("S4-empty", ""), ("S4-looks-empty", "?nhom=luot-xem")):
        page = browser.leaf(root + query, size=DESKTOP, cookies=cookies)
        browser.shoot(page, name)
        browser.check(page, nodes=900)
    money, idea, done, question = told(money=True), told(text="Ghế chờ ít quá."), told(), asked()
    answer_feedback(
        feedback_id=done.id,
        answer="Đã xem lại camera.\nĐã trả lại tiền và xin lỗi.",
        actor=staff("giamsat.trungtam"),
        at=timezone.now(),
    )

    for name, path in (
        ("S4", ""),
        ("S4-looks", "?nhom=luot-xem"),
        ("S4-money", f"{money.id}/"),
        ("S4-idea", f"{idea.id}/"),
        ("S4-done", f"{done.id}/"),
        ("S4-look", f"luot-xem/{question.id}/"),
    ):
        page = browser.leaf(root + path, size=DESKTOP, cookies=cookies)
        browser.shoot(page, name, sizes=(PHONE, DESKTOP))
        browser.check(page, nodes=900)
    page = browser.leaf(f"{root}{money.id}/", size=DESKTOP, cookies=cookies)
    page.fill("#id_answer", " ")
    page.get_by_role("button", name="Gửi câu trả lời").click()
    page.wait_for_selector("#loi")
    browser.shoot(page, "S4-fault", sizes=(PHONE, DESKTOP))
    browser.check(page, nodes=900, allow_faults=("422",))
    page = browser.leaf(f"{live_server.url}/gop-y", size=DESKTOP)
    page.fill("#id_ma", done.code)
    page.get_by_role("button", name="Xem trả lời").click()
    browser.shoot(page, "P7-answered", sizes=(PHONE, DESKTOP))
    browser.check(page, nodes=900)
