"""The provider as a process of its own, and what a client does with it."""

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.support import http
from tests.support.simulators import running_simulator

SECRET = "a-secret-between-two"
PUBLIC = "http://testserver"
CALLBACK = f"{PUBLIC}/dang-nhap/vneid/login/callback/"
PERSON = "001301012345"
VERIFIER = "v" * 64


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a verifier."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


class Provider:
    """A client of the provider: asks, chooses, exchanges."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.about = http.get(f"{url}/.well-known/openid-configuration").json()

    def mode(self, name: str) -> None:
        assert http.post(f"{self.url}/control", json={"mode": name}).json() == {"mode": name}

    def asked(self, **changes: str) -> dict[str, str]:
        """Return a right request for a code, with changes; an empty value leaves the parameter out."""
        right = {
            "client_id": "cuamo",
            "redirect_uri": CALLBACK,
            "response_type": "code",
            "scope": "openid profile personal_id phone",
            "state": "s-1",
            "nonce": "n-1",
            "code_challenge": challenge_of(VERIFIER),
            "code_challenge_method": "S256",
        }
        return {name: value for name, value in (right | changes).items() if value}

    def choose(self, person: str = PERSON, **changes: str) -> httpx.Response:
        return http.post(f"{self.url}/authorize", data={**self.asked(**changes), "person": person})

    def code(self, **changes: str) -> str:
        return answer_of(self.choose(**changes))["code"]

    def exchange(self, code: str, **changes: str) -> httpx.Response:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": CALLBACK,
            "client_id": "cuamo",
            "client_secret": SECRET,
            "code_verifier": VERIFIER,
        }
        return http.post(f"{self.url}/token", data=form | changes)

    def info(self, access_token: str) -> httpx.Response:
        return http.get(f"{self.url}/userinfo", headers={"Authorization": f"Bearer {access_token}"})


def answer_of(response: httpx.Response) -> dict[str, str]:
    """Return what a redirect to the client says."""
    assert response.status_code == 302, response.text
    there = response.headers["Location"]
    assert there.startswith(CALLBACK + "?")
    return {name: values[0] for name, values in parse_qs(urlsplit(there).query).items()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("identity")


@pytest.fixture(scope="module")
def _running(folder) -> Iterator[Provider]:
    environment = {"CUAMO_IDENTITY_SECRET": SECRET, "CUAMO_PUBLIC_URL": PUBLIC}
    with running_simulator("identity", state=folder, environment=environment) as url:
        yield Provider(url)


@pytest.fixture
def provider(_running: Provider) -> Iterator[Provider]:
    yield _running
    _running.mode("normal")
