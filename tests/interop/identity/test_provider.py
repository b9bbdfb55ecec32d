"""The identity provider keeps the rules of the authorization code flow with PKCE."""

import json

import jwt
import pytest

from tests.interop.identity.conftest import CALLBACK, PERSON, SECRET, answer_of
from tests.support import http
from tests.support.simulators import listening_socket, running_simulator


def _opened(provider, id_token):
    """Verify an ID token with the published key, as a client must."""
    key = jwt.PyJWKSet.from_dict(http.get(provider.about["jwks_uri"]).json()).keys[0]
    return jwt.decode(
        id_token, key.key, algorithms=["RS256"], audience="cuamo", issuer=provider.about["issuer"]
    )


def test_discovery_offers_the_code_flow_with_s256_and_nothing_weaker(provider):
    about = provider.about

    assert about["response_types_supported"] == ["code"]
    assert about["code_challenge_methods_supported"] == ["S256"]
    assert about["id_token_signing_alg_values_supported"] == ["RS256"]
    assert about["authorization_endpoint"] == f"{about['issuer']}/authorize"


def test_a_code_becomes_a_signed_token_with_the_claims_and_the_nonce(provider):
    answer = answer_of(provider.choose())
    assert answer["state"] == "s-1"

    given = provider.exchange(answer["code"])

    said = _opened(provider, given.json()["id_token"])
    assert given.headers["Cache-Control"] == "no-store"
    assert said["nonce"] == "n-1"
    info = provider.info(given.json()["access_token"]).json()
    expected = {
        "sub": f"vneid-{PERSON}",
        "personal_id": PERSON,
        "full_name": "Nguyễn Thị Mẫu",
        "birth_date": "2001-09-05",
        "sex": "Nữ",
        "phone": "0377000111",
        "loa": 2,
    }
    assert {name: info[name] for name in expected} == expected
    assert {name: said[name] for name in expected} == expected


def test_the_level_of_assurance_is_the_persons_own(provider):
    token = provider.exchange(provider.code(person="001090054321")).json()["access_token"]

    assert provider.info(token).json()["loa"] == 1


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": ""}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "profile"}, "invalid_scope"),
    ],
)
def test_a_weak_request_goes_back_with_an_error_and_without_a_code(provider, changes, error):
    for answered in (
        http.get(f"{provider.url}/authorize", params=provider.asked(**changes)),
        provider.choose(**changes),
    ):
        answer = answer_of(answered)
        assert (answer["error"], answer["state"]) == (error, "s-1")
        assert "code" not in answer


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "http://testserver.evil.example/dang-nhap/vneid/login/callback/"},
        {"redirect_uri": CALLBACK + "more"},
        {"redirect_uri": "http://testserver/"},
        {"redirect_uri": ""},
        {"client_id": "somebody-else"},
    ],
)
def test_an_address_not_registered_to_the_letter_is_never_redirected_to(provider, changes):
    for answered in (
        http.get(f"{provider.url}/authorize", params=provider.asked(**changes)),
        provider.choose(**changes),
    ):
        assert answered.status_code == 400
        assert "Location" not in answered.headers


def test_a_code_opens_once_and_a_second_use_takes_back_what_the_first_gave(provider):
    code = provider.code()
    token = provider.exchange(code).json()["access_token"]
    assert provider.info(token).status_code == 200

    again = provider.exchange(code)

    assert (again.status_code, again.json()) == (400, {"error": "invalid_grant"})
    assert provider.info(token).status_code == 401


def test_an_expired_code_is_worth_nothing(provider):
    provider.mode("expired")

    assert provider.exchange(provider.code()).json() == {"error": "invalid_grant"}


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"code_verifier": "w" * 64}, 400, "invalid_grant"),
        ({"code_verifier": ""}, 400, "invalid_grant"),
        ({"redirect_uri": CALLBACK + "?x"}, 400, "invalid_grant"),
        ({"code": "guessed"}, 400, "invalid_grant"),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "somebody-else"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)
def test_a_code_in_wrong_hands_gives_no_token(provider, changes, status, error):
    refused = provider.exchange(**{"code": provider.code(), **changes})

    assert (refused.status_code, refused.json()) == (status, {"error": error})


@pytest.mark.parametrize("header", ["Basic !!!", "Basic //4=", "Basic ="])
def test_a_broken_basic_header_is_a_wrong_client(provider, header):
    refused = http.post(
        f"{provider.url}/token", data={"code": provider.code()}, headers={"Authorization": header}
    )

    assert refused.status_code == 401


def test_client_and_secret_may_come_in_the_header(provider):
    given = http.post(
        f"{provider.url}/token",
        auth=("cuamo", SECRET),
        data={
            "grant_type": "authorization_code",
            "code": provider.code(),
            "redirect_uri": CALLBACK,
            "code_verifier": "v" * 64,
        },
    )

    assert given.status_code == 200


def test_whoever_does_not_agree_goes_back_without_a_code(provider):
    assert answer_of(provider.choose(person="")) == {"error": "access_denied", "state": "s-1"}


def test_a_strange_token_opens_no_user_info(provider):
    assert provider.info("guessed").status_code == 401
    assert http.get(f"{provider.url}/userinfo").status_code == 401


def test_the_sign_in_page_names_people_escapes_what_came_and_keeps_nobody_signed_in(provider):
    page = http.get(f"{provider.url}/authorize", params=provider.asked(state='"><script>x</script>'))

    assert "Nguyễn Thị Mẫu" in page.text
    assert "<script>" not in page.text
    assert "Set-Cookie" not in page.headers
    assert "Set-Cookie" not in provider.choose().headers


def test_people_of_ones_own_can_be_added(provider, folder):
    row = {
        "personal_id": "001199000001",
        "full_name": "Đỗ Thị Thêm",
        "birth_date": "1999-01-01",
        "sex": "Nữ",
        "phone": "0912000111",
        "address": "Số 1 Phố Thử",
    }
    (folder / "people.json").write_text(json.dumps([row]))
    try:
        token = provider.exchange(provider.code(person="001199000001")).json()["access_token"]
        assert provider.info(token).json()["full_name"] == "Đỗ Thị Thêm"
    finally:
        (folder / "people.json").unlink()


def test_out_of_order_it_says_so_and_stays_alive(provider):
    provider.mode("error")

    assert http.get(provider.about["jwks_uri"]).status_code == 503
    assert http.get(f"{provider.url}/healthz").status_code == 200
    assert http.post(f"{provider.url}/control", json={"mode": "explode"}).status_code == 400
    assert http.post(f"{provider.url}/control", json=[]).status_code == 400


def test_a_kill_keeps_key_and_codes(tmp_path):
    environment = {"CUAMO_IDENTITY_SECRET": SECRET, "CUAMO_PUBLIC_URL": "http://testserver"}
    with listening_socket() as place:
        with running_simulator("identity", state=tmp_path, place=place, environment=environment) as url:
            key = http.get(f"{url}/jwks").json()
        with running_simulator("identity", state=tmp_path, place=place, environment=environment) as url:
            assert http.get(f"{url}/jwks").json() == key
