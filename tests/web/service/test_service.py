import socket

import pytest
from django.db import connection

from cuamo.kernel.selectors.backlog import backlog, failed_jobs
from cuamo.notices.jobs import hand_over_notice
from tests.support.city import staff


def test_a_living_process_says_so(client):
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.django_db
def test_a_migrated_database_is_ready(client):
    assert client.get("/readyz").json() == {"ready": True, "database": True, "migrations": True}


@pytest.fixture(params=["closed", "silent"])
def no_database(request, monkeypatch):
    """A port nobody listens on, and one that takes the call and says nothing."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        if request.param == "silent":
            taken.listen()
        monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
        monkeypatch.setitem(connection.settings_dict, "PORT", str(taken.getsockname()[1]))
        yield


@pytest.mark.django_db
def test_without_its_database_the_product_is_not_ready_and_does_not_wait_for_the_pool(client, no_database):
    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "database": False, "migrations": False}
    assert client.get("/healthz").status_code == 200


@pytest.fixture
def no_jobs(db):
    """No job waits or has failed: tests with real transactions leave theirs behind."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


@pytest.mark.django_db
def test_metrics_say_what_waits(client, no_jobs):
    hand_over_notice.enqueue(notice_id="00000000-0000-0000-0000-000000000000")

    text = client.get("/metrics").content.decode()

    assert "cuamo_jobs_waiting 1" in text
    assert "cuamo_jobs_failed 0" in text


@pytest.mark.django_db
def test_everybody_sees_the_status_in_both_languages(client):
    assert "đang chạy tốt" in client.get("/tinh-trang").content.decode()
    assert "Service status" in client.get("/en/tinh-trang").content.decode()


def _a_dead_job() -> int:
    hand_over_notice.enqueue(notice_id="00000000-0000-0000-0000-000000000000")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE status = 'todo'")
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE status = 'doing' RETURNING id")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db
def test_a_dead_job_is_listed_and_can_run_again(client, city, no_jobs):
    from cuamo.people.models import Account

    job_id = _a_dead_job()
    client.force_login(Account.objects.get(username="kythuat.trungtam"))
    assert [job.id for job in failed_jobs()] == [job_id]
    assert "hand_over_notice" in client.get("/viec/loi/").content.decode()

    client.post(f"/viec/loi/{job_id}/lai/")

    assert failed_jobs() == []
    assert backlog()["jobs_waiting"] == 1


@pytest.mark.django_db
def test_only_a_technical_administrator_sees_dead_jobs(client, city):
    from cuamo.people.models import Account

    assert "CLERK" in staff("quay.hoankiem").roles
    client.force_login(Account.objects.get(username="quay.hoankiem"))

    assert client.get("/viec/loi/").status_code == 403
