"""What a counter's PC loads to work alone: small, and nothing the next day when nothing changed."""

import gzip
import json

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cuamo.catalogue.selectors.versions import version_in_force
from cuamo.catalogue.states import VersionStatus
from cuamo.kernel.ids import new_id
from cuamo.people.models import Account
from tests.support.form_versions import in_force_from
from tests.web.device.conftest import signed_in

MOST_FIRST, MOST_AGAIN = 90_000, 2_000
"""Bytes of data in the first load (pack, wards, the nine usual procedures) and on a later day."""


def test_the_pack_names_clerk_point_shift_and_every_procedure_filed_here(pc):
    found = pc.get("goi/").json()

    assert found["clerk"] == {"id": pc.clerk.id, "name": pc.clerk.name}
    assert found["unit"]["code"] == pc.clerk.unit_code
    assert found["shift"]["float_vnd"] == 500_000
    assert found["counter"]["number"] == 1
    assert len(found["consent"]["lines_vi"]) == 3
    offered = {row["code"]: row for row in found["procedures"]}
    assert len(offered) > 30
    assert set(found["suggestions"]) <= set(offered)
    assert len(found["suggestions"]) == 9
    usual = version_in_force("2.000635", on=timezone.localdate())
    assert offered["2.000635"]["version_id"] == str(usual.id)


def test_a_procedure_carries_what_a_counter_works_with_and_is_kept_for_good(pc):
    row = next(row for row in pc.get("goi/").json()["procedures"] if row["code"] == "2.000635")

    answer = pc.client.get(row["url"])

    content = answer.json()
    assert {"questions", "form", "components", "fees", "route", "authority", "minutes"} <= set(content)
    assert not {"process", "test_cases", "refusal_reasons"} & set(content)
    assert "immutable" in answer.headers["Cache-Control"]


def test_a_draft_of_a_procedure_is_nobody_s_to_load(pc):
    row = version_in_force("2.000635", on=timezone.localdate())
    row.pk, row.number, row.status = None, 99, VersionStatus.DRAFT
    row.id = new_id()
    row.save(force_insert=True)

    answer = pc.get(f"thu-tuc/{row.id}/")

    assert answer.status_code == 404
    assert answer.json()["reasons"][0]["vi"]


def test_the_first_load_fits_and_an_unchanged_pack_costs_next_to_nothing(pc):
    def load(path: str, **headers: str) -> tuple[int, str]:
        answer = pc.client.get(path, headers={"Accept-Encoding": "gzip", **headers})
        if answer.status_code == 200:
            json.loads(gzip.decompress(answer.content))
        return len(answer.content), answer.headers["ETag"]

    first, tag = load("/quay/may/goi/")
    found = pc.get("goi/").json()
    size, wards_tag = load(found["wards_url"])
    first += size
    for row in found["procedures"]:
        if row["code"] in found["suggestions"]:
            first += load(row["url"])[0]

    again = load("/quay/may/goi/", **{"If-None-Match": tag})[0]
    again += load(found["wards_url"], **{"If-None-Match": wards_tag})[0]
    assert first <= MOST_FIRST
    assert again <= MOST_AGAIN
    assert again == 0


def test_a_new_version_changes_the_tag_of_the_pack(pc):
    before = pc.get("goi/").headers["ETag"]
    in_force_from("2.000635", lambda content: content, on=timezone.localdate(), at=timezone.now())

    assert pc.get("goi/", **{"If-None-Match": before}).status_code == 200


def test_the_pack_asks_few_questions(pc):
    pc.get("goi/")
    with CaptureQueriesContext(connection) as asked:
        pc.get("goi/")
    assert len(asked) <= 9


def test_who_is_signed_out_hears_401_in_words_and_who_has_no_counter_403(city, db):
    out = Client().get("/quay/may/goi/")
    officer = signed_in("chuyenvien.hoankiem").get("goi/")

    assert (out.status_code, officer.status_code) == (401, 403)
    assert "vẫn còn trên máy này" in out.json()["reasons"][0]["vi"]
    assert officer.json()["reasons"][0]["vi"]


def test_a_call_in_the_wrong_way_is_405_in_json(pc):
    answer = pc.send("goi/", {})

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET"
    assert answer.json()["reasons"]


def test_every_answer_carries_the_token_to_send_back(city, db):
    client = Client(enforce_csrf_checks=True)
    client.force_login(Account.objects.get(username="quay.hoankiem"))

    token = client.get("/quay/may/goi/").headers["X-CSRF-Token"]

    assert len(token) == 64
