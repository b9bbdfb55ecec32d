"""A visit comes in over the line: answers a PC can act on, and nothing hostile gets through."""

import json
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from cuamo.dossiers.models import Brought, Dossier
from cuamo.dossiers.states import State
from cuamo.kernel import events
from cuamo.organisation.models import Membership, Shift
from tests.dossiers.brought_visits import WITH_PAPER, act_of, confirm_and_send, world
from tests.support.city import Counter
from tests.web.device.conftest import Pc, signed_in


def act_at(pc: Pc, procedure: str = "2.000635", **more) -> dict:
    return act_of(Counter(pc.clerk, timezone.now()), procedure, **more)


def test_the_answer_says_code_reference_files_and_where_the_receipt_is(pc):
    act = act_at(pc, WITH_PAPER)

    answer = pc.send("ho-so/", act)

    said = answer.json()
    dossier = Dossier.objects.get()
    assert (answer.status_code, said["state"], said["code"]) == (200, "sent", dossier.code)
    assert (said["ref"], said["local_number"]) == (dossier.own_ref, act["local_number"])
    assert {file["sha256"] for file in said["files"]} == {
        act["papers"][0]["sha256"],
        act["confirmation"]["image_sha256"],
    }
    assert pc.client.get(said["receipt_url"]).content.startswith(b"%PDF")


def test_an_answer_that_was_lost_can_be_asked_for_again(pc):
    act = act_at(pc)
    assert pc.get(f"ho-so/{act['key']}/").status_code == 404
    first = pc.send("ho-so/", act).json()

    again, asked = pc.send("ho-so/", act).json(), pc.get(f"ho-so/{act['key']}/").json()
    assert again | {"now": ""} == asked | {"now": ""} == first | {"now": ""}
    assert signed_in("truongca.hoankiem").get(f"ho-so/{act['key']}/").status_code == 404


def test_what_needs_a_look_is_409_with_reasons_and_the_draft_to_open(pc):
    act = act_at(pc)
    act["confirmation"]["shown_total_vnd"] = 5_000

    answer = pc.send("ho-so/", act)

    said = answer.json()
    assert (answer.status_code, said["state"], said["code"]) == (409, "look", "")
    assert said["reasons"][0]["hint_vi"]
    page = pc.client.get(said["dossier_url"], follow=True)
    assert page.status_code == 200
    assert len(said["mark"]) == 64


def test_a_look_at_what_was_sent_elsewhere_is_never_answered_as_sent(pc):
    act = act_at(pc)
    act["cash"] = {"amount_vnd": 8_000, "tendered_vnd": 10_000, "lines": []}
    first = pc.send("ho-so/", act).json()
    draft = Dossier.objects.get(own_ref=first["ref"])
    confirm_and_send(Counter(pc.clerk, timezone.now()), draft)

    answer = pc.send("ho-so/", act)

    said = answer.json()
    assert (answer.status_code, said["state"], said["receipt_url"]) == (409, "look", "")
    assert [one["code"] for one in said["reasons"]] == ["cash.not_booked"]
    given_back = pc.send("ho-so/", act | {"cash": act["cash"] | {"returned": True}})
    assert (given_back.status_code, given_back.json()["state"]) == (200, "sent")


def test_a_clerk_whose_right_has_ended_hears_so_and_nothing_changes(pc):
    act = act_at(pc)
    before = world()
    Membership.objects.filter(account_id=pc.clerk.id).update(valid_to=timezone.now())

    answer = pc.send("ho-so/", act)

    assert answer.status_code == 403
    assert "vai trò" in answer.json()["reasons"][0]["vi"]
    assert "trưởng ca" in answer.json()["reasons"][0]["hint_vi"]
    assert world() == before


def test_what_a_clerk_left_behind_whose_right_has_ended_is_sent_by_the_lead_with_a_reason(pc):
    act = act_at(pc, WITH_PAPER)
    Membership.objects.filter(account_id=pc.clerk.id).update(valid_to=timezone.now())
    lead = signed_in("truongca.hoankiem")
    before = world()

    for reason in ({}, {"lead_reason": "  "}):
        refused = lead.send("ho-so/", act | reason)
        said = refused.json()["reasons"][0]
        assert (refused.status_code, said["code"]) == (403, "bring.other_clerk")
        assert "trưởng ca gửi thay" in said["hint_vi"]
    assert world() == before

    sent = lead.send("ho-so/", act | {"lead_reason": "Nhân viên đã nghỉ việc"})

    assert (sent.status_code, sent.json()["state"]) == (200, "sent")
    dossier = Dossier.objects.select_related("visit").get(state=State.SUBMITTED)
    assert dossier.visit.clerk_id == lead.clerk.id
    told = next(fact for fact in events.history_of(dossier.visit_id) if fact.name == "visit.brought")
    assert (told.data["made_by"], told.data["lead_reason"]) == (pc.clerk.id, "Nhân viên đã nghỉ việc")
    assert told.actor["id"] == lead.clerk.id


def test_no_clerk_and_no_lead_of_another_point_sends_what_somebody_else_made(pc):
    act = act_at(pc) | {"lead_reason": "Cho nhanh"}
    before = world()
    Shift.objects.filter(clerk_id=pc.clerk.id).update(unit_code="DL-002")

    assert signed_in("truongca.hoankiem").send("ho-so/", act).status_code == 403

    Shift.objects.filter(clerk_id=pc.clerk.id).update(unit_code=pc.clerk.unit_code)
    Membership.objects.filter(account__username="truongca.hoankiem", role="SHIFT_LEAD").update(
        valid_to=timezone.now()
    )
    assert signed_in("truongca.hoankiem").send("ho-so/", act).status_code == 403
    assert world() == before


def test_signed_out_everything_stays_on_the_pc(pc):
    act = act_at(pc)
    before = world()

    answer = Client().post("/quay/may/ho-so/", json.dumps(act), content_type="application/json")

    assert answer.status_code == 401
    assert world() == before


def test_a_visit_without_the_token_is_refused(pc):
    act = act_at(pc)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = pc.client.cookies
    before = world()

    assert (
        strict.post("/quay/may/ho-so/", json.dumps(act), content_type="application/json").status_code == 403
    )
    assert world() == before
    token = strict.get("/quay/may/goi/").headers["X-CSRF-Token"]
    sent = strict.post(
        "/quay/may/ho-so/", json.dumps(act), content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert sent.status_code == 200


DEEP = b'{"a":' * 50_000 + b"1" + b"}" * 50_000
HOSTILE = {
    "empty": b"",
    "no json": b"<xml/>",
    "no object": b"[]",
    "text": b'"x"',
    "not utf-8": b'{"key":"\xff\xfe"}',
    "too deep": DEEP,
    "deep within reason": json.dumps({"values": json.loads("[" * 40 + "]" * 40)}).encode(),
    "nul": b'{"key":"a\\u0000b"}',
    "nul in a name": b'{"a\\u0000":1}',
    "half a character": b'{"key":"\\ud800"}',
    "not a number": b'{"clock_skew_s":NaN}',
    "endless": b'{"clock_skew_s":Infinity}',
    "a huge number": b'{"clock_skew_s":1' + b"0" * 400 + b"}",
    "more digits than are read": b'{"clock_skew_s":1' + b"0" * 5000 + b"}",
    "too long": b'{"a":"' + b"x" * (600 * 1024) + b'"}',
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_no_hostile_body_is_taken_or_breaks_anything(pc, body):
    before = world()

    for path in ("ho-so/", "tep/", "nhip/"):
        answer = pc.send(path, body)
        assert answer.status_code == 422
        assert answer.json()["reasons"][0]["vi"]
    assert world() == before
    assert not Brought.objects.exists()


ODD = [
    None,
    True,
    7,
    1.5,
    -1,
    [],
    {},
    [[["x"]]],
    {"a": {"b": ["c"]}},
    "x" * 20_000,
    [{"a": "b"}, "c", None, 3],
    {"remove": True},
    {"cannot": "ILLITERATE", "witness": {"a": 1}},
    {"id": str(uuid4()), "sha256": "a" * 64, "name": "cua-nguoi-khac.pdf", "pages": 1},
]


@pytest.mark.parametrize("odd", ODD, ids=[str(number) for number in range(len(ODD))])
def test_odd_values_in_any_field_are_words_for_the_clerk_never_a_fault(pc, odd):
    act = act_at(pc)
    act["values"] = dict.fromkeys(act["values"], odd)
    act["delivery"] = {"way": "HOME", "address": "x", "ward_code": "99999", "phone": "12"}

    answer = pc.send("ho-so/", act)

    assert answer.status_code in {200, 409, 422}
    if answer.status_code != 200:
        assert answer.json()["reasons"][0]["vi"]
        assert not Dossier.objects.exclude(state=State.DRAFT).exists()


UNKNOWN = UUID("0192f0c1-0000-7000-8000-000000000001")
"""Nobody has this id."""


@pytest.mark.parametrize(
    "more",
    [
        {"procedure": "khong-co"},
        {"procedure": "../../etc/passwd"},
        {"version_id": str(UNKNOWN)},
        {"visit_id": str(UNKNOWN)},
        {"dossier_id": str(UNKNOWN)},
        {"shift_id": str(UNKNOWN)},
        {"person": None},
        {"person": {"card_text": "1|2|3"}},
        {"person": {"card_text": "", "typed": {"full_name": "A", "birth_date": "31/02/1990"}}},
        {"person": {"card_text": "", "typed": {"full_name": "Lê A", "birth_date": "1/2/3/4"}}},
        {"person": {"card_text": "", "typed": {"full_name": "Lê A", "birth_date": "1990", "passport": "!"}}},
        {"consent": None},
        {"consent": {"given": True, "evidence": "signed-slip"}},
        {"delivery": None},
        {"delivery": {"way": "TELEPATHY"}},
        {"answers": {"khong": "co"}},
        {"papers": [{"key": "khong-co", "sha256": "a" * 64}]},
        {"form_files": [{"key": "khong-co", "sha256": "a" * 64}]},
        {"confirmation": {"method": "THUMBPRINT"}},
        {"confirmation": {"method": "ONLINE"}},
        {"made_at": "2999-12-31T23:59:59+14:00", "finished_at": "1900-01-01T00:00:00-12:00"},
        {"measures": {"3": {"presses": "x", "seconds": 10**14}, "99": 1}},
        {"mode": "GUIDED"},
    ],
    ids=lambda more: next(iter(more)) + str(next(iter(more.values())))[:24],
)
def test_an_act_that_makes_no_sense_is_answered_in_words_and_sends_nothing_wrong(pc, more):
    answer = pc.send("ho-so/", act_at(pc) | more)

    assert answer.status_code in {200, 409, 422}
    if answer.status_code != 200:
        assert answer.json()["reasons"][0]["vi"]
        assert not Dossier.objects.exclude(state=State.DRAFT).exists()
