"""Citizens come from VNeID: what is kept, and what is not."""

import json

import pytest
from allauth.socialaccount.models import SocialAccount
from django.urls import reverse

from cuamo.people.models import Account, Person
from cuamo.web.account.claims import read_claims

CLAIMS = {
    "sub": "sub-1",
    "personal_id": "001301012345",
    "full_name": "Nguyễn Thị Mẫu",
    "birth_date": "2001-09-05",
    "sex": "Nữ",
    "phone": "0912345678",
    "loa": 2,
}


class Answer:
    """An answer of the provider."""

    def __init__(self, content):
        self.content = content
        self.status_code = 200
        self.headers = {"content-type": "application/json"}
        self.text = json.dumps(content)

    def json(self):
        return self.content

    def raise_for_status(self):
        """All went well."""


class Provider:
    """Stands for the provider: three addresses, one person."""

    def __init__(self, claims):
        self.claims = claims
        self.token_requests = []

    def __enter__(self):
        return self

    def __exit__(self, *args):
        return None

    def get(self, url, **kwargs):
        if url.endswith("openid-configuration"):
            base = "http://localhost:8104"
            names = ("authorization", "token", "userinfo")
            return Answer({f"{name}_endpoint": f"{base}/{name}" for name in names} | {"issuer": base})
        return Answer(self.claims)

    def request(self, method, url, data=None, **kwargs):
        self.token_requests.append(data)
        return Answer({"access_token": "a", "token_type": "Bearer"})

    post = request


@pytest.fixture
def provider(monkeypatch):
    stands = Provider(dict(CLAIMS))
    monkeypatch.setattr("cuamo.web.account.citizen.CitizenAdapter.get_requests_session", lambda self: stands)
    return stands


def go_through(client, after="/toi/"):
    start = client.post(reverse("openid_connect_login", args=["vneid"]) + f"?next={after}")
    assert "code_challenge_method=S256" in start.url
    state = start.url.split("state=")[1].split("&")[0]
    return client.get(reverse("openid_connect_callback", args=["vneid"]), {"code": "c", "state": state})


def test_a_first_sign_in_makes_account_and_person(client, db, provider):
    answer = go_through(client)

    account = Account.objects.get()
    assert answer.url == "/toi/"
    assert (account.kind, account.full_name) == ("CITIZEN", "Nguyễn Thị Mẫu")
    assert account.person.personal_id == "001301012345"
    assert not account.has_usable_password()
    assert provider.token_requests[0]["code_verifier"]


def test_the_second_sign_in_is_the_same_person(client, db, provider):
    go_through(client)
    client.post("/dang-nhap/ra/")
    provider.claims["full_name"] = "Nguyễn Thị Mẫu Mới"
    go_through(client)

    assert (Account.objects.count(), Person.objects.count()) == (1, 1)
    assert Account.objects.get().full_name == "Nguyễn Thị Mẫu Mới"


def test_no_claim_is_kept_in_clear(client, db, provider):
    go_through(client)

    kept = json.dumps(list(SocialAccount.objects.values("uid", "extra_data")))
    assert "001301012345" not in kept
    assert "0912345678" not in kept


def test_level_one_is_told_how_to_get_level_two(client, db, provider):
    provider.claims["loa"] = 1

    assert go_through(client).url == "/dang-nhap/vneid/muc-2/"
    assert Account.objects.count() == 0


def test_a_strange_state_is_refused(client, db, provider):
    answer = client.get(reverse("openid_connect_callback", args=["vneid"]), {"code": "c", "state": "x"})

    assert "VNeID" in answer.content.decode()
    assert Account.objects.count() == 0


def test_user_info_wins_over_the_token():
    claims = read_claims({"id_token": {"name": "A", "acr": "loa2"}, "userinfo": {"full_name": "B"}})

    assert (claims.full_name, claims.level) == ("B", 2)
