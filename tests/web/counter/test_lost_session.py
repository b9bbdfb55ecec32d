"""A session that ends in mid-form: the words come back to the same clerk at the same step, to nobody else."""

from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from cuamo.dossiers.models import Dossier
from cuamo.kernel import events
from cuamo.people.models import Account, HeldInput
from tests.support.city import begin_shift, staff
from tests.web.counter.desk import Prepared, prepare

pytestmark = pytest.mark.django_db
TYPED = "Số 8 ngõ Tức Mạc, phường Cửa Nam"
FIELD = "nyc_noi_cu_tru"


@pytest.fixture
def prepared(city, db) -> Prepared:
    begin_shift(staff("quay.hoankiem"), at=timezone.now())
    return prepare(7)


def sign_in(client: Client, username: str = "quay.hoankiem") -> None:
    client.force_login(Account.objects.get(username=username))


@pytest.fixture
def clerk(prepared) -> Client:
    """A clerk who has the form open."""
    client = Client()
    sign_in(client)
    assert client.get(f"{prepared.path}5/").status_code == 200
    return client


def whole_form(prepared: Prepared, **changed: str) -> dict:
    """Return what the page of the form sends."""
    posted = {}
    for key, value in {**Dossier.objects.get(id=prepared.dossier.id).values, **changed}.items():
        if isinstance(value, dict):
            posted |= {f"{key}.{part}": text for part, text in value.items()}
        elif value is True:
            posted[key] = "on"
        elif value is not False and value is not None:
            posted[key] = value
    return posted


def values(prepared: Prepared) -> dict:
    return Dossier.objects.get(id=prepared.dossier.id).values


def lost(client: Client, how: str) -> None:
    if how == "expired":
        Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    elif how == "gone":
        Session.objects.all().delete()
    else:
        del client.cookies[settings.SESSION_COOKIE_NAME]


@pytest.mark.parametrize("how", ["expired", "gone", "no cookie"])
def test_the_form_that_met_the_lost_session_comes_back_with_every_word(clerk, prepared, how):
    here, before = f"{prepared.path}5/?ve=7", values(prepared)
    lost(clerk, how)

    answer = clerk.post(here, whole_form(prepared, **{FIELD: TYPED}))

    assert answer.status_code == 302
    assert answer.url.startswith("/dang-nhap/?next=")
    assert unquote(answer.url.split("next=")[1]) == here
    assert values(prepared) == before, "nothing is changed by somebody who is not signed in"
    sign_in(clerk)
    page = clerk.get(here, follow=True)
    assert page.redirect_chain == [(here, 302)]
    assert TYPED in page.content.decode()
    assert "Đã đưa lại những gì vừa gõ trước khi hết phiên đăng nhập." in page.content.decode()
    assert values(prepared)[FIELD] == TYPED
    assert not HeldInput.objects.exists(), "given back once"


def test_nothing_is_sent_on_by_itself(clerk, prepared):
    lost(clerk, "gone")
    clerk.post(f"{prepared.path}5/", whole_form(prepared, **{FIELD: TYPED}))
    names = events.names_of(prepared.dossier.id)
    sign_in(clerk)

    clerk.get(f"{prepared.path}5/", follow=True)

    assert events.names_of(prepared.dossier.id) == names
    for step in (9, 10, 11):
        lost(clerk, "gone")
        clerk.post(f"{prepared.path}{step}/", {"act": "cash", "tendered": "1000"})
    assert not HeldInput.objects.exists()


def test_a_field_left_without_a_session_is_not_called_saved_and_comes_back(clerk, prepared):
    lost(clerk, "gone")
    saves = f"{prepared.path}luu/"

    answers = [
        clerk.post(saves, {FIELD: text, "_truong": FIELD}, headers={"X-Requested-With": "fetch"})
        for text in ("Số 8", TYPED)
    ]
    again = clerk.post(
        saves, {"so_ban_sao": "3", "_truong": "so_ban_sao"}, headers={"X-Requested-With": "fetch"}
    )

    assert [answer.status_code for answer in (*answers, again)] == [401] * 3
    before = values(prepared)
    assert before[FIELD] != TYPED
    sign_in(clerk)
    assert TYPED in clerk.get(f"{prepared.path}5/", follow=True).content.decode()
    after = values(prepared)
    assert {key for key in after if after[key] != before.get(key)} <= {FIELD, "so_ban_sao"}
    assert after[FIELD] == TYPED


def test_another_clerk_at_the_same_browser_gets_nothing(clerk, prepared):
    lost(clerk, "gone")
    clerk.post(f"{prepared.path}5/", whole_form(prepared, **{FIELD: TYPED}))
    before = values(prepared)
    sign_in(clerk, "truongca.hoankiem")

    answer = clerk.get(f"{prepared.path}5/")

    assert answer.status_code == 403
    assert TYPED not in answer.content.decode()
    assert values(prepared) == before
    assert HeldInput.objects.get().account.username == "quay.hoankiem"


def test_a_browser_nobody_worked_at_holds_nothing(prepared):
    stranger = Client()
    before = values(prepared)

    page = stranger.post(f"{prepared.path}5/", whole_form(prepared, **{FIELD: TYPED}))
    field = stranger.post(f"{prepared.path}luu/", {FIELD: TYPED}, headers={"X-Requested-With": "fetch"})
    stranger.cookies["nguoi-truc"] = str(staff("quay.hoankiem").id)
    forged = stranger.post(f"{prepared.path}5/", whole_form(prepared, **{FIELD: TYPED}))

    assert page.url.startswith("/dang-nhap/")
    assert forged.url.startswith("/dang-nhap/")
    assert field.status_code == 401
    assert not HeldInput.objects.exists()
    assert values(prepared) == before


def test_after_an_hour_it_is_forgotten(clerk, prepared):
    lost(clerk, "gone")
    clerk.post(f"{prepared.path}5/", whole_form(prepared, **{FIELD: TYPED}))
    HeldInput.objects.update(held_at=timezone.now() - timedelta(minutes=61))
    before = values(prepared)
    sign_in(clerk)

    page = clerk.get(f"{prepared.path}5/")

    assert (page.status_code, values(prepared)) == (200, before)
    assert not HeldInput.objects.exists()


def test_what_was_changed_later_is_not_overwritten(clerk, prepared):
    lost(clerk, "gone")
    clerk.post(f"{prepared.path}5/", whole_form(prepared, **{FIELD: TYPED}))
    elsewhere = Client()
    sign_in(elsewhere)
    newer = "Số 9 phố Hàng Bông, Hoàn Kiếm"
    assert elsewhere.post(f"{prepared.path}luu/", {FIELD: newer}).status_code == 204
    sign_in(clerk)

    page = clerk.get(f"{prepared.path}5/", follow=True).content.decode()

    assert "giữ bản mới hơn" in page
    assert values(prepared)[FIELD] == newer


def test_what_is_held_is_encrypted_and_not_more_than_a_form(clerk, prepared):
    lost(clerk, "gone")
    clerk.post(f"{prepared.path}5/", whole_form(prepared, **{FIELD: TYPED}))
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT fields FROM people_held_input")
        assert TYPED.encode() not in bytes(cursor.fetchone()[0])

    HeldInput.objects.all().delete()
    clerk.post(f"{prepared.path}5/", {FIELD: "x" * 200_001})
    assert not HeldInput.objects.exists()


@pytest.mark.parametrize(
    ("step", "posted", "shown"), [(1, {"phone": "0987654321"}, "0987654321"), (6, {"address": TYPED}, TYPED)]
)
def test_phone_and_delivery_come_back_too(clerk, prepared, step, posted, shown):
    lost(clerk, "gone")
    clerk.post(f"{prepared.path}{step}/", posted)
    sign_in(clerk)

    assert shown in clerk.get(f"{prepared.path}{step}/", follow=True).content.decode()


def test_after_signing_out_the_browser_holds_nothing_for_the_clerk(clerk, prepared):
    before = values(prepared)
    clerk.post("/dang-nhap/ra/")

    clerk.post(f"{prepared.path}1/", {"phone": "0987654321"})
    clerk.post(f"{prepared.path}5/", whole_form(prepared, **{FIELD: TYPED}))
    field = clerk.post(f"{prepared.path}luu/", {FIELD: TYPED}, headers={"X-Requested-With": "fetch"})

    assert field.status_code >= 400
    assert not HeldInput.objects.exists()
    sign_in(clerk)
    assert TYPED not in clerk.get(f"{prepared.path}5/").content.decode()
    assert values(prepared) == before
