"""Opinions my unit is asked for and complaints a leader answers: lists, answers, and who may see what."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cuamo.dossiers.models import Complaint, Dossier, DossierPaper, Opinion
from cuamo.dossiers.services.approve import approve
from cuamo.dossiers.services.complain import complain
from cuamo.dossiers.services.tell_citizen import tell_citizen
from cuamo.kernel import events
from cuamo.organisation.models import Membership
from cuamo.organisation.types import Role
from cuamo.people.models import Account, AccountKind, Reading
from tests.support.city import MORNING, citizen_of, staff
from tests.web.officer.desk import STRANGER, WITH_PAPERS, accepted, at_screen, issued, page_of, proposed
from tests.web.officer.life import COMPLAINTS, OPINIONS, OTHER, ask, everything
from tests.web.officer.test_decision import sent_text, sms_in

pytestmark = pytest.mark.django_db

OPINION_QUERIES, COMPLAINT_QUERIES = 7, 7
SAID = {"agrees": "co", "answer": "Không có đăng ký kết hôn tại phường."}
JUDGED = {"outcome": "dung", "answer": "Sổ gốc ghi Đặng. Xin lỗi, bản đúng được giao miễn phí."}


def colleague(unit: str, role: Role, name: str) -> Client:
    """Somebody who holds a role at a unit, signed in."""
    account = Account.objects.create_user(name, None, full_name="Trần Văn Thử", kind=AccountKind.STAFF)
    Membership.objects.create(account=account, unit_id=unit, role=role, valid_from=MORNING)
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def adviser(city, db) -> Client:
    """A specialist of the authority that is asked."""
    return colleague(OTHER, Role.SPECIALIST, "ykien.cuanam")


@pytest.fixture
def second_leader(city, db) -> Client:
    """Another leader of the unit that decided."""
    return colleague("PX-00070", Role.LEADER, "pho.hoankiem")


@pytest.fixture
def complained(counter) -> Complaint:
    dossier = issued(counter)
    text = "Tên đệm trong sổ là Đặng, không phải Đăng."
    return complain(dossier_id=dossier.id, citizen=citizen_of(dossier), text=text, at=timezone.now())


def page_for(opinion: Opinion) -> str:
    return f"{OPINIONS}{opinion.id}/"


def codes(answer) -> list[str]:
    """The codes listed, in order."""
    return re.findall(r'<a href="/xu-ly/(?:y-kien|khieu-nai)/[^"]+">([^<]+)</a>', answer.content.decode())


def more_opinions(of: Opinion, count: int) -> None:
    """Put many open questions beside one, for volume only; each is due a minute after the last."""
    rows = [
        Opinion(
            dossier=of.dossier,
            unit_code=OTHER,
            question=f"Câu hỏi {number}",
            asked_at=of.asked_at,
            asked_by=of.asked_by,
            due_at=of.due_at + timedelta(minutes=number),
            answered_at=of.due_at + timedelta(minutes=number),
            answer="x",
            agrees=True,
        )
        for number in range(1, count + 1)
    ]
    Opinion.objects.bulk_create(rows)


# --- opinions: the list


def test_questions_to_my_unit_are_listed_soonest_due_first(counter, adviser):
    late, soon = accepted(counter, seed=1), accepted(counter, seed=2)
    ask(soon, hours=16)
    ask(late, hours=2)

    answer = adviser.get(OPINIONS)

    assert codes(answer) == [late.code, soon.code]
    page = answer.content.decode()
    for words in ("Ủy ban nhân dân phường Hoàn Kiếm", "Ủy ban nhân dân phường Cửa Nam", "Trễ"):
        assert words in page
    assert "Nguyễn Thị Đặng Thẳng" not in page, "the list names no person"


def test_an_empty_list_says_so(city, adviser):
    assert "Không có câu hỏi chờ trả lời." in adviser.get(OPINIONS).content.decode()
    assert "Chưa trả lời câu hỏi nào." in adviser.get(OPINIONS + "?nhom=da-tra-loi").content.decode()


def test_nobody_sees_what_another_unit_is_asked(counter, specialist, adviser):
    asked = ask(accepted(counter))

    assert codes(specialist.get(OPINIONS)) == []
    assert specialist.get(page_for(asked)).status_code == 404
    assert adviser.get(page_for(asked)).status_code == 200
    assert adviser.get(page_of(asked.dossier)).status_code == 404, "not the whole dossier"
    for username in (STRANGER, "quay.hoankiem", "tiepnhan.hoankiem"):
        assert at_screen(username).get(OPINIONS).status_code == 403


def test_fifty_a_page_each_row_once_and_the_same_cost_for_one_and_for_fifty(
    counter, adviser, django_assert_num_queries
):
    asked = ask(accepted(counter))
    with django_assert_num_queries(OPINION_QUERIES) as one:
        adviser.get(OPINIONS)
    more_opinions(asked, 60)
    Opinion.objects.filter(id=asked.id).update(answered_at=asked.due_at, answer="x", agrees=True)

    address, seen = OPINIONS + "?nhom=da-tra-loi", []
    with django_assert_num_queries(len(one)):
        first = adviser.get(address)
    for _ in range(2):
        answer = adviser.get(address)
        seen += re.findall(r'id="y([0-9a-f-]{36})"', answer.content.decode())
        found = re.search(r'rel="next"\s+href="([^"]+)"', answer.content.decode())
        address = found.group(1).replace("&amp;", "&") if found else ""

    assert len(codes(first)) == 50
    assert (len(seen), len(set(seen)), address) == (61, 61, "")


@pytest.mark.parametrize("after", ["x", "2026-11-20|y", "2026-11-20T08:00:00|", "\x00|"])
def test_a_page_that_cannot_be_read_begins_at_the_first(counter, adviser, after):
    dossier = accepted(counter)
    ask(dossier)

    answer = adviser.get(OPINIONS, {"sau": after.replace("\x00", "")})

    assert codes(answer) == [dossier.code]


# --- opinions: the answer


def test_the_asked_unit_sees_question_form_and_papers_and_the_person_sees_the_reading(counter, adviser):
    dossier = accepted(counter, procedure=WITH_PAPERS)
    asked = ask(dossier)
    paper = DossierPaper.objects.filter(dossier=dossier).first()

    page = adviser.get(page_for(asked)).content.decode()

    for words in (asked.question, dossier.version.content["name_vi"], "Nguyễn Thị Đặng Thẳng", "Giấy tờ"):
        assert words in page
    picture = adviser.get(f"{page_for(asked)}giay/{paper.id}/1/")
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/jpeg")
    reading = Reading.objects.get(dossier_id=dossier.id, unit_code=OTHER)
    assert (reading.purpose, reading.person_id) == ("Cho ý kiến về hồ sơ", dossier.applicant_id)
    assert "quyet-dinh/" not in page, "nothing of the dossier can be decided here"


def test_papers_of_another_dossier_are_not_reached_through_the_question(counter, adviser):
    asked = ask(accepted(counter, seed=1))
    other = accepted(counter, procedure=WITH_PAPERS)
    paper = DossierPaper.objects.filter(dossier=other).first()

    assert adviser.get(f"{page_for(asked)}giay/{paper.id}/1/").status_code == 404


def test_an_opinion_is_given_once_and_the_papers_close(counter, adviser, specialist):
    dossier = accepted(counter, procedure=WITH_PAPERS)
    asked = ask(dossier)
    paper = DossierPaper.objects.filter(dossier=dossier).first()

    answer = adviser.post(page_for(asked), SAID)

    assert answer.url == OPINIONS
    given = Opinion.objects.get(id=asked.id)
    assert (given.agrees, given.answer) == (True, SAID["answer"])
    assert SAID["answer"] in specialist.get(page_of(dossier)).content.decode()
    before = everything(dossier.id)
    again = adviser.post(page_for(asked), SAID | {"agrees": "khong", "answer": "Đổi ý."})
    page = adviser.get(page_for(asked)).content.decode()
    assert again.status_code == 409
    assert "Đã có ý kiến rồi." in again.content.decode()
    assert SAID["answer"] in page
    assert "Nguyễn Thị Đặng Thẳng" not in page
    assert adviser.get(f"{page_for(asked)}giay/{paper.id}/1/").status_code == 404
    assert codes(adviser.get(OPINIONS)) == []
    assert codes(adviser.get(OPINIONS + "?nhom=da-tra-loi")) == [dossier.code]
    assert everything(dossier.id) == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"answer": " "}, "Cần ghi ý kiến."),
        ({"agrees": ""}, "Chọn đồng ý hoặc không đồng ý."),
        ({"agrees": "x"}, "Chọn đồng ý hoặc không đồng ý."),
    ],
)
def test_half_an_opinion_is_refused_and_stays_typed(counter, adviser, change, said):
    asked = ask(accepted(counter))
    before, typed = everything(asked.dossier_id), SAID | change

    answer = adviser.post(page_for(asked), typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert f"{typed['answer']}</textarea>" in page
    assert ("checked" in page) == (typed["agrees"] == "co")
    assert everything(asked.dossier_id) == before


def test_another_unit_gives_no_opinion_and_changes_nothing(counter, specialist):
    asked = ask(accepted(counter))
    before = everything(asked.dossier_id)

    assert specialist.post(page_for(asked), SAID).status_code == 404

    assert everything(asked.dossier_id) == before


# --- complaints


def test_complaints_of_the_territory_are_listed_by_their_day_of_answer(counter, leader, complained):
    second = issued(counter)
    other = complain(
        dossier_id=second.id, citizen=citizen_of(second), text="Kết quả ghi sai năm sinh.", at=timezone.now()
    )
    Complaint.objects.filter(id=other.id).update(answer_by=complained.answer_by - timedelta(days=40))

    answer = leader.get(COMPLAINTS)

    assert codes(answer) == [second.code, complained.dossier.code]
    page = answer.content.decode()
    assert "Trễ" in page
    assert complained.text not in page
    assert "Không có khiếu nại" not in page


def test_only_leaders_of_the_territory_reach_complaints(counter, complained, specialist):
    address = f"{COMPLAINTS}{complained.id}/"
    stranger = colleague(OTHER, Role.LEADER, "lanhdao.cuanam")
    before = everything(complained.dossier_id)

    assert specialist.get(COMPLAINTS).status_code == 403
    assert specialist.get(address).status_code == 403
    assert codes(stranger.get(COMPLAINTS)) == []
    assert stranger.get(address).status_code == 404
    assert stranger.post(address, JUDGED).status_code == 404
    assert everything(complained.dossier_id) == before


def test_who_decided_reads_the_complaint_and_cannot_answer_it(counter, leader, complained):
    address = f"{COMPLAINTS}{complained.id}/"
    before = everything(complained.dossier_id)

    page = leader.get(address).content.decode()
    answer = leader.post(address, JUDGED)

    assert complained.text in page
    assert "Quyết định này do chính tài khoản này ký." in page
    assert 'name="outcome"' not in page
    assert answer.status_code == 403
    assert "Người đã quyết định không tự trả lời" in answer.content.decode()
    assert everything(complained.dossier_id) == before


def test_another_leader_answers_with_the_text_that_was_shown(counter, second_leader, complained):
    address = f"{COMPLAINTS}{complained.id}/"
    shown = second_leader.get(address)

    answer = second_leader.post(address, JUDGED)

    assert answer.url == COMPLAINTS
    kept = Complaint.objects.get(id=complained.id)
    assert (kept.outcome, kept.answer) == ("UPHELD", JUDGED["answer"])
    assert events.names_of(kept.dossier_id)[-1] == "dossier.complaint_answered"
    tell_citizen(dossier_id=kept.dossier_id, news="dossier.complaint_answered", at=timezone.now())
    assert sms_in(shown) == sent_text(Dossier.objects.get(id=kept.dossier_id), "N12K")
    page = shown.content.decode()
    assert "Đồng ý giải quyết" in page
    assert staff("lanhdao.hoankiem").name in page
    assert codes(second_leader.get(COMPLAINTS)) == []
    assert codes(second_leader.get(COMPLAINTS + "?nhom=da-tra-loi")) == [complained.dossier.code]
    assert Reading.objects.filter(dossier_id=kept.dossier_id, unit_code="PX-00070").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [({"answer": " "}, "Cần ghi câu trả lời."), ({"outcome": ""}, "Chọn một cách giải quyết.")],
)
def test_half_an_answer_is_refused_and_stays_typed(counter, second_leader, complained, change, said):
    before, typed = everything(complained.dossier_id), JUDGED | change

    answer = second_leader.post(f"{COMPLAINTS}{complained.id}/", typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert f"{typed['answer']}</textarea>" in page
    assert everything(complained.dossier_id) == before


def test_an_answered_complaint_is_not_answered_again(counter, second_leader, complained):
    address = f"{COMPLAINTS}{complained.id}/"
    second_leader.post(address, JUDGED)
    before = everything(complained.dossier_id)

    answer = second_leader.post(address, JUDGED | {"outcome": "khong"})

    assert answer.status_code == 409
    assert "Khiếu nại đã được trả lời." in answer.content.decode()
    assert everything(complained.dossier_id) == before


def test_a_refused_dossier_shows_its_reasons_to_who_answers(counter, second_leader):
    dossier = proposed(counter, grant=False)
    approve(dossier_id=dossier.id, leader=staff("lanhdao.hoankiem"), at=MORNING + timedelta(minutes=30))
    made = complain(
        dossier_id=dossier.id, citizen=citizen_of(dossier), text="Có đăng ký năm 1985.", at=timezone.now()
    )

    page = second_leader.get(f"{COMPLAINTS}{made.id}/").content.decode()

    assert "Không giải quyết" in page
    assert "Không thấy việc đăng ký này trong sổ." in page


def test_the_list_of_complaints_costs_the_same_for_one_and_for_fifty(
    counter, second_leader, complained, django_assert_num_queries
):
    with django_assert_num_queries(COMPLAINT_QUERIES):
        second_leader.get(COMPLAINTS)
    Complaint.objects.bulk_create(
        Complaint(
            dossier=complained.dossier,
            text="x",
            made_at=complained.made_at,
            made_by=complained.made_by,
            unit_code="PX-00070",
            answer_by=complained.answer_by,
            outcome="DISMISSED",
            answer="x",
            answered_at=complained.made_at + timedelta(minutes=number),
        )
        for number in range(60)
    )

    with django_assert_num_queries(COMPLAINT_QUERIES):
        answer = second_leader.get(COMPLAINTS + "?nhom=da-tra-loi")

    assert len(codes(answer)) == 50
