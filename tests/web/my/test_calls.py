"""T2 and C2: asking to be called back, the queue that calls, and what comes of it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cuamo.dossiers.models import CallAttempt, Callback
from cuamo.dossiers.rules.callback import Terms, windows_ahead
from cuamo.dossiers.selectors.callbacks import callback_terms, times_to_call
from cuamo.dossiers.services.call_back import ask_call, note_call
from cuamo.kernel import events
from cuamo.kernel.clock import local
from cuamo.kernel.errors import Conflict, IllegalTransition, NotFound, NotPermitted
from cuamo.notices.models import Notice
from cuamo.people.models import Account, Reading
from tests.support.city import CARD, citizen_of, staff
from tests.web.my.conftest import OTHER_CARD, sign_in

FRIDAY = local("2026-11-20 09:10")


def agent() -> Client:
    client = Client()
    client.force_login(Account.objects.get(username="tongdai.vcs"))
    return client


@pytest.fixture
def asked_call(sent):
    window = times_to_call(now=FRIDAY)[0].key
    return ask_call(
        dossier_id=sent.id, citizen=citizen_of(sent), phone="0987 654 321", window=window, at=FRIDAY
    )


def test_times_are_those_still_to_come_of_the_next_working_days(city, db):
    times = times_to_call(now=FRIDAY)
    assert times[0].key == "2026-11-20T08:00"
    days = sorted({each.key[:10] for each in times})
    assert len(days) == callback_terms().days_ahead
    assert "2026-11-24" not in days  # Ngày Văn hóa Việt Nam
    assert not {"2026-11-21", "2026-11-22"} & set(days)


def test_a_time_with_less_than_half_an_hour_left_is_not_offered():
    terms = callback_terms()
    day = [FRIDAY.date()]
    late = windows_ahead(terms, days=day, now=local("2026-11-20 09:31"))
    assert late[0].key == "2026-11-20T10:00"
    assert isinstance(terms, Terms)


def test_a_citizen_asks_on_the_page_and_sees_when_they_are_called(city, db, sent):
    citizen = sign_in()
    page = citizen.get(f"/toi/ho-so/{sent.id}/goi-lai/").content.decode()
    assert "Gọi lại cho tôi" in page

    window = times_to_call(now=timezone.now())[0].key
    said = {"dien_thoai": "0987654321", "khung_gio": window, "viec": "Bao giờ có?"}
    assert citizen.post(f"/toi/ho-so/{sent.id}/goi-lai/", said).status_code == 302

    callback = Callback.objects.get(dossier=sent)
    assert (callback.phone, callback.unit_code, callback.state) == ("0987654321", "VCS", "WAITING")
    shown = citizen.get(f"/toi/ho-so/{sent.id}/").content.decode()
    assert "Đang chờ gọi" in shown
    assert "0987654321" not in shown
    assert "dossier.call_asked" in events.names_of(sent.id)


def test_a_wrong_number_or_no_time_keeps_what_was_typed_and_asks_again(city, db, sent):
    citizen = sign_in()
    answer = citizen.post(
        f"/toi/ho-so/{sent.id}/goi-lai/", {"dien_thoai": "12", "khung_gio": "", "viec": "Bao giờ có?"}
    )
    assert answer.status_code == 422
    assert "Bao giờ có?" in answer.content.decode()
    assert not Callback.objects.filter(dossier=sent).exists()
    assert "dossier.call_asked" not in events.names_of(sent.id)


def test_only_one_call_is_waited_for_and_it_can_be_dropped(asked_call, sent):
    with pytest.raises(Conflict):
        ask_call(
            dossier_id=sent.id,
            citizen=citizen_of(sent),
            phone="0987654321",
            window=times_to_call(now=FRIDAY)[1].key,
            at=FRIDAY,
        )
    citizen = sign_in()
    assert citizen.post(f"/toi/ho-so/{sent.id}/goi-lai/bo/").status_code == 302
    asked_call.refresh_from_db()
    assert asked_call.state == "CANCELLED"
    assert citizen.get(f"/toi/ho-so/{sent.id}/goi-lai/").status_code == 200


def test_a_stranger_can_neither_ask_nor_drop(asked_call, sent):
    stranger = sign_in(OTHER_CARD, name="vneid-la")
    assert stranger.get(f"/toi/ho-so/{sent.id}/goi-lai/").status_code == 404
    assert stranger.post(f"/toi/ho-so/{sent.id}/goi-lai/bo/").status_code == 404
    other = citizen_of(sent).__class__(citizen_of(sent).kind, "x", "X", person_id=str(sent.id))
    with pytest.raises(NotFound):
        ask_call(dossier_id=sent.id, citizen=other, phone="0987654321", window="", at=FRIDAY)
    asked_call.refresh_from_db()
    assert asked_call.state == "WAITING"


def test_the_call_centre_sees_the_queue_the_number_and_what_to_say_and_the_person_sees_who_looked(asked_call):
    caller = agent()
    assert "Nguyễn Thị Đặng Thẳng" in caller.get("/tong-dai/goi-lai/").content.decode()
    page = caller.get(f"/tong-dai/goi-lai/{asked_call.id}/").content.decode()
    assert "0987654321" in page
    assert "001******345" in page
    assert CARD.split("|")[0] not in page
    looked = Reading.objects.filter(person_id=asked_call.person_id, purpose="Gọi lại theo yêu cầu")
    assert looked.count() == 1


def test_reaching_the_person_ends_it_and_the_answer_stands_on_the_dossier(asked_call, sent):
    caller = agent()
    refused = caller.post(f"/tong-dai/goi-lai/{asked_call.id}/", {"ket_qua": "ANSWERED", "tra_loi": ""})
    assert refused.status_code == 422
    assert not CallAttempt.objects.exists()

    said = {"ket_qua": "ANSWERED", "tra_loi": "Hồ sơ đang chờ cán bộ xem, trả lời chiều nay."}
    assert caller.post(f"/tong-dai/goi-lai/{asked_call.id}/", said).status_code == 302
    asked_call.refresh_from_db()
    assert (asked_call.state, asked_call.attempts) == ("DONE", 1)
    assert "trả lời chiều nay" in sign_in().get(f"/toi/ho-so/{sent.id}/").content.decode()


def test_after_the_last_try_the_person_is_texted_to_choose_another_time(asked_call, sent):
    caller = staff("tongdai.vcs")
    for number in range(callback_terms().attempts):
        at = FRIDAY + timedelta(minutes=5 * number)
        note_call(callback_id=asked_call.id, caller=caller, outcome="NO_ANSWER", answer="", at=at)
    asked_call.refresh_from_db()
    assert (asked_call.state, asked_call.attempts) == ("MISSED", 3)
    assert Notice.objects.filter(subject_id=sent.id, template="N16").count() == 1
    with pytest.raises(IllegalTransition):
        note_call(callback_id=asked_call.id, caller=caller, outcome="BUSY", answer="", at=FRIDAY)
    assert asked_call.calls.count() == 3
    assert events.names_of(sent.id).count("dossier.called") == 3


def test_nobody_but_those_who_call_may_note_a_call(asked_call):
    for username in ("giamsat.trungtam", "tiepnhan.hoankiem"):
        with pytest.raises(NotPermitted):
            note_call(callback_id=asked_call.id, caller=staff(username), outcome="BUSY", answer="", at=FRIDAY)
    elsewhere = staff("tongdai.vcs").__class__(
        staff("tongdai.vcs").kind, "x", "X", unit_code="DL-001", roles=frozenset({"CALL_AGENT"})
    )
    with pytest.raises(NotFound):
        note_call(callback_id=asked_call.id, caller=elsewhere, outcome="BUSY", answer="", at=FRIDAY)
    asked_call.refresh_from_db()
    assert (asked_call.attempts, asked_call.calls.count()) == (0, 0)
