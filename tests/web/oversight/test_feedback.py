"""What people report, and ask about looks at their data, is read and answered once; they see the answer."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM, Actor, ActorKind
from cuamo.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from cuamo.kernel.identifiers.card import read_card
from cuamo.oversight.models import Feedback
from cuamo.oversight.services.answer_feedback import answer_feedback
from cuamo.oversight.services.explain_reading import explain_reading
from cuamo.oversight.services.receive_feedback import receive_feedback
from cuamo.people.models import Reading, ReadingQuestion
from cuamo.people.services.find_or_create import find_or_create_person
from cuamo.people.services.question_reading import question_reading
from tests.support.city import CARD, MORNING, PHONE, staff
from tests.web.my.conftest import sign_in
from tests.web.oversight.facts import at_screen

pytestmark = pytest.mark.django_db
LIST = "/giam-sat/phan-anh/"
QUERIES = 12
SOMEBODY = Actor(kind=ActorKind.CITIZEN, id="anonymous", name="")
SHUT_OUT = ("quay.hoankiem", "lanhdao.hoankiem", "dieuphoi.vnpost", "ketoan.trungtam", "quantri.trungtam")


def told(text="Đèn hỏng", *, money=False, minutes=0):
    return receive_feedback(
        text=text,
        place="Quầy 2",
        extra_money=money,
        actor=SOMEBODY,
        at=MORNING + timedelta(minutes=minutes),
    )


def asked(minutes=0, *, purpose="Xem", actor_id="x"):
    """Make a question of the citizen of the sample card about a look."""
    person = find_or_create_person(card=read_card(CARD), phone=PHONE, actor=SYSTEM, at=MORNING).id
    look = Reading.objects.create(
        person_id=person,
        read_at=MORNING,
        actor_kind="STAFF",
        actor_id=actor_id,
        actor_name="Trần Xem",
        unit_code="PX-00070",
        purpose=purpose,
    )
    citizen = Actor(kind=ActorKind.CITIZEN, id="c", name="", person_id=str(person))
    return question_reading(reading_id=look.id, citizen=citizen, at=MORNING + timedelta(minutes=minutes))


def state_of(feedback):
    return (
        Feedback.objects.filter(id=feedback.id).values_list("answer", "answered_at").get(),
        events.names_of(feedback.id),
    )


def state_of_question(question):
    return (
        ReadingQuestion.objects.filter(id=question.id).values_list("answer", "answered_at").get(),
        events.names_of(question.reading.person_id),
    )


def codes(page):
    return re.findall(r">(PA-[^<]+)</a>", page)


def see(query="", username="giamsat.trungtam"):
    return at_screen(username).get(LIST + query).content.decode()


def test_an_answer_is_kept_with_its_time_and_recorded(city):
    kept = told(money=True)

    answer_feedback(
        feedback_id=kept.id, answer="  Đã trả lại tiền.  ", actor=staff("giamsat.trungtam"), at=MORNING
    )

    assert state_of(kept) == (
        ("Đã trả lại tiền.", MORNING),
        ["feedback.received", "feedback.answered"],
    )
    event = events.history_of(kept.id)[-1]
    assert event.data == {"extra_money": True}
    assert event.actor["id"] == staff("giamsat.trungtam").id


@pytest.mark.parametrize("answer", ["", " \n ", "a" * 5001])
def test_an_empty_or_endless_answer_changes_nothing(city, answer):
    kept = told()
    before = state_of(kept)

    with pytest.raises(Invalid):
        answer_feedback(feedback_id=kept.id, answer=answer, actor=staff("giamsat.trungtam"), at=MORNING)

    assert state_of(kept) == before


def test_a_second_answer_changes_nothing(city):
    kept = told()
    inspector = staff("giamsat.trungtam")
    answer_feedback(feedback_id=kept.id, answer="Một", actor=inspector, at=MORNING)
    before = state_of(kept)

    with pytest.raises(Conflict):
        answer_feedback(feedback_id=kept.id, answer="Hai", actor=inspector, at=MORNING + timedelta(minutes=1))

    assert state_of(kept) == before


def test_an_unknown_message_is_not_answered(city):
    with pytest.raises(NotFound):
        answer_feedback(feedback_id=uuid4(), answer="Một", actor=staff("giamsat.trungtam"), at=MORNING)


@pytest.mark.parametrize("username", SHUT_OUT)
def test_others_neither_answer_nor_read(city, username):
    kept, question = told(), asked()
    before, before_question = state_of(kept), state_of_question(question)

    with pytest.raises(NotPermitted):
        answer_feedback(feedback_id=kept.id, answer="Một", actor=staff(username), at=MORNING)
    with pytest.raises(NotPermitted):
        explain_reading(question_id=question.id, answer="Một", actor=staff(username), at=MORNING)
    browser = at_screen(username)
    for path in (LIST, f"{LIST}{kept.id}/", f"{LIST}luot-xem/{question.id}/"):
        assert browser.get(path).status_code == 403
        assert browser.post(path, {"answer": "Một"}).status_code == 403

    assert (state_of(kept), state_of_question(question)) == (before, before_question)


def test_an_inspector_of_a_branch_is_not_the_centre(city):
    kept = told()
    before = state_of(kept)
    elsewhere = Actor(
        kind=ActorKind.STAFF, id="b", name="B", unit_code="PX-00070", roles=frozenset({"INSPECTOR"})
    )

    with pytest.raises(NotPermitted):
        answer_feedback(feedback_id=kept.id, answer="Một", actor=elsewhere, at=MORNING)

    assert state_of(kept) == before


def test_nobody_signed_out_reads(city):
    answer = Client().get(LIST)

    assert (answer.status_code, answer.url) == (302, f"/dang-nhap/?next={LIST}")


def test_open_ones_come_first_with_extra_money_on_top_and_the_oldest_first(city):
    done = told(minutes=0, money=True)
    later, early = told(minutes=3), told(minutes=1)
    money_later, money_early = told(minutes=4, money=True), told(minutes=2, money=True)
    answer_feedback(feedback_id=done.id, answer="Một", actor=staff("giamsat.trungtam"), at=MORNING)

    page = see()

    assert codes(page) == [row.code for row in (money_early, money_later, early, later, done)]


@pytest.mark.parametrize("query", ["", "?nhom=luot-xem"])
def test_fifty_to_a_page_and_the_next_page_goes_on_without_gap_or_repeat(city, query):
    for number in range(120):
        if query:
            asked(minutes=number // 4)
        else:
            told(minutes=number // 4, money=number % 3 == 0)
    sizes, seen = [], []
    while True:
        page = see(query)
        found = re.findall(rf'href="{LIST}((?:luot-xem/)?[0-9a-f-]{{36}})/"', page)
        sizes.append(len(found))
        seen += found
        following = re.search(r'href="(\?[^"]*sau=[^"]*)">50 dòng', page)
        if following is None or len(sizes) > 3:
            break
        query = following[1].replace("&amp;", "&")

    assert sizes == [50, 50, 20]
    assert len(set(seen)) == 120


@pytest.mark.parametrize("after", ["lung-tung", "0|x|y", "9|2026-11-20T08:00:00+07:00|x", "0|2026-11-20|x"])
def test_an_address_that_cannot_be_read_shows_the_beginning(city, after):
    kept = told()

    assert codes(see(f"?sau={after}")) == [kept.code]


@pytest.mark.parametrize("query", ["", "?nhom=luot-xem"])
def test_the_number_of_queries_does_not_grow_with_the_rows(city, query):
    told()
    asked()
    browser = at_screen("giamsat.trungtam")
    browser.get(LIST + query)
    with CaptureQueriesContext(connection) as few:
        browser.get(LIST + query)
    for number in range(60):
        told(minutes=number)
        asked(minutes=number)

    with CaptureQueriesContext(connection) as many:
        browser.get(LIST + query)

    assert len(many) == len(few) <= QUERIES


def test_the_answer_is_read_where_the_message_is_followed_by_its_code(city):
    kept = told("Chị ở quầy đòi 50.000 đồng", money=True)
    browser = at_screen("giamsat.trungtam")
    page = browser.get(f"{LIST}{kept.id}/").content.decode()
    assert "Chị ở quầy đòi 50.000 đồng" in page
    assert "Quầy 2" in page

    sent = browser.post(f"{LIST}{kept.id}/", {"answer": "Đã trả lại tiền.\nXin lỗi."})

    assert (sent.status_code, sent.url) == (302, LIST)
    followed = Client().post("/gop-y", {"viec": "xem", "ma": kept.code}).content.decode()
    assert "Đã trả lại tiền.<br>Xin lỗi." in followed
    assert "Đang được xem" not in followed


def test_a_refused_answer_is_said_and_what_was_typed_stays(city):
    kept = told()
    browser = at_screen("giamsat.trungtam")
    empty = browser.post(f"{LIST}{kept.id}/", {"answer": " "})
    long = browser.post(f"{LIST}{kept.id}/", {"answer": "Dài " * 1500})
    assert (empty.status_code, long.status_code) == (422, 422)
    assert "Chưa viết câu trả lời." in empty.content.decode()
    assert "Dài Dài Dài" in long.content.decode()
    assert state_of(kept)[0] == ("", None)
    browser.post(f"{LIST}{kept.id}/", {"answer": "Một"})

    second = browser.post(f"{LIST}{kept.id}/", {"answer": "Câu thứ hai"})

    assert second.status_code == 409
    page = second.content.decode()
    assert "đã được trả lời" in page
    assert "Câu thứ hai" in page
    assert state_of(kept)[0][0] == "Một"


def test_a_look_is_explained_once_and_the_person_reads_it(city):
    question = asked(purpose="Kiểm tra tờ khai")
    citizen = sign_in()
    assert "Đã hỏi. Câu trả lời sẽ hiện ở đây." in citizen.get("/toi/ai-da-xem/").content.decode()
    browser = at_screen("giamsat.trungtam")
    path = f"{LIST}luot-xem/{question.id}/"
    assert "Kiểm tra tờ khai" in browser.get(path).content.decode()
    assert "Kiểm tra tờ khai" in see("?nhom=luot-xem")
    before = state_of_question(question)
    assert browser.post(path, {"answer": " "}).status_code == 422
    assert state_of_question(question) == before

    sent = browser.post(path, {"answer": "Cán bộ xem để thẩm định hồ sơ."})

    assert sent.url == f"{LIST}?nhom=luot-xem"
    assert "Cán bộ xem để thẩm định hồ sơ." in citizen.get("/toi/ai-da-xem/").content.decode()
    after = state_of_question(question)
    assert after[1] == [*before[1], "reading.explained"]
    assert browser.post(path, {"answer": "Hai"}).status_code == 409
    assert state_of_question(question) == after


def test_nobody_explains_a_look_of_their_own(city):
    question = asked(actor_id=staff("giamsat.trungtam").id)
    before = state_of_question(question)
    browser = at_screen("giamsat.trungtam")
    path = f"{LIST}luot-xem/{question.id}/"

    answer = browser.post(path, {"answer": "Một"})

    assert answer.status_code == 403
    assert "Giám sát viên khác trả lời." in browser.get(path).content.decode()
    assert state_of_question(question) == before


def test_only_inspectors_are_led_to_the_messages(city):
    assert f'href="{LIST}"' in at_screen("giamsat.trungtam").get("/giam-sat/").content.decode()
    assert f'href="{LIST}"' not in at_screen("ketoan.trungtam").get("/giam-sat/").content.decode()
