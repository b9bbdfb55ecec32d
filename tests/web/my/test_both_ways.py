"""T2: messages as sent, papers both ways, money with receipts, choosing another day; T1 and T6 in words."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from cuamo.appointments.models import Booking
from cuamo.delivery.models import Attempt, Parcel
from cuamo.delivery.selectors.slots import open_slots
from cuamo.delivery.states import ParcelState
from cuamo.documents.services.store import store_upload
from cuamo.dossiers.models import DossierPaper
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.states import Carriage
from cuamo.kernel import events
from cuamo.kernel.clock import to_hanoi
from cuamo.notices.services.send import send_notice
from cuamo.people.models import Reading, ReadingQuestion
from cuamo.people.services.find_or_create import hash_of_phone
from tests.support.city import MORNING, PHONE, PNG, citizen_of, staff
from tests.web.my.conftest import OTHER_CARD, sign_in


def given(dossier) -> DossierPaper:
    file = store_upload(data=PNG, filename="giay.png", actor=citizen_of(dossier), at=MORNING)
    return DossierPaper.objects.create(
        dossier=dossier, component_key="giay", file=file, added_at=MORNING, added_by={}
    )


@pytest.fixture
def not_delivered(sent) -> Parcel:
    sent.carriage = Carriage.FAILED
    sent.save(update_fields=["carriage"])
    parcel = Parcel.objects.create(
        subject_id=sent.id,
        subject_code=sent.shown_code,
        label="RR123456785VN",
        recipient="Thẳng",
        phone=PHONE,
        address="Hà Nội",
        pin="1234",
        state=ParcelState.FAILED_ATTEMPT,
        origin_unit="PX-00070",
        holder_kind="COURIER",
        holder_id="x",
        attempts=1,
        created_at=MORNING,
    )
    Attempt.objects.create(parcel=parcel, number=1, reason="ABSENT", failed_at=MORNING)
    return parcel


def test_every_text_is_shown_as_it_was_sent_and_the_number_is_masked(citizen, sent):
    text = send_notice(
        template="N2",
        phone=PHONE,
        params={"code": sent.code, "date": "25/11/2026", "link": "dvc.hanoi.gov.vn/t/abc"},
        subject_id=sent.id,
        at=MORNING,
    )
    page = citizen.get(f"/toi/ho-so/{sent.id}/").content.decode()
    assert text.text_kept in page
    assert PHONE not in page


def test_papers_given_and_slips_received_can_be_fetched_by_their_person_alone(citizen, sent):
    paper = given(sent)
    accept(dossier_id=sent.id, officer=staff("tiepnhan.hoankiem"), at=MORNING + timedelta(minutes=5))
    mine = citizen.get(f"/toi/ho-so/{sent.id}/tep/{paper.file_id}/")
    assert mine.status_code == 200
    assert mine.headers["Content-Disposition"].startswith("attachment")
    assert citizen.get(f"/toi/ho-so/{sent.id}/tep/{uuid4()}/").status_code == 404
    stranger = sign_in(OTHER_CARD, name="vneid-la")
    assert stranger.get(f"/toi/ho-so/{sent.id}/tep/{paper.file_id}/").status_code == 404


def test_a_file_of_another_dossier_is_not_handed_out(citizen, counter, sent):
    elsewhere = given(counter.sent(card=OTHER_CARD))
    assert citizen.get(f"/toi/ho-so/{sent.id}/tep/{elsewhere.file_id}/").status_code == 404


def test_another_day_is_chosen_and_the_courier_sees_it(citizen, sent, not_delivered):
    assert "Chọn ngày khác" in citizen.get("/toi/").content.decode()
    page = citizen.get(f"/toi/ho-so/{sent.id}/").content.decode()
    assert "Không có người ở nhà" in page
    slot = open_slots(not_delivered, now=timezone.now())[2].key
    answer = citizen.post(f"/toi/ho-so/{sent.id}/hen-lai/", {"khung_gio": slot})
    assert answer.status_code == 302
    assert not_delivered.failed_attempts.get().next_window == slot
    assert "delivery.window_chosen" in events.names_of(sent.id)
    assert slot in citizen.get(f"/toi/ho-so/{sent.id}/").content.decode()


def test_a_time_that_is_not_offered_or_an_envelope_on_its_way_changes_nothing(citizen, sent, not_delivered):
    wrong = citizen.post(f"/toi/ho-so/{sent.id}/hen-lai/", {"khung_gio": "hôm nào cũng được"})
    assert wrong.status_code == 422
    Parcel.objects.update(state=ParcelState.OUT_FOR_DELIVERY)
    slot = open_slots(not_delivered, now=timezone.now())[0].key
    assert citizen.post(f"/toi/ho-so/{sent.id}/hen-lai/", {"khung_gio": slot}).status_code == 409
    assert citizen.get(f"/toi/ho-so/{sent.id}/hen-lai/").status_code == 302
    assert not_delivered.failed_attempts.get().next_window == ""
    assert "delivery.window_chosen" not in events.names_of(sent.id)


def test_a_stranger_cannot_choose_the_day(sent, not_delivered):
    stranger = sign_in(OTHER_CARD, name="vneid-la")
    slot = open_slots(not_delivered, now=timezone.now())[0].key
    assert stranger.post(f"/toi/ho-so/{sent.id}/hen-lai/", {"khung_gio": slot}).status_code == 404
    assert not_delivered.failed_attempts.get().next_window == ""


def test_each_card_says_the_next_step_its_day_and_who_holds_it(citizen, sent):
    page = citizen.get("/toi/").content.decode()
    assert "Trung tâm trả lời trước" in page
    assert f"{to_hanoi(sent.answer_due_at):%d/%m/%Y}" in page
    assert "Điểm phục vụ" in page


def test_the_list_goes_on_where_a_page_ends_and_a_wrong_mark_begins_anew(citizen, sent):
    assert sent.code in citizen.get("/toi/?truoc=khong-phai").content.decode()
    assert sent.code not in citizen.get(f"/toi/?truoc={sent.id}").content.decode()


def test_a_look_is_told_with_role_reason_and_what_was_read(citizen, sent):
    page = citizen.get("/toi/ai-da-xem/").content.decode()
    assert "nhân viên đại lý" in page
    assert "họ tên" in page


def test_looks_are_filtered_by_place_day_and_question_and_go_on_after_fifty(citizen, sent):
    person = sent.applicant_id
    for number in range(60):
        Reading.objects.create(
            person_id=person,
            read_at=MORNING - timedelta(days=30, minutes=number),
            actor_kind="STAFF",
            actor_id="x",
            actor_name="Người Khác",
            unit_code="PX-00070",
            purpose="Xem thử",
        )
    page = citizen.get("/toi/ai-da-xem/?noi=PX-00070&tu=2026-10-01&den=2026-10-31").content.decode()
    assert page.count("Xem thử") == 50
    assert "Bắt đầu lượt hỗ trợ" not in page
    following = page.split('rel="next"')[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
    assert citizen.get(f"/toi/ai-da-xem/{following}").content.decode().count("Xem thử") == 10
    assert "Không thấy lượt xem nào" in citizen.get("/toi/ai-da-xem/?da_hoi=1").content.decode()
    asked = ReadingQuestion.objects.create(
        reading=Reading.objects.filter(purpose="Xem thử").first(), asked_at=MORNING
    )
    shown = citizen.get("/toi/ai-da-xem/?da_hoi=1").content.decode()
    assert shown.count("Xem thử") == 1
    assert "30/11/2026" in shown, "five working days, without 24 November"
    asked.answered_at, asked.answer = MORNING, "Cán bộ xem để trả lời hồ sơ."
    asked.save()
    assert "Cán bộ xem để trả lời" in citizen.get("/toi/ai-da-xem/?da_hoi=1").content.decode()


def test_filters_that_cannot_be_read_show_everything(citizen, sent):
    assert citizen.get("/toi/ai-da-xem/?tu=32/13/2026&sau=x|y").status_code == 200
    assert citizen.get("/toi/ai-da-xem/?den=9999-12-31&tu=0001-01-01").status_code == 200


def test_times_booked_with_ones_number_are_listed_with_the_way_to_move_them(citizen, sent):
    soon = timezone.now() + timedelta(days=1)
    for token, starts_at, state in (("cua-toi", soon, "BOOKED"), ("da-huy", soon, "CANCELLED")):
        Booking.objects.create(
            unit_code="DL-001",
            kind="VISIT",
            starts_at=starts_at,
            day=starts_at.date(),
            name="Thẳng",
            phone=PHONE,
            phone_hash=hash_of_phone(PHONE),
            token=token,
            code="123456",
            state=state,
            created_at=MORNING,
        )
    page = citizen.get("/toi/").content.decode()
    assert "/hen/cua-toi/" in page
    assert "/hen/da-huy/" not in page
