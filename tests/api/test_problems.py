"""Every refusal under /api/v1/ is a problem a program can read."""

import pytest
from django.db import connection
from django.test import Client

from cuamo.interop.models import ApiClient

pytestmark = pytest.mark.django_db
MEGABYTE = 1024**2


def _problem(answer, status: int) -> dict:
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["detail"]
    assert problem["detail_vi"]
    return problem


@pytest.mark.parametrize("path", ["/api/v1/procedures/%00", "/api/v1/procedures?q=%00", "/api/v1/%00"])
def test_a_nul_in_the_address_is_refused_as_a_problem(client, path):
    assert _problem(client.get(path), 400)["code"] == "request.nul"


@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded"])
@pytest.mark.parametrize("path", ["/api/v1/dossiers", "/api/v1/callbacks/payment"])
def test_a_body_over_thirty_megabytes_is_refused_as_a_problem(client, path, kind):
    problem = _problem(client.post(path, b" " * (30 * MEGABYTE + 1), content_type=kind), 413)

    assert problem["code"] == "request.too_large"
    assert problem["detail"] == "The body is over 30 MB."


def test_a_body_of_just_thirty_megabytes_is_not_too_large(client):
    answer = client.post("/api/v1/dossiers", b" " * (30 * MEGABYTE), content_type="application/json")

    assert _problem(answer, 401)["code"] == "token.unknown"


def test_an_address_that_is_none_is_a_problem(client):
    assert _problem(client.get("/api/v1/khong-co"), 404)["code"] == "address.unknown"


def test_a_callback_that_is_read_is_told_how_it_is_called(client):
    answer = client.get("/api/v1/callbacks/payment")

    assert _problem(answer, 405)["code"] == "method.unknown"
    assert answer.headers["Allow"] == "POST"


def test_a_fault_of_ours_is_a_problem_that_gives_nothing_away():
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {ApiClient._meta.db_table} RENAME TO moved_away")
    client = Client(raise_request_exception=False)

    answer = client.get("/api/v1/events", headers={"Authorization": "Bearer abc"})

    assert _problem(answer, 500)["code"] == "server.fault"
    assert ApiClient._meta.db_table not in answer.content.decode()


def test_people_still_get_a_page(client):
    answer = client.get("/thu-tuc/%00/")

    assert answer.status_code == 400
    assert answer.headers["Content-Type"].startswith("text/html")
