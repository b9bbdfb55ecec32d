"""The job that hands texts over: it comes again, never doubles, and what it gives up can be seen."""

from datetime import timedelta
from uuid import uuid4

import pytest

from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.clock import local
from cuamo.notices.models import Notice
from cuamo.notices.selectors.notices import given_up
from cuamo.notices.services.hand_over import hand_over
from cuamo.notices.services.send import send_notice
from cuamo.notices.services.send_again import send_again
from cuamo.notices.services.take_reports import take_reports
from cuamo.notices.types import NoticeState
from cuamo.organisation.services.roles import grant_role
from cuamo.organisation.types import Role
from cuamo.people.models import Account
from tests.interop.sms.conftest import SECRET
from tests.support import network
from tests.support.simulators import refusing_address

pytestmark = pytest.mark.django_db
NOON = local("2026-11-20 12:00")
PHONE = "0912111000"


@pytest.fixture(autouse=True)
def bound(gateway, settings):
    settings.SMS_URL, settings.SMS_SECRET = gateway.url, SECRET


def _written(template="N1", *, phone=PHONE, at=NOON, **more) -> Notice:
    params = {"code": "G09.20-1", "papers": "3", "time": "12:00", "until": "17:00 20/11", "link": "dvc/t/A"}
    return send_notice(template=template, phone=phone, params=more or params, subject_id=uuid4(), at=at)


def _state(notice: Notice) -> tuple[str, int, str]:
    notice.refresh_from_db()
    return notice.state, notice.attempts, notice.last_fault


def test_a_text_goes_out_once_whatever_is_repeated(gateway):
    notice = _written(phone="0912111001")

    assert hand_over(notice_id=notice.id, at=NOON) == NoticeState.SENT
    assert hand_over(notice_id=notice.id, at=NOON) is None

    assert _state(notice) == ("SENT", 1, "")
    assert len(gateway.messages("0912111001")) == 1


def test_what_reached_its_phone_is_written_down(gateway):
    notice = _written(phone="0912111002")
    hand_over(notice_id=notice.id, at=NOON)

    assert take_reports(at=NOON + timedelta(minutes=1)) == 1
    assert _state(notice)[0] == "DELIVERED"


def test_a_gateway_out_of_order_is_tried_again_with_a_growing_pause(gateway):
    notice = _written(phone="0912111003")
    gateway.mode("error")
    pauses = []
    at = NOON
    for _ in range(3):
        assert hand_over(notice_id=notice.id, at=at) == NoticeState.QUEUED
        notice.refresh_from_db()
        pauses.append((notice.due_at - at).total_seconds())
        assert hand_over(notice_id=notice.id, at=at) is None, "not before its turn"
        at = notice.due_at
    gateway.mode("normal")

    assert hand_over(notice_id=notice.id, at=at) == NoticeState.SENT
    assert pauses == [5, 15, 45]
    assert len(gateway.messages("0912111003")) == 1


def test_an_answer_lost_on_the_way_back_sends_one_text(gateway):
    notice = _written(phone="0912111004")
    gateway.mode("forgetful")
    assert hand_over(notice_id=notice.id, at=NOON) == NoticeState.QUEUED
    gateway.mode("normal")
    notice.refresh_from_db()

    assert hand_over(notice_id=notice.id, at=notice.due_at) == NoticeState.SENT
    assert len(gateway.messages("0912111004")) == 1


def test_a_worker_killed_between_sending_and_writing_down_sends_one_text(gateway):
    notice = _written(phone="0912111005")
    hand_over(notice_id=notice.id, at=NOON)
    Notice.objects.filter(id=notice.id).update(
        state=NoticeState.QUEUED, text=notice.text, due_at=NOON + timedelta(seconds=60)
    )

    assert hand_over(notice_id=notice.id, at=NOON + timedelta(seconds=60)) == NoticeState.SENT
    assert len(gateway.messages("0912111005")) == 1


def test_a_number_refused_for_good_is_given_up_at_once_and_can_be_seen(gateway):
    notice = _written(phone="0912111006")
    gateway.mode("refuse")

    assert hand_over(notice_id=notice.id, at=NOON) == NoticeState.FAILED

    assert _state(notice) == ("FAILED", 1, "SmsRefused")
    assert [row.id for row in given_up()] == [notice.id]


def test_after_a_day_without_a_gateway_a_text_is_given_up_and_can_be_seen(settings):
    settings.SMS_URL = refusing_address()
    notice = _written(phone="0912111007")
    assert hand_over(notice_id=notice.id, at=NOON) == NoticeState.QUEUED

    late = NOON + timedelta(hours=24)
    assert hand_over(notice_id=notice.id, at=late) == NoticeState.FAILED

    assert _state(notice) == ("FAILED", 2, "SmsUnavailable")
    assert [row.id for row in given_up()] == [notice.id]


def test_a_text_given_up_is_sent_again_by_hand_under_the_same_key(gateway):
    notice = _written(phone="0912111008")
    gateway.mode("refuse")
    hand_over(notice_id=notice.id, at=NOON)
    gateway.mode("normal")
    later = NOON + timedelta(hours=1)

    assert send_again(notice_id=notice.id, at=later)
    assert not send_again(notice_id=notice.id, at=later), "it waits already"

    assert hand_over(notice_id=notice.id, at=later) == NoticeState.SENT
    assert list(given_up()) == []
    assert len(gateway.messages("0912111008")) == 1


def test_a_code_given_up_is_never_sent_again(gateway):
    notice = _written("N8", phone="0912111009", otp="482913", task="khai sinh", counter="3", expires="12:05")
    gateway.mode("refuse")
    hand_over(notice_id=notice.id, at=NOON)

    assert not send_again(notice_id=notice.id, at=NOON)

    notice.refresh_from_db()
    assert (notice.state, "482913" in notice.text) == ("FAILED", False)


def test_what_was_given_up_stands_on_the_page_of_failed_work_without_the_number(gateway, client):
    notice = _written(phone="0912111010")
    gateway.mode("refuse")
    hand_over(notice_id=notice.id, at=NOON)
    gateway.mode("normal")
    network.load()
    account = Account.objects.create_user("ky.thuat", None, full_name="Kỹ thuật")
    grant_role(account_id=account.id, unit_code="TTPVHCC", role=Role.TECH_ADMIN, actor=SYSTEM, at=NOON)
    client.force_login(account)

    page = client.get("/viec/loi/").content.decode()
    assert "N1" in page
    assert "SmsRefused" in page
    assert "0912111010" not in page
    assert "912 111 010" not in page

    client.post(f"/viec/loi/tin-nhan/{notice.id}/lai/")
    assert _state(notice)[0] == "QUEUED"
    assert "SmsRefused" not in client.get("/viec/loi/").content.decode()
