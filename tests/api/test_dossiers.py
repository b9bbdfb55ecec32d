"""Sending a complete dossier through the API: whole or not at all, once per key."""

import base64
import copy
import json
import random

import pytest
from click.testing import CliRunner

from cuamo.catalogue.selectors.versions import version_in_force
from cuamo.cli.client import client as clients
from cuamo.cli.sample_forms import plausible_answers, plausible_values
from cuamo.dossiers.models import Dossier
from cuamo.interop.models import ClientEvent
from cuamo.interop.services.api_clients import create_client
from cuamo.interop.subscribers import tell_the_client
from cuamo.kernel.events import history_of
from cuamo.people.models import Person
from tests.support.city import MORNING, PNG, WARD

pytestmark = pytest.mark.django_db


@pytest.fixture
def token(city, db) -> str:
    return create_client(name="Cổng thử", scopes=["submit", "events"], unit_code="", at=MORNING)[1]


@pytest.fixture
def body(city, db) -> dict:
    content = version_in_force("1.001193", on=MORNING.date()).content
    rng = random.Random(3)
    answers = plausible_answers(content, rng) | {"giay_chung_sinh": "GIAY"}
    values = plausible_values(content, answers, {}, today=MORNING.date(), rng=rng)
    return {
        "procedure": "1.001193",
        "applicant": {
            "personal_id": "001185012345",
            "full_name": "Nguyễn Thị Đặng Thẳng",
            "birth_date": "1985-09-02",
            "sex": "Nữ",
            "address": "Số 12 phố Hàng Bông, Hoàn Kiếm",
            "phone": "0912345678",
        },
        "answers": answers,
        "values": values,
        "papers": [{"component": "giay_chung_sinh", "content_base64": base64.b64encode(PNG).decode()}],
        "delivery": {"way": "HOME", "address": "Số 12 phố Hàng Bông, Hoàn Kiếm", "ward_code": WARD},
        "confirmed": True,
    }


def _send(client, body, token, key="khoa-so-1"):
    headers = {"Authorization": f"Bearer {token}"}
    if key:
        headers["Idempotency-Key"] = key
    return client.post("/api/v1/dossiers", json.dumps(body), content_type="application/json", headers=headers)


def test_a_complete_dossier_is_taken_and_gets_its_code(client, body, token):
    answer = _send(client, body, token)

    assert answer.status_code == 201, answer.content
    dossier = Dossier.objects.get(code=answer.json()["code"])
    assert (dossier.channel, dossier.state) == ("API", 1)


def test_the_same_key_gets_the_same_answer_and_makes_no_second_dossier(client, body, token):
    first, second = _send(client, body, token), _send(client, body, token)

    assert first.json() == second.json()
    assert Dossier.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(client, body, token):
    _send(client, body, token)
    other = copy.deepcopy(body)
    other["delivery"]["address"] = "Số 99 phố Hàng Bông, Hoàn Kiếm"

    answer = _send(client, other, token)

    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency.reused")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert Dossier.objects.count() == 1


@pytest.mark.parametrize(
    ("spoil", "status"),
    [
        (lambda body: body.update(papers=[]), 422),
        (lambda body: body["papers"][0].update(content_base64="bm90IGEgcGFwZXI="), 422),
        (lambda body: body["papers"][0].update(component="khong_co"), 422),
        (lambda body: body["applicant"].update(personal_id="000000000000"), 422),
        (lambda body: body["applicant"].update(phone="12345"), 422),
        (lambda body: body["applicant"].update(birth_date="1986-09-02"), 422),
        (lambda body: body["applicant"].update(birth_date="9999-12-31"), 422),
        (lambda body: body["applicant"].update(sex="Nam"), 422),
        (lambda body: body.update(procedure="9.999999"), 404),
        (lambda body: body["delivery"].update(ward_code="99999"), 404),
        (lambda body: body.update(confirmed=False), 422),
        (lambda body: body.update(values={}), 422),
    ],
)
def test_what_is_wrong_is_said_and_nothing_at_all_is_kept(client, body, token, spoil, status):
    spoil(body)

    answer = _send(client, body, token)

    assert answer.status_code == status, answer.content
    assert {"code", "detail", "detail_vi"} <= answer.json().keys()
    assert (Dossier.objects.count(), Person.objects.count()) == (0, 0)


def test_without_a_key_or_a_token_nothing_is_taken(client, body, token):
    assert _send(client, body, token, key="").status_code == 422
    assert _send(client, body, "cm_wrong").status_code == 401
    assert Dossier.objects.count() == 0


def test_a_client_reads_the_events_of_its_own_dossiers_only(client, body, token):
    code = _send(client, body, token).json()["code"]
    dossier = Dossier.objects.get(code=code)
    for event in history_of(dossier.id):
        if event.name == "dossier.submitted":
            tell_the_client(event)
            tell_the_client(event)
    _, other = create_client(name="Cổng khác", scopes=["events"], unit_code="", at=MORNING)

    mine = client.get("/api/v1/events", headers={"Authorization": f"Bearer {token}"}).json()
    theirs = client.get("/api/v1/events", headers={"Authorization": f"Bearer {other}"}).json()

    assert [(item["name"], item["dossier_code"]) for item in mine["items"]] == [("dossier.submitted", code)]
    assert theirs["items"] == []
    assert ClientEvent.objects.count() == 1
    after = client.get(
        f"/api/v1/events?after={mine['position']}", headers={"Authorization": f"Bearer {token}"}
    )
    assert after.json() == {"items": [], "position": mine["position"]}


def test_tracking_needs_the_four_digits_and_shows_no_personal_data(client, body, token):
    code = _send(client, body, token).json()["code"]

    right = client.post(
        "/api/v1/tracking", json.dumps({"code": code, "secret": "2345"}), content_type="application/json"
    )
    wrong = client.post(
        "/api/v1/tracking", json.dumps({"code": code, "secret": "9999"}), content_type="application/json"
    )

    assert (right.status_code, right.json()["state"]) == (200, "da-gui")
    assert "Thẳng" not in right.content.decode()
    assert (wrong.status_code, wrong.json()["code"]) == (404, "track.unknown")


def test_guessing_the_digits_is_stopped(client, body, token):
    code = _send(client, body, token).json()["code"]
    guess = json.dumps({"code": code, "secret": "0000"})

    statuses = [
        client.post("/api/v1/tracking", guess, content_type="application/json").status_code for _ in range(21)
    ]

    assert statuses == [404] * 20 + [429]


def test_trying_code_after_code_from_one_address_is_stopped(client, db):
    guesses = [json.dumps({"code": f"H26.1-20261126-{n:07d}", "secret": "0000"}) for n in range(61)]

    statuses = [
        client.post(
            "/api/v1/tracking",
            guess,
            content_type="application/json",
            headers={"X-Forwarded-For": f"203.0.113.{n}"},
        ).status_code
        for n, guess in enumerate(guesses)
    ]

    assert statuses == [404] * 60 + [429]


def test_a_revoked_system_is_refused_from_that_moment(client, body, token):
    assert _send(client, body, token).status_code == 201

    done = CliRunner().invoke(clients, ["revoke", "Cổng thử"])

    assert done.exit_code == 0
    refused = _send(client, body, token, key="khoa-so-2")
    assert (refused.status_code, Dossier.objects.count()) == (401, 1)
    listed = json.loads(CliRunner().invoke(clients, ["list", "--json"]).output)
    assert [(row["name"], row["in_use"]) for row in listed] == [("Cổng thử", False)]
    assert token not in json.dumps(listed)
