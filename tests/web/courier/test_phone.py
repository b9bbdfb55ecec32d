"""The addresses of a courier's phone: closed to others, each act by itself, evidence before its act."""

import gzip
import json
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
import zxingcpp
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from cuamo.delivery.models import CourierAct, HandOver, Parcel
from cuamo.delivery.services.hand_over_bag import hand_over_bag
from cuamo.delivery.states import ParcelState
from cuamo.documents.models import StoredFile
from cuamo.web import assets
from cuamo.web.audiences import Audience, audience_of
from cuamo.web.courier import offline
from cuamo.web.courier.urls import urlpatterns
from cuamo.web.kept_shell import modules_in
from tests.delivery.conftest import CLERK, NOON
from tests.web.courier.conftest import courier_account
from tests.web.courier.test_bags import bag
from tests.web.courier.test_pages import take_out

__all__ = ["bag"]
OF_PROGRAMS = [pattern for pattern in urlpatterns if audience_of(pattern.callback) is Audience.DEVICE]
DEVICE = str(uuid4())


def address(pattern) -> str:
    args = {name: str(uuid4()) if name == "device" else "a" * 64 for name in pattern.pattern.converters}
    return reverse(f"courier:{pattern.name}", kwargs=args)


def picture(shade: int = 1) -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), (shade, 80, 90)).save(out, "PNG")
    return out.getvalue()


def told(parcel: Parcel, kind: str = "hand", **more) -> dict[str, object]:
    now = timezone.now().isoformat()
    act = {"key": str(uuid4()), "kind": kind, "serial": 1, "at": now, "skew_s": 0, "contact_at": now}
    return {**act, "label": parcel.label, "parcel": str(parcel.id), "run": str(parcel.run_id), **more}


def bring(client: Client, round_, *acts, courier: str = "") -> dict:
    body = {"courier": courier or str(round_.account.id), "device": DEVICE, "acts": list(acts)}
    answer = client.post("/giao/may/viec/", json.dumps(body), content_type="application/json")
    return {"status": answer.status_code, **answer.json()}


def send_file(client: Client, data: bytes) -> str:
    digest = sha256(data).hexdigest()
    said = {"sha256": digest, "size": len(data), "name": "anh.png"}
    client.post("/giao/may/tep/", json.dumps(said), content_type="application/json")
    path = f"/giao/may/tep/{digest}/?from=0"
    assert client.put(path, data, content_type="application/octet-stream").json()["stored"]
    return digest


@pytest.mark.django_db
@pytest.mark.parametrize("pattern", OF_PROGRAMS, ids=lambda pattern: pattern.name)
def test_a_stranger_hears_401_and_who_is_no_courier_403_in_json(pattern, round_):
    clerk = courier_account("somebody")
    clerk.memberships.all().delete()
    inside = Client()
    inside.force_login(clerk)
    for client, status in ((Client(), 401), (inside, 403)):
        answers = [getattr(client, method)(address(pattern)) for method in ("get", "post", "put")]
        assert {answer.status_code for answer in answers} <= {status, 405}
        assert all(json.loads(answer.content)["reasons"][0]["vi"] for answer in answers)


def test_the_phone_gets_its_own_runs_in_a_fixed_number_of_questions(
    courier, round_, django_assert_max_num_queries
):
    parcel = take_out(round_)
    with django_assert_max_num_queries(26):
        body = courier.get("/giao/may/goi/").json()

    (run,) = body["runs"]
    assert [stop["label"] for stop in run["stops"]] == [one.label for one in round_.parcels]
    for secret in (parcel.phone, parcel.subject_code, parcel.pin):
        assert f'"{secret}"' not in json.dumps(body)


def test_the_page_that_is_kept_names_nobody(courier, round_):
    page = courier.get("/giao/may/").content.decode()

    assert round_.account.full_name not in page
    assert round_.parcels[0].recipient not in page


def test_of_a_batch_each_act_has_its_own_verdict(courier, round_):
    parcel = take_out(round_)
    good = told(parcel, code=parcel.pin, proof="CODE", relation="SELF")
    bad = told(parcel, kind="fly")
    broken = {"kind": "hand"}

    said = bring(courier, round_, bad, good, broken)
    again = bring(courier, round_, bad, good, broken)

    assert [one["state"] for one in said["verdicts"]] == ["look", "done", "look"]
    assert [one["state"] for one in again["verdicts"]] == ["look", "done", "look"]
    assert CourierAct.objects.count() == 2
    assert HandOver.objects.filter(proof="CODE").count() == 1


def test_nobodys_acts_are_taken_in_the_session_of_another(client, round_):
    parcel = take_out(round_)
    client.force_login(courier_account("kha.vv"))

    said = bring(client, round_, told(parcel, code=parcel.pin, proof="CODE", relation="SELF"))

    assert said["status"] == 403
    assert not CourierAct.objects.exists()
    assert Parcel.objects.get(id=parcel.id).state == ParcelState.OUT_FOR_DELIVERY


def test_an_act_waits_for_its_picture_and_then_keeps_it_as_evidence(courier, round_):
    parcel = take_out(round_)
    data = picture()
    act = told(
        parcel, proof="PHOTO", relation="SELF", seen=["CARD"], evidence=sha256(data).hexdigest(),
        position={"lat": 21.02, "lon": 105.85, "accuracy": 9},
    )  # fmt: skip

    early = bring(courier, round_, act)["verdicts"][0]
    assert (early["state"], early["reasons"][0]["code"]) == ("look", "act.evidence")
    assert not CourierAct.objects.exists()

    send_file(courier, data)
    done = bring(courier, round_, act)["verdicts"][0]

    assert (done["state"], done["evidence"]) == ("done", sha256(data).hexdigest())
    given = HandOver.objects.get(proof="PHOTO")
    assert StoredFile.objects.get(id=given.evidence_id).purpose == "EVIDENCE"
    assert given.position == {"lat": 21.02, "lon": 105.85, "accuracy_m": 9}


@pytest.mark.parametrize(
    "body",
    [
        "[]",
        "{",
        '{"courier": 1}',
        '{"courier": "%s", "acts": {}}',
        '{"courier": "%s", "device": "x", "acts": []}',
    ],
)
def test_what_is_no_batch_is_refused_in_words(courier, round_, body):
    text = body % round_.account.id if "%s" in body else body
    answer = courier.post("/giao/may/viec/", text, content_type="application/json")

    assert answer.status_code in {403, 422}
    assert answer.json()["reasons"][0]["vi"]
    assert not CourierAct.objects.exists()


def test_a_photo_of_a_label_is_read_for_phones_that_cannot(courier, round_):
    label = round_.parcels[0].label
    bars = zxingcpp.create_barcode(label, zxingcpp.BarcodeFormat.Code128).to_image(scale=4)
    photo = Image.new("RGB", (1200, 700), "white")
    photo.paste(Image.fromarray(bars).convert("RGB").resize((900, 200)), (150, 250))
    out = BytesIO()
    photo.save(out, "JPEG")

    answer = courier.post("/giao/may/ma-vach/", out.getvalue(), content_type="application/octet-stream")

    assert label in answer.json()["codes"]


def test_a_bag_is_one_stop_and_changes_hands_as_a_whole(courier, round_, bag):
    inside = Parcel.objects.get(bag=bag)
    (run,) = courier.get("/giao/may/goi/").json()["runs"]
    assert [(one["number"], one["labels"], one["taken"]) for one in run["bags"]] == [
        (bag.number, [inside.label], False)
    ]
    assert inside.label not in [stop["label"] for stop in run["stops"]]
    hand_over_bag(number=bag.number, clerk=CLERK, at=NOON)
    now = timezone.now().isoformat()
    act = {"kind": "take", "label": bag.number, "run": run["id"], "at": now, "skew_s": 0, "contact_at": now}

    said = bring(courier, round_, {**act, "key": str(uuid4()), "serial": 1})

    assert said["verdicts"][0]["state"] == "done"
    assert Parcel.objects.get(id=inside.id).state == ParcelState.PICKED_UP
    (run,) = courier.get("/giao/may/goi/").json()["runs"]
    assert run["bags"][0]["taken"]


def test_a_run_that_ends_with_something_left_says_where_it_is(courier, round_):
    act = {"kind": "close", "run": str(round_.run.id), "at": timezone.now().isoformat()}

    silent = bring(courier, round_, {**act, "key": str(uuid4()), "serial": 1})
    told_why = bring(
        courier, round_, {**act, "key": str(uuid4()), "serial": 2, "words": "Còn ở điểm, chưa quét nhận kịp."}
    )

    assert (silent["verdicts"][0]["state"], told_why["verdicts"][0]["state"]) == ("look", "done")
    round_.run.refresh_from_db()
    assert round_.run.closed_at is not None


def test_all_a_phone_keeps_of_the_program_weighs_less_than_a_photo(courier):
    assets.build()
    named = [*offline.SHELL, *modules_in("js/courier")]
    kept = [Path(str(finders.find(name))).read_bytes() for name in named]
    weights = [len(each) if each[:4] == b"wOF2" else len(gzip.compress(each)) for each in kept]

    assert len(named) == len(set(named))
    assert sum(weights) + len(gzip.compress(courier.get("/giao/may/").content)) <= 160_000
