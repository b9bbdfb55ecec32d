"""The public portal: reading, tracking, rating, doing it oneself."""

import random
import re
from datetime import date, timedelta

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from cuamo.cli.sample_forms import plausible_answers, plausible_values
from cuamo.dossiers.models import Dossier, Rating
from cuamo.dossiers.services.accept import accept, refuse_intake
from cuamo.dossiers.services.ask_supplement import ask_supplement
from cuamo.dossiers.states import State
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.identifiers.card import read_card
from cuamo.oversight.models import Feedback
from cuamo.people.models import Account, AccountKind, Reading
from cuamo.people.services.find_or_create import find_or_create_person
from tests.support.city import CARD, MORNING, PHONE, PNG, WARD, staff, summary_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def citizen(city, db) -> Client:
    person = find_or_create_person(card=read_card(CARD), phone=PHONE, actor=SYSTEM, at=MORNING)
    account = Account.objects.create_user(
        "vneid-1", None, full_name=person.full_name, kind=AccountKind.CITIZEN, person=person
    )
    client = Client()
    client.force_login(account)
    return client


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/", "Cần làm giấy tờ gì?"),
        ("/en/", "What paper do you need?"),
        ("/thu-tuc/?q=khai+sinh", "1.001193"),
        ("/thu-tuc/?q=zzzzqqqq", "Không thấy thủ tục này."),
        ("/thu-tuc/1.001193/", "Giấy tờ cần có"),
        ("/en/thu-tuc/2.000635/", "Papers needed"),
        ("/diem-phuc-vu/?q=hoan+kiem", "Điểm phục vụ"),
        ("/tra-cuu/", "Bốn số cuối"),
    ],
)
def test_every_public_page_opens_without_signing_in(client, city, path, words):
    answer = client.get(path)

    assert answer.status_code == 200
    assert words in answer.content.decode()


def test_answers_in_the_address_decide_the_checklist(client, city):
    bare = client.get("/thu-tuc/1.001193/").content.decode()
    answered = client.get("/thu-tuc/1.001193/?nguoi_di_khai=CHA_ME&giay_chung_sinh=GIAY").content.decode()

    assert "Giấy chứng sinh" in answered
    assert bare != answered


@pytest.mark.parametrize(
    ("username", "landing"), [("quay.hoankiem", "/quay/"), ("tiepnhan.hoankiem", "/xu-ly/")]
)
def test_staff_on_the_front_page_are_shown_the_way_to_their_own_work(client, city, username, landing):
    client.force_login(Account.objects.get(username=username))

    page = client.get("/").content.decode()

    assert f'href="{landing}">Vào việc' in page
    assert "Hồ sơ của tôi" not in page
    assert client.get(landing, follow=True).status_code == 200


def test_everybody_else_on_the_front_page_is_shown_their_dossiers(client, city, citizen):
    for reader in (client, citizen):
        page = reader.get("/").content.decode()
        assert 'href="/toi/">Hồ sơ của tôi' in page
        assert "Vào việc" not in page


def test_answers_in_the_address_decide_the_time_limit(client, city):
    assert "15\n" in facts_of(client.get("/thu-tuc/3.000333/?nuoc_ngoai=CO"))
    assert "10\n" in facts_of(client.get("/thu-tuc/3.000333/?nuoc_ngoai=KHONG"))


def facts_of(answer) -> str:
    return answer.content.decode().split('<dl class="facts">')[1].split("</dl>")[0]


def test_an_unknown_procedure_is_not_found(client, city):
    assert client.get("/thu-tuc/9.999999/").status_code == 404


def test_the_receipt_page_shows_the_ladder_and_no_personal_data(client, counter):
    dossier = counter.sent()

    page = client.get(f"/t/{dossier.tracking_token}/").content.decode()

    assert dossier.code in page
    assert "Đã gửi" in page
    assert "Thẳng" not in page
    assert "001185" not in page


def test_a_refusal_does_not_tell_its_reasons_to_strangers(client, counter):
    dossier = counter.sent()
    refuse_intake(
        dossier_id=dossier.id,
        officer=staff("tiepnhan.hoankiem"),
        reasons=["Thiếu chữ ký của mẹ"],
        turn_to="",
        at=MORNING + timedelta(hours=1),
    )

    page = client.get(f"/t/{dossier.tracking_token}/").content.decode()

    assert "Không giải quyết" in page
    assert "Thiếu chữ ký" not in page


def test_tracking_by_code_needs_the_right_four_digits_and_stops_guessing(client, counter):
    dossier = counter.sent()
    right = client.post("/tra-cuu/", {"ma": dossier.code, "bon_so": "2345"})
    assert right.headers["Location"] == f"/t/{dossier.tracking_token}/"

    statuses = [
        client.post("/tra-cuu/", {"ma": dossier.code, "bon_so": "0000"}).status_code for _ in range(11)
    ]

    assert statuses == [404] * 10 + [429]
    locked = client.post("/tra-cuu/", {"ma": dossier.code, "bon_so": "2345"})
    assert locked.status_code == 429, "not even the right digits open it now"
    assert re.search(r"Thử lại từ \d\d:\d\d", locked.content.decode())
    assert 0 < int(locked.headers["Retry-After"]) <= 600
    assert dossier.code in locked.content.decode(), "what was typed stays"


def test_looking_often_with_the_right_digits_is_no_guessing(client, counter):
    dossier = counter.sent()

    for _ in range(12):
        assert client.post("/tra-cuu/", {"ma": dossier.code, "bon_so": "2345"}).status_code == 302


def test_guessing_many_codes_from_one_address_stops(client, city):
    statuses = [
        client.post("/tra-cuu/", {"ma": f"H26-{number}", "bon_so": "0000"}).status_code
        for number in range(61)
    ]

    assert statuses == [404] * 60 + [429]


def test_feedback_from_one_address_is_limited_and_says_until_when(client, city):
    for _ in range(20):
        client.post("/gop-y", {"noi_dung": "Chờ lâu"})
    kept = Feedback.objects.count()

    locked = client.post("/gop-y", {"noi_dung": "Chờ lâu lần nữa"})

    assert (locked.status_code, Feedback.objects.count()) == (429, kept)
    assert re.search(r"Gửi tiếp từ \d\d:\d\d", locked.content.decode())
    assert "Chờ lâu lần nữa" in locked.content.decode()


def test_the_code_of_a_message_is_said_again_when_the_page_is_loaded_again(client, city):
    page = client.post("/gop-y", {"noi_dung": "Đèn hỏng"}).headers["Location"]
    code = Feedback.objects.latest("received_at").code

    for _ in range(2):
        assert code in client.get(page).content.decode()

    assert 0 < client.cookies["cuamo_phan_anh"]["max-age"] <= 600
    assert code not in Client().get(page).content.decode(), "nobody else reads it"


def test_a_rating_is_taken_once_and_not_before_there_is_an_outcome(client, counter):
    dossier = counter.sent()
    early = client.post(f"/t/{dossier.tracking_token}/danh-gia/", {"diem": "1"})
    assert (early.status_code, Rating.objects.count()) == (409, 0)
    refuse_intake(
        dossier_id=dossier.id,
        officer=staff("tiepnhan.hoankiem"),
        reasons=["Sai nơi"],
        turn_to="",
        at=MORNING + timedelta(hours=1),
    )

    client.post(f"/t/{dossier.tracking_token}/danh-gia/", {"diem": "3", "doi_tien": "1"})
    client.post(f"/t/{dossier.tracking_token}/danh-gia/", {"diem": "1"})

    assert [(rating.score, rating.extra_money) for rating in Rating.objects.all()] == [(3, True)]


def test_a_result_nobody_issued_is_called_so(client, city):
    answer = client.get("/kiem-tra/AAAAAAAAAAAAAAAA/")

    assert answer.status_code == 404
    assert "Không có kết quả nào mang mã này" in answer.content.decode()


def _flat(values: dict) -> dict:
    return {
        key: ("on" if value is True else value) for key, value in values.items() if value not in (None, "")
    }


def test_a_citizen_files_alone_page_by_page_without_scripts(citizen):
    begun = citizen.post("/nop/2.000635/")
    dossier = Dossier.objects.get()
    assert begun.headers["Location"] == f"/nop/{dossier.id}/cau-hoi/"
    rng, content = random.Random(1), dossier.version.content
    answers = plausible_answers(content, rng, simplest=True)
    for _ in range(4):
        answer = citizen.post(f"/nop/{dossier.id}/cau-hoi/", answers)
        if answer.status_code == 302:
            break
    dossier.refresh_from_db()
    values = plausible_values(content, dossier.answers, dossier.values, today=date.today(), rng=rng)
    page = 1
    while True:
        answer = citizen.post(f"/nop/{dossier.id}/to-khai/{page}/", _flat(values))
        assert answer.status_code == 302
        if "giay-to" in answer.headers["Location"]:
            break
        page += 1
    assert page >= 2
    citizen.post(
        f"/nop/{dossier.id}/nhan-ket-qua/",
        {"way": "HOME", "address": "Số 12 phố Hàng Bông", "ward_code": WARD, "phone": PHONE},
    )
    shown = citizen.get(f"/nop/{dossier.id}/xem-lai/").content.decode()
    assert "Hồ sơ chưa được nộp" in shown
    assert "Sửa" in shown

    summary = summary_on(shown)
    for _ in range(2):
        citizen.post(f"/nop/{dossier.id}/xem-lai/", {"tom_tat": summary})

    dossier.refresh_from_db()
    assert (dossier.state, dossier.channel) == (State.SUBMITTED, "SELF")
    assert dossier.code in citizen.get(f"/nop/{dossier.id}/xong/").content.decode()
    assert dossier.code in citizen.get("/toi/").content.decode()


def test_what_a_second_tab_changed_is_shown_before_it_can_be_sent(citizen):
    citizen.post("/nop/2.000635/")
    dossier = Dossier.objects.get()
    rng, content = random.Random(1), dossier.version.content
    citizen.post(f"/nop/{dossier.id}/cau-hoi/", plausible_answers(content, rng, simplest=True))
    dossier.refresh_from_db()
    values = plausible_values(content, dossier.answers, dossier.values, today=date.today(), rng=rng)
    for page in range(1, 6):
        citizen.post(f"/nop/{dossier.id}/to-khai/{page}/", _flat(values))
    way = {"way": "HOME", "address": "Số 12 phố Hàng Bông", "ward_code": WARD, "phone": PHONE}
    citizen.post(f"/nop/{dossier.id}/nhan-ket-qua/", way)
    read = summary_on(citizen.get(f"/nop/{dossier.id}/xem-lai/").content.decode())
    citizen.post(f"/nop/{dossier.id}/nhan-ket-qua/", {**way, "address": "Số 99 phố Hàng Gai"})

    answer = citizen.post(f"/nop/{dossier.id}/xem-lai/", {"tom_tat": read}, follow=True)

    assert "Hồ sơ vừa thay đổi" in answer.content.decode()
    dossier.refresh_from_db()
    assert (dossier.state, dossier.confirmed_at) == (State.DRAFT, None)
    citizen.post(f"/nop/{dossier.id}/xem-lai/", {"tom_tat": summary_on(answer.content.decode())})
    dossier.refresh_from_db()
    assert dossier.state == State.SUBMITTED


def test_a_faulty_page_keeps_what_was_typed(citizen):
    citizen.post("/nop/2.000635/")
    dossier = Dossier.objects.get()

    answer = citizen.post(f"/nop/{dossier.id}/to-khai/1/", {"nyc_ho_ten": "Nguyễn Mới", "nyc_giay_to": "12"})

    assert answer.status_code == 422
    assert "Nguyễn Mới" in answer.content.decode()


def test_somebody_elses_dossier_cannot_be_seen(citizen, counter):
    other = counter.sent(card=CARD.replace("001185012345", "001185054321"))

    assert citizen.get(f"/toi/ho-so/{other.id}/").status_code == 404
    assert citizen.post(f"/toi/ho-so/{other.id}/rut/").status_code == 404


def test_what_is_asked_for_is_sent_once(citizen, counter):
    dossier = counter.sent()
    accept(dossier_id=dossier.id, officer=staff("tiepnhan.hoankiem"), at=MORNING + timedelta(minutes=5))
    ask_supplement(
        dossier_id=dossier.id,
        officer=staff("chuyenvien.hoankiem"),
        items=[{"about": "", "label": "Tờ khai", "reason": "Mờ", "todo": "Chụp lại"}],
        at=MORNING + timedelta(minutes=30),
    )
    assert "Chụp lại" in citizen.get(f"/toi/ho-so/{dossier.id}/").content.decode()
    nothing = citizen.post(f"/toi/ho-so/{dossier.id}/bo-sung/", {})
    assert nothing.status_code == 422

    sent = citizen.post(
        f"/toi/ho-so/{dossier.id}/bo-sung/", {"bo-sung-1": SimpleUploadedFile("a.png", PNG, "image/png")}
    )

    assert sent.status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == State.IN_PROGRESS


def test_the_citizen_sees_who_looked_and_can_ask(citizen, counter):
    counter.sent()
    reading = Reading.objects.first()
    assert reading is not None
    assert "Bắt đầu lượt hỗ trợ tại quầy" in citizen.get("/toi/ai-da-xem/").content.decode()

    citizen.post(f"/toi/ai-da-xem/{reading.id}/hoi/")

    reading.refresh_from_db()
    assert reading.readingquestion.asked_at is not None


def test_extra_money_can_be_told_without_signing_in_and_followed_by_code(client):
    empty = client.post("/gop-y", {})
    assert (empty.status_code, Feedback.objects.count()) == (422, 0)

    sent = client.post("/gop-y", {"doi_tien": "1", "noi": "Quầy 2"})
    assert sent.status_code == 302, "reloading the page that says so sends nothing again"
    page = client.get(sent.url).content.decode()

    kept = Feedback.objects.get()
    assert kept.extra_money
    assert kept.code in page
    assert "Đã nhận" in page
    assert "Quầy 2" not in page, "the form is empty for the next message"
    assert "Đang được xem" in client.post("/gop-y", {"viec": "xem", "ma": kept.code}).content.decode()


def test_every_link_of_the_footer_leads_somewhere(client, city):
    for path in ("/tro-giup", "/gop-y", "/cong-khai/", "/tinh-trang", "/en/tro-giup", "/en/gop-y"):
        assert client.get(path).status_code == 200, path


def _tokenless(page: bytes) -> bytes:
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", page)


def test_a_receipt_page_asked_again_costs_one_question_and_changes_with_the_next_event(
    client, counter, django_assert_num_queries
):
    dossier = counter.sent()
    address = f"/t/{dossier.tracking_token}/"
    first = _tokenless(client.get(address).content)

    with django_assert_num_queries(1):
        again = client.get(address).content
    assert _tokenless(again) == first
    refuse_intake(
        dossier_id=dossier.id,
        officer=staff("tiepnhan.hoankiem"),
        reasons=["Không thuộc thẩm quyền"],
        turn_to="",
        at=counter.at,
    )

    assert _tokenless(client.get(address).content) != first
    assert "Hồ sơ không được giải quyết" in client.get(address).content.decode()


def test_a_remembered_receipt_page_has_each_visitors_own_token_and_nobodys_message(counter):
    address = f"/t/{counter.sent().tracking_token}/"
    first, second = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    tokens = []
    for visitor in (first, second):
        page = visitor.get(address).content.decode()
        found = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page))
        assert len(found) == 1
        tokens.append(found.pop())
    assert tokens[0] != tokens[1]

    chosen = {"csrfmiddlewaretoken": tokens[1], "ve": address, "co-chu": "3"}
    assert second.post(reverse("preferences"), chosen).status_code == 302
    assert Client(enforce_csrf_checks=True).post(reverse("preferences"), chosen).status_code == 403

    thanked, answer = Client(), HttpResponse()
    said = CookieStorage(RequestFactory().get("/"))
    said.add(constants.SUCCESS, "Chỉ cho một người.")
    said.update(answer)
    thanked.cookies["messages"] = answer.cookies["messages"].value
    assert "Chỉ cho một người." in thanked.get(address).content.decode()
    assert "Chỉ cho một người." not in Client().get(address).content.decode()


def test_a_remembered_receipt_page_speaks_the_language_and_size_of_who_asks(client, counter):
    address = f"/t/{counter.sent().tracking_token}/"
    plain = _tokenless(client.get(address).content)

    english = _tokenless(client.get("/en" + address).content)
    client.cookies["co-chu"] = "3"
    large = _tokenless(client.get(address).content)

    assert b"The centre answers before" in english
    assert len({plain, english, large}) == 3
