"""V3: long work of any kind has one address: what, who, since when, how far, what went wrong, the result."""

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from cuamo.catalogue.services.run_import import take_import
from cuamo.dossiers.models import LongRun
from cuamo.dossiers.services.apply_calendar_run import start_calendar_run
from cuamo.dossiers.services.print_register import start_register
from cuamo.kernel.calendar import DayKind
from cuamo.kernel.selectors.calendar import forget_calendar
from cuamo.kernel.selectors.job_of import JobState
from cuamo.kernel.services.decide_days import DayDecision, decide_days
from cuamo.people.models import Account
from cuamo.web.service.telling import problem_of, time_left
from tests.support.city import staff
from tests.support.jobs import run_due_jobs

pytestmark = pytest.mark.django_db
KEEPER, EDITOR = "tiepnhan.hoankiem", "quantri.trungtam"


@pytest.fixture(autouse=True)
def fresh_calendar():
    forget_calendar()
    yield
    forget_calendar()


def screen(username: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return client


def page(client: Client, work_id, status: int = 200, **headers: str) -> str:
    answer = client.get(f"/viec/{work_id}/", headers=headers)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


@pytest.fixture
def register(counter) -> LongRun:
    counter.sent()
    now = timezone.now()
    return start_register(
        unit_code="DIEM-00070",
        first=date(2026, 9, 1),
        last=date(2026, 11, 20),
        officer=staff(KEEPER),
        at=now,
    )


@pytest.fixture
def recount(city, db) -> LongRun:
    day = DayDecision(date(2026, 12, 2), DayKind.HOLIDAY, "Nghỉ bù", "")
    now = timezone.now()
    decided = decide_days(days=[day], decision="Thông báo 9441/TB-BNV", admin=staff(EDITOR), at=now)
    return start_calendar_run(decision_id=decided, admin=staff("duyet.trungtam"), at=now)


@pytest.fixture
def brought(city, db):
    rows = [{"code": "9.999999"}, {"code": ""}]
    return take_import(
        file_name="danh-muc.json", data=json.dumps(rows).encode(), actor=staff(EDITOR), at=timezone.now()
    )


def fails(work_id, *, status: str, attempts: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = %s, attempts = %s"
            " WHERE args->>'run_id' = %s OR args->>'import_id' = %s",
            [status, attempts, str(work_id), str(work_id)],
        )
        assert cursor.rowcount == 1


def test_a_register_is_followed_from_its_start_to_its_file(register):
    client = screen(KEEPER)

    before = page(client, register.id)
    run_due_jobs("documents")
    after = page(client, register.id)

    for words in (
        "In sổ theo dõi hồ sơ",
        "từ 01/09/2026 đến 20/11/2026",
        "0</span>/<span",
        staff(KEEPER).name,
    ):
        assert words in before
    assert "Đã in xong" in after
    assert f'href="/xu-ly/so-theo-doi/{register.id}/tep/"' in after
    assert client.get(f"/xu-ly/so-theo-doi/{register.id}/tep/").content.startswith(b"%PDF")


def test_the_page_asks_for_news_by_itself_until_the_work_is_done_and_can_be_refreshed_by_hand(register):
    client = screen(KEEPER)
    waiting = page(client, register.id)
    part = page(client, register.id, **{"HX-Request": "true"})
    run_due_jobs("documents")
    done = page(client, register.id, **{"HX-Request": "true"})

    assert f'hx-get="/viec/{register.id}/" hx-trigger="every 2s"' in waiting
    assert f'<a class="button" href="/viec/{register.id}/">Xem lại tiến độ</a>' in waiting
    assert part.startswith('<div id="viec"')
    assert "hx-trigger" not in done


def test_a_register_is_seen_by_whoever_asked_for_it_alone(register):
    for username in ("vanthu.hoankiem", "chuyenvien.hoankiem", EDITOR, "kythuat.trungtam", "quay.hoankiem"):
        page(screen(username), register.id, status=404)


def test_a_recount_tells_how_many_dates_moved_to_those_of_the_catalogue(recount):
    client = screen(EDITOR)

    assert "Thông báo 9441/TB-BNV" in page(client, recount.id)
    run_due_jobs("care")

    done = page(client, recount.id)
    for words in ("Thông báo 9441/TB-BNV", "Đã áp dụng", "Đổi ngày hẹn", "/danh-muc/lich/"):
        assert words in done
    page(screen(KEEPER), recount.id, status=404)


def test_an_import_tells_its_faults_and_that_somebody_has_to_apply_it(brought):
    client = screen(EDITOR)
    assert "Đang xem từng dòng" in page(client, brought.id)

    run_due_jobs("imports")

    done = page(client, brought.id)
    for words in ("danh-muc.json", "chờ người nhập", "dòng lỗi", f"/danh-muc/nhap/{brought.id}/"):
        assert words in done
    page(screen(KEEPER), brought.id, status=404)


def test_a_run_that_was_given_up_says_so_in_words_and_keeps_what_is_done(register):
    fails(register.id, status="failed", attempts=3)

    words = page(screen(KEEPER), register.id)

    assert "Máy đã thử 3 lần không xong và dừng lại. Phần đã làm được giữ nguyên." in words
    assert "Traceback" not in words


def test_a_run_that_is_tried_again_says_when(register):
    fails(register.id, status="todo", attempts=1)

    assert "Lần chạy thứ 1 gặp lỗi. Máy tự thử lại" in page(screen(KEEPER), register.id)


def test_existing_pages_lead_to_the_page_of_the_work(register, recount, brought):
    keeper, editor = screen(KEEPER), screen(EDITOR)
    for client, path, work_id in (
        (keeper, f"/xu-ly/so-theo-doi/{register.id}/", register.id),
        (editor, f"/danh-muc/lich/{recount.subject}/", recount.id),
        (editor, f"/danh-muc/nhap/{brought.id}/", brought.id),
    ):
        assert f'href="/viec/{work_id}/"' in client.get(path).content.decode()


def test_work_that_is_none_is_not_found_and_strangers_are_asked_to_sign_in(city, client):
    page(screen(KEEPER), uuid4(), status=404)
    assert client.get(f"/viec/{uuid4()}/").headers["Location"].startswith("/dang-nhap/")


@pytest.mark.parametrize(
    ("done", "total", "minutes", "said"),
    [
        (0, 100, 5, ""),
        (100, 100, 5, ""),
        (50, 100, 5, "4–6 phút"),
        (99, 100, 5, "chưa tới 1 phút"),
        (75, 100, 5, "1–2 phút"),
        (1, 100, 2, "2–4 giờ"),
    ],
)
def test_the_time_left_is_told_as_a_range_or_not_at_all(done, total, minutes, said):
    assert time_left(done, total, timedelta(minutes=minutes)) == said


def test_nothing_is_wrong_with_work_that_waits_or_runs():
    now = timezone.now()
    assert [problem_of(JobState(status, 0, None), now) for status in ("todo", "doing")] == ["", ""]
    assert "không còn trong hàng đợi" in problem_of(None, now)
