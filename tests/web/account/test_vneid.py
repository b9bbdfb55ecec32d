"""Citizens come from VNeID: what is kept, and what is not; the provider is a process of its own."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.urls import reverse

from cuamo.config.settings.sign_in import vneid_provider
from cuamo.people.models import Account, Person
from cuamo.web.account.claims import read_claims
from tests.support import http
from tests.support.simulators import refusing_address, running_simulator

PERSON, OF_LEVEL_ONE = "001301012345", "001090054321"
START, BACK = "/dang-nhap/vneid/login/", "/dang-nhap/vneid/login/callback/"
NEW_NAME = {
    "personal_id": PERSON,
    "full_name": "Nguyễn Thị Mẫu Mới",
    "birth_date": "2001-09-05",
    "sex": "Nữ",
    "phone": "0377000111",
    "address": "Số 1 Phố Thử, Cửa Nam, Hà Nội",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("vneid")


@pytest.fixture(scope="module")
def running(folder):
    environment = {"CUAMO_IDENTITY_SECRET": "shared", "CUAMO_PUBLIC_URL": "http://testserver"}
    with running_simulator("identity", state=folder, environment=environment) as url:
        yield url


@pytest.fixture
def vneid(running, settings, folder):
    settings.SOCIALACCOUNT_PROVIDERS = vneid_provider(server_url=running, client_id="cuamo", secret="shared")
    yield running
    mode(running, "normal")
    (folder / "people.json").unlink(missing_ok=True)


def mode(vneid, name):
    assert http.post(f"{vneid}/control", json={"mode": name}).status_code == 200


def begin(client, after="/toi/"):
    """Press «Đăng nhập bằng VNeID» and return what VNeID is asked."""
    start = client.post(f"{START}?next={after}")
    assert start.status_code == 302, start.content
    return {name: values[0] for name, values in parse_qs(urlsplit(start.url).query).items()}


def choose(vneid, asked, person=PERSON):
    """Choose a person at VNeID and return the address of ours the browser is sent to."""
    answer = http.post(f"{vneid}/authorize", data={**asked, "person": person})
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"].removeprefix("http://testserver")


def go_through(client, vneid, person=PERSON):
    return client.get(choose(vneid, begin(client), person))


def test_a_first_sign_in_makes_account_and_person(client, db, vneid):
    answer = go_through(client, vneid)

    account = Account.objects.get()
    assert answer.url == "/toi/"
    assert (account.kind, account.full_name) == ("CITIZEN", "Nguyễn Thị Mẫu")
    assert account.person.personal_id == PERSON
    assert account.person.phone == "0377000111"
    assert not account.has_usable_password()


def test_vneid_is_asked_with_pkce_state_and_nonce_all_fresh_each_time(client, db, vneid):
    first, second = begin(client), begin(client)

    assert first["code_challenge_method"] == "S256"
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name]) >= 16
        assert first[name] != second[name]


def test_a_link_from_outside_cannot_change_what_vneid_is_asked(client, db, vneid):
    start = client.post(f"{START}?scope=everything&auth_params=redirect_uri%3Dhttps%3A%2F%2Fla.example%2F")

    asked = parse_qs(urlsplit(start.url).query)
    assert asked["redirect_uri"] == [f"http://testserver{BACK}"]
    assert "everything" not in asked["scope"][0]


def test_the_second_sign_in_is_the_same_person(client, db, vneid, folder):
    go_through(client, vneid)
    client.post("/dang-nhap/ra/")
    (folder / "people.json").write_text(json.dumps([NEW_NAME]))
    go_through(client, vneid)

    assert (Account.objects.count(), Person.objects.count()) == (1, 1)
    assert Account.objects.get().full_name == "Nguyễn Thị Mẫu Mới"


def test_no_claim_is_kept_in_clear(client, db, vneid):
    go_through(client, vneid)

    kept = json.dumps(list(SocialAccount.objects.values("uid", "extra_data")))
    assert PERSON not in kept
    assert "0377000111" not in kept


def test_level_one_is_told_how_to_get_level_two(client, db, vneid):
    assert go_through(client, vneid, OF_LEVEL_ONE).url == "/dang-nhap/vneid/muc-2/"

    assert (Account.objects.count(), Person.objects.count()) == (0, 0)
    assert "mức 2" in client.get("/dang-nhap/vneid/muc-2/").content.decode()


def test_who_turns_back_at_vneid_is_at_the_sign_in_page_again(client, db, vneid):
    assert go_through(client, vneid, person="").url == "/dang-nhap/vneid/huy/"

    assert client.get("/dang-nhap/vneid/huy/").url == "/dang-nhap/"
    assert Account.objects.count() == 0


def refused(client, answer):
    """VNeID's answer opened nothing, and the page says so."""
    assert "VNeID chưa xác nhận được" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert (Account.objects.count(), Person.objects.count()) == (0, 0)


@pytest.mark.parametrize("fault", ["expired", "forged", "replayed"])
def test_an_answer_that_is_old_forged_or_of_another_sign_in_opens_nothing(client, db, vneid, fault):
    mode(vneid, fault)

    refused(client, go_through(client, vneid))


def test_a_strange_state_is_refused(client, db, vneid):
    refused(client, client.get(BACK, {"code": "c", "state": "x"}))


def test_an_answer_brought_to_another_browser_is_refused(client, db, vneid):
    address = choose(vneid, begin(client))
    other = type(client)()

    refused(other, other.get(address))


def test_the_same_answer_a_second_time_is_refused(client, db, vneid):
    address = choose(vneid, begin(client))
    client.get(address)
    client.post("/dang-nhap/ra/")

    again = client.get(address)

    assert "VNeID chưa xác nhận được" in again.content.decode()
    assert "_auth_user_id" not in client.session


def test_an_error_from_vneid_is_told(client, db, vneid):
    asked = begin(client)

    refused(client, client.get(BACK, {"error": "server_error", "state": asked["state"]}))


def test_vneid_out_of_order_at_the_start_or_on_the_way_back_is_told_with_what_to_do(client, db, vneid):
    address = choose(vneid, begin(client))
    mode(vneid, "error")

    for answer in (client.get(address), client.post(START)):
        refused(client, answer)
        assert "/diem-phuc-vu" in answer.content.decode()


def test_vneid_away_is_told_with_what_to_do(client, db, settings):
    settings.SOCIALACCOUNT_PROVIDERS = vneid_provider(
        server_url=refusing_address(), client_id="cuamo", secret="shared"
    )

    refused(client, client.post(START))


def test_signing_out_ends_the_session_and_vneid_asks_anew(client, db, vneid):
    go_through(client, vneid)
    assert client.get("/toi/").status_code == 200

    client.post("/dang-nhap/ra/")

    assert client.get("/toi/").url.startswith("/dang-nhap/?next=/toi/")
    asked = begin(client)
    assert "Chọn người đăng nhập" in http.get(f"{vneid}/authorize", params=asked).text


def test_no_other_provider_is_known(client, db):
    for name in ("google", "vneid2", "vneid%00"):
        for view in ("openid_connect_login", "openid_connect_callback"):
            assert client.get(reverse(view, args=[name])).status_code == 404


def test_user_info_wins_over_the_token():
    claims = read_claims({"id_token": {"name": "A", "acr": "loa2"}, "userinfo": {"full_name": "B"}})

    assert (claims.full_name, claims.level) == ("B", 2)


def test_from_an_english_page_vneid_answers_to_the_address_it_knows(client, db, vneid):
    asked = parse_qs(urlsplit(client.post(f"/en{START}?next=/en/toi/").url).query)
    assert asked["redirect_uri"] == [f"http://testserver{BACK}"]

    answer = client.get(choose(vneid, {name: values[0] for name, values in asked.items()}))

    assert answer.url == "/en/toi/"
