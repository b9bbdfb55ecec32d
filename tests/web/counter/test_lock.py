"""Q15: a counter left alone locks; a locked counter shows nothing and changes nothing until the PIN."""

import time
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cuamo.cli.sample_people import pin_of_sample
from cuamo.dossiers.models import Dossier, Visit
from cuamo.dossiers.services.start_visit import start_visit
from cuamo.kernel import events
from cuamo.kernel.identifiers.card import read_card
from cuamo.organisation.models import CounterPin
from cuamo.people.models import Account, HeldInput
from cuamo.web.counter import lock_state
from tests.support.city import CARD, begin_shift, staff
from tests.web.counter.desk import Prepared, prepare

pytestmark = pytest.mark.django_db
HERE, LOCK, OPEN = "/quay/khoa/con-day/", "/quay/khoa/dong/", "/quay/khoa/"
NAME = "Đặng Thẳng"


@pytest.fixture
def prepared(city, db) -> Prepared:
    begin_shift(staff("quay.hoankiem"), at=timezone.now())
    return prepare(7)


def sign_in(client: Client, *, ago: float = 0) -> Client:
    client.force_login(Account.objects.get(username="quay.hoankiem"))
    session = client.session
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = session["_auth_user_id"]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": time.time() - ago, "username": "quay.hoankiem"},
        {"method": "mfa", "type": "totp", "at": time.time() - ago},
    ]
    session.save()
    return client


@pytest.fixture
def clerk(prepared) -> Client:
    """A clerk with the form open, who has just pressed a key."""
    client = sign_in(Client())
    assert client.get(f"{prepared.path}5/").status_code == 200
    assert client.post(HERE).status_code == 204
    return client


def left_alone(client: Client, *, seconds: float) -> None:
    """Let the last key lie so many seconds back."""
    row = Session.objects.get(session_key=client.session.session_key)
    said = row.get_decoded()
    said["quay"]["luc"] -= int(seconds)
    row.session_data = client.session.encode(said)
    row.save()


def names(client: Client) -> list[str]:
    return events.names_of(UUID(client.session["_auth_user_id"]))


def everything(prepared: Prepared) -> tuple:
    dossier = Dossier.objects.get(id=prepared.dossier.id)
    visit = Visit.objects.filter(id=prepared.visit.id).values("step", "measures", "parked", "ended_at").get()
    return dossier.values, dossier.answers, dossier.delivery, dossier.state, visit, Visit.objects.count()


@pytest.mark.parametrize("how", ["key", "time"])
def test_a_locked_counter_answers_every_page_with_the_lock_page(clerk, prepared, how):
    if how == "key":
        clerk.post(LOCK)
    else:
        left_alone(clerk, seconds=lock_state.AFTER.total_seconds() + 40)

    for address in (
        f"{prepared.path}5/",
        f"{prepared.path}7/",
        "/quay/",
        "/quay/tim/?q=1",
        "/quay/ca/",
        "/quay/ma-pin/",
    ):
        answer = clerk.get(address)
        page = answer.content.decode()
        assert (answer.status_code, answer["Cache-Control"]) == (423, "no-store, private"), address
        assert "Quầy đang khóa" in page
        assert NAME not in page
        assert f'value="{address}"' in page.replace("&amp;", "&")
    assert names(clerk)[-1] == "counter.locked"
    assert names(clerk).count("counter.locked") == 1


def test_a_counter_in_use_does_not_lock(clerk, prepared):
    left_alone(clerk, seconds=lock_state.AFTER.total_seconds())
    assert clerk.post(HERE).status_code == 204
    left_alone(clerk, seconds=lock_state.AFTER.total_seconds())

    assert clerk.get(f"{prepared.path}5/").status_code == 200


def test_telling_of_a_key_does_not_open_a_counter_that_has_locked(clerk, prepared):
    left_alone(clerk, seconds=lock_state.AFTER.total_seconds() + 40)

    assert clerk.post(HERE).status_code == 423
    assert clerk.get(f"{prepared.path}5/").status_code == 423


def test_nothing_sent_to_a_locked_counter_changes_anything_and_typed_words_are_held(clerk, prepared):
    clerk.post(LOCK)
    before = everything(prepared)
    typed = "Số 8 ngõ Tức Mạc"

    kept = clerk.post(
        f"{prepared.path}5/luu/",
        {"nyc_noi_cu_tru": typed, "_truong": "nyc_noi_cu_tru"},
        headers={"X-Requested-With": "fetch"},
    )
    whole = clerk.post(f"{prepared.path}5/", {"nyc_noi_cu_tru": typed})
    assert (kept.status_code, whole.status_code) == (401, 423)
    for address in (f"{prepared.path}man-hinh/", "/quay/", "/quay/ca/", f"{prepared.path}11/"):
        assert clerk.post(address, {"card": CARD}).status_code == 423, address
    assert everything(prepared) == before
    assert HeldInput.objects.get().fields["nyc_noi_cu_tru"] == [typed]

    clerk.post(OPEN, {"pin": pin_of_sample(), "ve": f"{prepared.path}5/"})
    assert typed in clerk.get(f"{prepared.path}5/").content.decode()


def test_what_polls_gets_no_page_while_locked(clerk, prepared):
    clerk.post(LOCK)

    answer = clerk.get(f"{prepared.path}guong/", headers={"X-Requested-With": "poll"})

    assert (answer.status_code, answer.content) == (423, b"")


def test_the_right_pin_opens_where_it_was_locked(clerk, prepared):
    clerk.post(LOCK)

    answer = clerk.post(OPEN, {"pin": pin_of_sample(), "ve": f"{prepared.path}5/"})

    assert (answer.status_code, answer.url) == (302, f"{prepared.path}5/")
    assert clerk.get(answer.url).status_code == 200
    assert names(clerk)[-1] == "counter.unlocked"


@pytest.mark.parametrize(
    "back", ["https://evil.example/quay/", "//evil.example/quay/", "/toi/", "/quay/\\evil", ""]
)
def test_the_pin_leads_nowhere_outside_the_counter(clerk, back):
    clerk.post(LOCK)

    assert clerk.post(OPEN, {"pin": pin_of_sample(), "ve": back}).url == "/quay/"


def test_the_citizen_screen_rests_with_the_counter_and_comes_back_with_it(clerk, prepared):
    clerk.post(LOCK)
    assert Visit.objects.get(id=prepared.visit.id).screen_blank
    clerk.post(OPEN, {"pin": pin_of_sample()})
    assert not Visit.objects.get(id=prepared.visit.id).screen_blank


def test_a_screen_the_clerk_had_blanked_stays_blank(clerk, prepared):
    Visit.objects.filter(id=prepared.visit.id).update(screen_blank=True)
    clerk.post(LOCK)
    clerk.post(OPEN, {"pin": pin_of_sample()})

    assert Visit.objects.get(id=prepared.visit.id).screen_blank


@pytest.mark.parametrize("how", ["forgotten", "five wrong"])
def test_signing_in_again_lights_the_citizen_screen_that_rested_under_the_lock(clerk, prepared, how):
    clerk.post(LOCK)
    if how == "forgotten":
        clerk.post(OPEN, {"act": "sign-in", "ve": "/quay/"})
    else:
        for _ in range(5):
            clerk.post(OPEN, {"pin": "000000"})
    assert "_auth_user_id" not in clerk.session
    assert Visit.objects.get(id=prepared.visit.id).screen_blank

    assert sign_in(clerk).get("/quay/").status_code == 200

    assert not Visit.objects.get(id=prepared.visit.id).screen_blank
    assert names(clerk)[-1] == "counter.unlocked"
    clerk.get("/quay/")
    assert names(clerk).count("counter.unlocked") == 1


def test_somebody_else_who_signs_in_after_the_lock_lights_no_screen(clerk, prepared):
    clerk.post(LOCK)
    clerk.post(OPEN, {"act": "sign-in", "ve": "/quay/"})
    clerk.force_login(Account.objects.get(username="truongca.hoankiem"))

    clerk.get("/quay/ca/")

    assert Visit.objects.get(id=prepared.visit.id).screen_blank
    assert "counter.unlocked" not in names(clerk)


def test_a_forgotten_pin_is_replaced_by_signing_in_again(clerk, prepared):
    clerk.post(LOCK)
    assert "Quên mã PIN" in clerk.get("/quay/").content.decode()
    clerk.post(OPEN, {"act": "sign-in", "ve": "/quay/"})
    sign_in(clerk, ago=-1)

    assert clerk.post("/quay/ma-pin/", {"pin": "739152", "again": "739152"}).url == "/quay/"

    clerk.post(LOCK)
    assert clerk.post(OPEN, {"pin": "739152"}).status_code == 302


def test_the_fifth_wrong_pin_ends_the_session_and_words_stay_held(clerk, prepared):
    clerk.post(LOCK)
    clerk.post(f"{prepared.path}5/", {"nyc_noi_cu_tru": "Số 8"})
    for left in (4, 3, 2, 1):
        answer = clerk.post(OPEN, {"pin": "000000"})
        assert (answer.status_code, f"Còn {left} lần" in answer.content.decode()) == (423, True)

    answer = clerk.post(OPEN, {"pin": "000000", "ve": f"{prepared.path}5/"})

    assert answer.url == f"/dang-nhap/?next={prepared.path}5/"
    assert "Sai mã PIN 5 lần" in clerk.get(answer.url).content.decode()
    assert clerk.get(f"{prepared.path}5/").url.startswith("/dang-nhap/")
    assert HeldInput.objects.exists()
    again = sign_in(Client(), ago=-5)
    again.post(HERE)
    again.post(LOCK)
    assert again.post(OPEN, {"pin": pin_of_sample()}).status_code == 302
    assert CounterPin.objects.get(account__username="quay.hoankiem").wrong == 0


def test_who_has_no_pin_signs_in_again(clerk, prepared):
    CounterPin.objects.all().delete()
    clerk.post(LOCK)

    assert "Chưa đặt mã PIN" in clerk.get(f"{prepared.path}5/").content.decode()
    assert clerk.post(OPEN, {"act": "sign-in", "ve": "/quay/"}).url == "/dang-nhap/?next=/quay/"


def test_a_pin_is_set_only_after_a_fresh_second_factor(clerk):
    stale = sign_in(Client(), ago=16 * 60)
    kept = CounterPin.objects.get(account__username="quay.hoankiem").hash

    answer = stale.post("/quay/ma-pin/", {"pin": "739152", "again": "739152"})
    assert answer.url == "/dang-nhap/xac-nhan-lai/ma/?next=%2Fquay%2Fma-pin%2F"
    assert CounterPin.objects.get(account__username="quay.hoankiem").hash == kept

    refused = clerk.post("/quay/ma-pin/", {"pin": "020985", "again": "020985"})
    assert (refused.status_code, "giống một ngày sinh" in refused.content.decode()) == (422, True)
    assert clerk.post("/quay/ma-pin/", {"pin": "739152", "again": "739152"}).url == "/quay/"
    clerk.post(LOCK)
    assert clerk.post(OPEN, {"pin": "739152"}).url == "/quay/"


def test_working_does_not_lengthen_the_session(clerk):
    before = Session.objects.get(session_key=clerk.session.session_key).expire_date
    clerk.post(HERE)
    clerk.post(LOCK)

    assert Session.objects.get(session_key=clerk.session.session_key).expire_date == before


def test_the_lock_of_one_clerk_leaves_others_alone(clerk, prepared):
    other = Client()
    other.force_login(Account.objects.get(username="truongca.hoankiem"))
    clerk.post(LOCK)

    assert other.get("/quay/ca/").status_code == 200
    assert Client().get("/quay/").url.startswith("/dang-nhap/")


def test_looking_whether_it_is_locked_asks_the_tables_nothing(clerk, prepared):
    with CaptureQueriesContext(connection) as locked_looked:
        clerk.get(f"{prepared.path}5/")
    asked = [query["sql"] for query in locked_looked if "django_session" in query["sql"]]
    assert len(asked) == 1
    assert not [query for query in locked_looked if "counter_pin" in query["sql"]]


def test_what_was_finished_before_the_lock_goes_on_being_sent_and_nothing_is_given_out(clerk, prepared):
    clerk.post(LOCK)
    pulse = {"device": str(uuid4()), "unsent": []}

    assert clerk.post("/quay/may/nhip/", pulse, content_type="application/json").json()["ok"]
    assert NAME not in clerk.get("/quay/may/goi/").content.decode()
    refused = clerk.get(f"/quay/may/luot/{prepared.visit.id}/")
    assert (refused.status_code, refused.json()["reasons"][0]["code"]) == (423, "counter.locked")


def test_a_visit_begun_at_a_locked_counter_is_none(clerk):
    clerk.post(LOCK)
    before = Visit.objects.count()
    clerk.post("/quay/", {"card": CARD})
    assert Visit.objects.count() == before
    clerk.post(OPEN, {"pin": pin_of_sample()})
    start_visit(clerk=staff("quay.hoankiem"), card=read_card(CARD), at=timezone.now() + timedelta(seconds=1))
    assert Visit.objects.count() == before + 1
