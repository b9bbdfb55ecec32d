"""A session that ends in mid-form: the words come back to the same clerk at the same step, to nobody else."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from cuamo.dossiers.models import Dossier, Visit
from cuamo.dossiers.services.choose_delivery import keep_delivery
from cuamo.dossiers.services.fill_form import fill_form
from cuamo.kernel import events
from cuamo.kernel.errors import Invalid
from cuamo.people.models import Account, HeldInput, Person
from cuamo.people.services.hold_input import MOST_PLACES, Held, use_held
from tests.support.city import CARD, begin_shift, staff
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


def see(client: Client, prepared: Prepared, step: int = 5) -> str:
    """Return what the page of the step shows, to a clerk who only looks."""
    answer = client.get(f"{prepared.path}{step}/")
    assert answer.status_code == 200
    return answer.content.decode()


def press(client: Client, prepared: Prepared, step: int = 5, act: str = "use") -> str:
    """Press "Đưa lại chữ đã gõ" (or "Bỏ") as the page shows it; return the page after it."""
    page = see(client, prepared, step)
    seen = re.search(r'name="luc" value="([^"]+)"', page)
    assert seen, "the page offers what is held"
    sent = {"act": act, "luc": unescape(seen.group(1))}
    return client.post(f"{prepared.path}{step}/dua-lai/", sent, follow=True).content.decode()


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
    page = clerk.get(here).content.decode()
    assert TYPED in page
    assert "Đưa lại chữ đã gõ" in page
    assert values(prepared) == before, "looking changes nothing"
    after = press(clerk, prepared)
    assert "Đã đưa lại những gì gõ lúc hết phiên." in after
    assert "Đưa lại chữ đã gõ" not in after
    assert values(prepared) == before | {FIELD: TYPED}
    assert not HeldInput.objects.exists(), "given back once"


def test_nothing_is_sent_on_by_itself(clerk, prepared):
    lost(clerk, "gone")
    clerk.post(f"{prepared.path}5/", whole_form(prepared, **{FIELD: TYPED}))
    names = events.names_of(prepared.dossier.id)
    sign_in(clerk)

    press(clerk, prepared)

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
    assert TYPED in see(clerk, prepared)
    assert values(prepared) == before
    press(clerk, prepared)
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
    assert field.status_code == 440, "it is not called kept when nobody keeps it"
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
    assert TYPED not in page.content.decode()


def test_what_was_changed_later_is_not_overwritten_and_the_rest_comes_back(clerk, prepared):
    name = values(prepared)["nyc_ho_ten"] + " Hoa"
    lost(clerk, "gone")
    clerk.post(f"{prepared.path}5/", whole_form(prepared, **{FIELD: TYPED, "nyc_ho_ten": name}))
    elsewhere = Client()
    sign_in(elsewhere)
    newer = "Số 9 phố Hàng Bông, Hoàn Kiếm"
    assert elsewhere.post(f"{prepared.path}luu/", {FIELD: newer}).status_code == 204
    before = values(prepared)
    sign_in(clerk)

    assert "Không đưa lại, vì đã đổi sau đó" in see(clerk, prepared)
    page = press(clerk, prepared)

    assert "trừ ô đã đổi sau đó" in page
    assert TYPED in page, "what is not given back is still shown"
    assert values(prepared) == before | {"nyc_ho_ten": name}
    assert set(HeldInput.objects.get().fields) == {FIELD}
    assert set(HeldInput.objects.get().stood) == {FIELD}
    assert TYPED not in press(clerk, prepared, act="drop")
    assert not HeldInput.objects.exists()


def test_a_later_touch_of_the_dossier_drops_no_word(clerk, prepared):
    lost(clerk, "gone")
    clerk.post(f"{prepared.path}5/", whole_form(prepared, **{FIELD: TYPED}))
    dossier = Dossier.objects.get(id=prepared.dossier.id)
    keep_delivery(
        dossier_id=dossier.id, actor=staff("quay.hoankiem"), typed={"recipient": "Bà Hoa"}, at=timezone.now()
    )
    assert Dossier.objects.get(id=dossier.id).saved_at > HeldInput.objects.get().held_at
    sign_in(clerk)

    press(clerk, prepared)

    assert values(prepared)[FIELD] == TYPED


def test_what_is_refused_stays_held_and_is_shown_again(clerk, prepared):
    lost(clerk, "gone")
    clerk.post(f"{prepared.path}5/", whole_form(prepared, **{FIELD: TYPED}))
    sign_in(clerk)
    seen = re.search(r'name="luc" value="([^"]+)"', see(clerk, prepared))
    assert seen
    before, held = values(prepared), HeldInput.objects.get().fields

    stale = {"act": "use", "luc": (timezone.now() - timedelta(minutes=9)).isoformat()}
    assert (
        "Xem lại rồi bấm lần nữa"
        in clerk.post(f"{prepared.path}5/dua-lai/", stale, follow=True).content.decode()
    )
    assert (values(prepared), HeldInput.objects.get().fields) == (before, held)

    def refuses(_: Held) -> dict[str, list[str]]:
        fill_form(
            dossier_id=prepared.dossier.id,
            actor=staff("quay.hoankiem"),
            raw={FIELD: TYPED},
            at=timezone.now(),
            partly=True,
        )
        raise Invalid("test.refused", "Không nhận.", "Refused.")

    row = HeldInput.objects.get()
    with pytest.raises(Invalid):
        use_held(account_id=row.account_id, place=row.place, seen=row.held_at, at=timezone.now(), use=refuses)
    assert (values(prepared), HeldInput.objects.get().fields) == (before, held)
    press(clerk, prepared)
    assert values(prepared)[FIELD] == TYPED


def test_a_number_sent_without_a_session_stands_in_the_box_and_nowhere_else(clerk, prepared):
    person = prepared.visit.person
    lost(clerk, "gone")
    clerk.post(f"{prepared.path}1/", {"phone": "0987654321", "card": "x|y", "photo": "z"})
    assert HeldInput.objects.get().fields == {"phone": ["0987654321"]}, "never what was read from a card"
    sign_in(clerk)

    page = see(clerk, prepared, 1)

    assert 'value="0987654321"' in page
    assert "chưa lưu" in page
    assert Person.objects.get(id=person.id).phone == person.phone
    clerk.post(
        f"{prepared.path}1/dua-lai/", {"act": "use", "luc": HeldInput.objects.get().held_at.isoformat()}
    )
    assert Person.objects.get(id=person.id).phone == person.phone
    clerk.post(f"{prepared.path}1/", {"phone": person.phone})
    assert not HeldInput.objects.exists()


def test_only_names_the_step_asks_are_held_and_only_for_an_own_open_draft(clerk, prepared):
    other = prepare(7, card=CARD.replace("001185012345", "001185054321"))
    Visit.objects.filter(id=other.visit.id).update(clerk_id=staff("truongca.hoankiem").id)
    lost(clerk, "gone")
    fetch = {"X-Requested-With": "fetch"}

    for step, sent in ((4, {"la": "1"}), (5, {"la": "1"}), (6, {"la": "1"}), (9, {"act": "cash"})):
        assert clerk.post(f"{prepared.path}{step}/luu/", sent, headers=fetch).status_code == 440
    assert clerk.post(f"{other.path}luu/", {FIELD: TYPED}, headers=fetch).status_code == 440
    assert clerk.post(f"{prepared.path}luu/", {FIELD: "x" * 200_001}, headers=fetch).status_code == 440
    assert not HeldInput.objects.exists()
    sent = {"address": TYPED, "act": "next", "la": "1"}
    assert clerk.post(f"{prepared.path}6/luu/", sent, headers=fetch).status_code == 401
    assert set(HeldInput.objects.get().fields) == {"address"}


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


def test_delivery_comes_back_by_the_press(clerk, prepared):
    lost(clerk, "gone")
    clerk.post(f"{prepared.path}6/", {"address": TYPED, "recipient": "Bà Hoa"})
    sign_in(clerk)
    before = Dossier.objects.get(id=prepared.dossier.id).delivery
    assert TYPED in see(clerk, prepared, 6)
    assert Dossier.objects.get(id=prepared.dossier.id).delivery == before

    press(clerk, prepared, 6)

    assert Dossier.objects.get(id=prepared.dossier.id).delivery["typed"] == {
        "address": TYPED,
        "recipient": "Bà Hoa",
    }


def test_after_signing_out_the_browser_holds_nothing_for_the_clerk(clerk, prepared):
    before = values(prepared)
    clerk.post("/dang-nhap/ra/")

    clerk.post(f"{prepared.path}1/", {"phone": "0987654321"})
    clerk.post(f"{prepared.path}5/", whole_form(prepared, **{FIELD: TYPED}))
    field = clerk.post(f"{prepared.path}luu/", {FIELD: TYPED}, headers={"X-Requested-With": "fetch"})

    assert field.status_code == 440
    assert not HeldInput.objects.exists()
    sign_in(clerk)
    assert TYPED not in clerk.get(f"{prepared.path}5/").content.decode()
    assert values(prepared) == before


def test_what_is_held_is_never_pushed_out_by_more(clerk, prepared):
    lost(clerk, "gone")
    fetch = {"X-Requested-With": "fetch"}
    assert clerk.post(f"{prepared.path}luu/", {FIELD: TYPED}, headers=fetch).status_code == 401
    account = HeldInput.objects.get().account
    HeldInput.objects.bulk_create(
        HeldInput(account=account, place=f"khac:{n}", held_at=timezone.now()) for n in range(MOST_PLACES - 1)
    )

    answer = clerk.post(f"{prepared.path}6/luu/", {"address": TYPED}, headers=fetch)

    assert answer.status_code == 440
    assert HeldInput.objects.filter(place=f"luot:{prepared.visit.id}:5:{prepared.dossier.id}").exists()
    assert not HeldInput.objects.filter(place__startswith=f"luot:{prepared.visit.id}:6").exists()
    assert clerk.post(f"{prepared.path}luu/", {FIELD: TYPED}, headers=fetch).status_code == 401


def test_answers_come_back_by_the_press_and_a_choice_no_longer_offered_is_only_shown(clerk, prepared):
    dossier = Dossier.objects.select_related("version").get(id=prepared.dossier.id)
    asked = dossier.version.content["questions"][0]
    other = next(one for one in asked["options"] if one["value"] != dossier.answers[asked["key"]])
    lost(clerk, "gone")
    clerk.post(f"{prepared.path}4/", {asked["key"]: other["value"]})
    sign_in(clerk)

    press(clerk, prepared, 4)

    assert Dossier.objects.get(id=dossier.id).answers[asked["key"]] == other["value"]
    lost(clerk, "gone")
    clerk.post(f"{prepared.path}4/", {asked["key"]: "khong-con"})
    sign_in(clerk)
    page = see(clerk, prepared, 4)
    assert "khong-con" in page
    assert "Không đưa lại" in page
    press(clerk, prepared, 4)
    assert Dossier.objects.get(id=dossier.id).answers[asked["key"]] == other["value"]
