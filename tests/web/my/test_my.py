"""T1, T2, T3, T6: a citizen's own dossiers, and nobody else's."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cuamo.dossiers.models import Dossier, DossierPaper
from cuamo.dossiers.services.accept import refuse_intake
from cuamo.dossiers.states import State
from cuamo.kernel import events
from cuamo.people.models import Account, Reading, ReadingQuestion
from tests.support.city import CARD, MORNING, PNG, staff
from tests.web.my.conftest import OTHER_CARD, sign_in

pytestmark = pytest.mark.django_db


def _page(client, path, status=200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def _own(dossier) -> list[str]:
    return [f"/toi/ho-so/{dossier.id}/{end}" for end in ("", "bo-sung/", "ket-qua/")]


def test_without_a_dossier_the_list_says_so_and_leads_on(citizen):
    page = _page(citizen, "/toi/")

    assert "Chưa có hồ sơ nào." in page
    assert 'href="/thu-tuc/"' in page


def test_what_needs_the_citizen_stands_on_top_then_moving_then_done(citizen, counter, asked):
    moving = counter.sent(seed=2)
    done = counter.sent(seed=3)
    refuse_intake(
        dossier_id=done.id,
        officer=staff("tiepnhan.hoankiem"),
        reasons=["Sai nơi"],
        turn_to="",
        at=MORNING + timedelta(hours=1),
    )

    page = _page(citizen, "/toi/")

    places = [page.index(part) for part in ("Cần làm", asked.code, moving.code, "Đã xong", done.code)]
    assert places == sorted(places)


def test_the_list_costs_a_bounded_number_of_queries(citizen, counter):
    counter.sent()
    with CaptureQueriesContext(
        connection,
    ) as one:
        citizen.get("/toi/")
    for seed in (2, 3, 4):
        counter.sent(seed=seed)
    with CaptureQueriesContext(connection) as four:
        citizen.get("/toi/")

    assert len(four) - len(one) <= 3 * 3, "at most three more for each dossier"


def test_every_page_names_who_is_signed_in_and_offers_to_sign_out(citizen, asked):
    for path in ("/toi/", "/toi/ai-da-xem/", f"/toi/ho-so/{asked.id}/", f"/toi/ho-so/{asked.id}/bo-sung/"):
        page = _page(citizen, path)
        assert "Nguyễn Thị Đặng Thẳng" in page
        assert 'action="/dang-nhap/ra/"' in page

    citizen.post("/dang-nhap/ra/")
    assert citizen.get("/toi/").url == "/dang-nhap/?next=/toi/"


def test_pages_of_a_citizen_are_kept_by_no_cache(citizen, sent):
    for path in ("/toi/", f"/toi/ho-so/{sent.id}/", "/toi/ai-da-xem/"):
        assert "no-store" in citizen.get(path).headers["Cache-Control"]


def test_without_signing_in_every_page_leads_to_sign_in_and_back(client, sent):
    for path in ("/toi/", "/toi/ai-da-xem/", *_own(sent)):
        assert client.get(path).url == f"/dang-nhap/?next={path}"


def test_staff_are_told_that_these_pages_are_for_citizens(client, counter):
    from cuamo.people.models import Account

    client.force_login(Account.objects.get(username="quay.hoankiem"))

    assert "VNeID" in _page(client, "/toi/", 403)


def test_another_persons_dossier_is_not_found_and_nothing_of_it_changes(citizen, counter):
    other = counter.sent(card=OTHER_CARD)
    before = (Dossier.objects.get(id=other.id).state, events.names_of(other.id))

    for path in _own(other):
        page = _page(citizen, path, 404)
        assert other.code not in page
    assert citizen.post(f"/toi/ho-so/{other.id}/rut/", {"ly_do": "x"}).status_code == 404
    upload = SimpleUploadedFile("a.png", PNG, "image/png")
    assert citizen.post(f"/toi/ho-so/{other.id}/bo-sung/", {"bo-sung-1": upload}).status_code == 404
    assert citizen.get(f"/nop/{other.id}/xem-lai/").status_code == 404

    assert (Dossier.objects.get(id=other.id).state, events.names_of(other.id)) == before


def test_a_dossier_nobody_has_looks_the_same_as_somebody_elses(citizen, counter):
    other = counter.sent(card=OTHER_CARD)
    nobody = str(other.id)[:-4] + "0000"

    theirs = _page(citizen, f"/toi/ho-so/{other.id}/", 404).replace(str(other.id), "")
    none = _page(citizen, f"/toi/ho-so/{nobody}/", 404).replace(nobody, "")
    assert "Không thấy" in theirs
    assert theirs.partition("<h1")[2][:400] == none.partition("<h1")[2][:400]


def test_the_dossier_shows_ladder_papers_and_money(citizen, sent):
    page = _page(citizen, f"/toi/ho-so/{sent.id}/")

    assert sent.code in page
    assert "Đã gửi" in page
    assert 'class="ladder"' in page
    assert "Rút hồ sơ" in page


def test_there_is_no_result_to_load_before_it_is_issued(citizen, sent):
    assert "Không thấy" in _page(citizen, f"/toi/ho-so/{sent.id}/ket-qua/", 404)


def test_reasons_of_a_refusal_are_told_to_the_citizen(citizen, sent):
    refuse_intake(
        dossier_id=sent.id,
        officer=staff("tiepnhan.hoankiem"),
        reasons=["Thiếu chữ ký của mẹ"],
        turn_to="UBND phường Hoàn Kiếm",
        at=MORNING + timedelta(hours=1),
    )

    page = _page(citizen, f"/toi/ho-so/{sent.id}/")

    assert "Thiếu chữ ký của mẹ" in page
    assert "UBND phường Hoàn Kiếm" in page


def test_what_is_asked_is_listed_once_each_with_reason_and_what_to_do(citizen, asked):
    page = _page(citizen, f"/toi/ho-so/{asked.id}/bo-sung/")

    for words in ("Tờ khai", "Trang 2 bị mờ", "Chụp lại trang 2", "Hết hạn", "Chụp thẻ mới"):
        assert words in page
    assert page.count('type="file"') == 2


def test_sending_nothing_is_refused_and_the_dossier_still_waits(citizen, asked):
    before = events.names_of(asked.id)

    answer = citizen.post(f"/toi/ho-so/{asked.id}/bo-sung/", {"ghi_chu": " "})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "error-summary" in page
    assert page.index("<title>") < page.index("Lỗi:")
    asked.refresh_from_db()
    assert (asked.state, events.names_of(asked.id)) == (State.SUPPLEMENT, before)


def test_a_file_that_is_no_picture_is_refused_with_what_to_do_and_nothing_is_kept(citizen, asked):
    papers = DossierPaper.objects.count()
    upload = SimpleUploadedFile("giay.png", b"MZ this is a program", "image/png")

    answer = citizen.post(
        f"/toi/ho-so/{asked.id}/bo-sung/", {"bo-sung-1": upload, "ghi_chu": "Ảnh chụp ban đêm"}
    )

    assert 400 <= answer.status_code < 500
    assert "Ảnh chụp ban đêm" in answer.content.decode()
    assert DossierPaper.objects.count() == papers
    asked.refresh_from_db()
    assert asked.state == State.SUPPLEMENT


def test_everything_is_sent_once_and_a_second_press_sends_nothing_more(citizen, asked):
    address = f"/toi/ho-so/{asked.id}/bo-sung/"
    files = {
        "bo-sung-1": SimpleUploadedFile("to-khai.png", PNG, "image/png"),
        "bo-sung-2": SimpleUploadedFile("the.png", PNG, "image/png"),
        "ghi_chu": "Đã chụp lại",
    }
    assert citizen.post(address, files).url == f"/toi/ho-so/{asked.id}/"
    told = events.names_of(asked.id)

    again = citizen.post(address, {"bo-sung-1": SimpleUploadedFile("x.png", PNG, "image/png")})

    assert again.url == f"/toi/ho-so/{asked.id}/"
    asked.refresh_from_db()
    assert asked.state == State.IN_PROGRESS
    assert events.names_of(asked.id) == told
    assert told.count("dossier.supplemented") == 1


def test_a_dossier_is_withdrawn_with_a_reason_once(citizen, sent):
    for _ in range(2):
        assert citizen.post(f"/toi/ho-so/{sent.id}/rut/", {"ly_do": "Đã làm ở nơi khác"}).status_code == 302

    sent.refresh_from_db()
    page = _page(citizen, f"/toi/ho-so/{sent.id}/")
    withdrawn = [name for name in events.names_of(sent.id) if "withdraw" in name]
    assert len(withdrawn) == 1
    assert "Đã rút" in page or "rút" in page.lower()
    assert "Đã làm ở nơi khác" in str(Dossier.objects.filter(id=sent.id).values())


def test_who_looked_is_listed_with_unit_person_time_and_reason(citizen, sent):
    page = _page(citizen, "/toi/ai-da-xem/")

    reading = Reading.objects.order_by("read_at").first()
    assert reading is not None
    assert reading.actor_name in page
    assert "Bắt đầu lượt hỗ trợ tại quầy" in page
    assert "20/11/2026" in page


def test_a_look_not_understood_is_asked_about_once(citizen, sent):
    reading = Reading.objects.order_by("read_at").first()
    assert reading is not None
    assert "Tôi không hiểu lượt xem này" in _page(citizen, "/toi/ai-da-xem/")

    for _ in range(2):
        assert citizen.post(f"/toi/ai-da-xem/{reading.id}/hoi/").url == "/toi/ai-da-xem/"

    assert ReadingQuestion.objects.filter(reading=reading).count() == 1
    assert events.names_of(reading.person_id).count("reading.questioned") == 1


def test_looks_at_another_persons_data_are_neither_shown_nor_asked_about(citizen, counter):
    counter.sent(card=OTHER_CARD)
    reading = Reading.objects.order_by("-read_at").first()
    assert reading is not None
    mine = Reading.objects.filter(person__account__username="vneid-1").count()

    answer = citizen.post(f"/toi/ai-da-xem/{reading.id}/hoi/")

    assert answer.status_code == 404
    assert ReadingQuestion.objects.count() == 0
    assert mine == 0
    assert "Chưa ai xem." in _page(citizen, "/toi/ai-da-xem/")


def test_two_people_see_each_their_own(counter):
    first = counter.sent()
    second = counter.sent(card=OTHER_CARD)
    one, two = sign_in(CARD, "vneid-a"), sign_in(OTHER_CARD, "vneid-b")

    assert first.code in _page(one, "/toi/")
    assert second.code not in _page(one, "/toi/")
    assert second.code in _page(two, "/toi/")
    assert first.code not in _page(two, "/toi/")


def test_the_pages_speak_english_too(citizen, asked):
    assert "My dossiers" in _page(citizen, "/en/toi/")
    assert "Send them, once" in _page(citizen, f"/en/toi/ho-so/{asked.id}/")
    assert "Who looked at my data" in _page(citizen, "/en/toi/ai-da-xem/")


def test_withdrawing_after_the_session_was_over_comes_back_to_the_dossier_with_the_reason(citizen, sent):
    address = f"/toi/ho-so/{sent.id}/rut/"
    late = Client()

    refused = late.post(address, {"ly_do": "Nộp nhầm nơi"})
    late.force_login(Account.objects.get(username="vneid-1"))
    page = late.get(address)

    assert refused.headers["Location"].endswith(f"?next={address}")
    assert page.status_code == 200
    assert sent.shown_code in page.content.decode()
    assert 'value="Nộp nhầm nơi"' in page.content.decode()
    sent.refresh_from_db()
    assert sent.state == State.SUBMITTED


def test_nobody_signed_in_is_asked_for_a_token_when_posting(sent):
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(f"/toi/ho-so/{sent.id}/rut/").status_code == 403
    sent.refresh_from_db()
    assert sent.state == State.SUBMITTED
