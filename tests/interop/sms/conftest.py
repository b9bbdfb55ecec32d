"""The SMS gateway as a process of its own."""

from collections.abc import Iterator

import pytest

from tests.support import http
from tests.support.simulators import running_simulator

SECRET = "gateway-secret"


class Gateway:
    """What a demonstrator does on the gateway's pages."""

    def __init__(self, url: str) -> None:
        self.url = url

    def mode(self, name: str) -> None:
        assert http.post(f"{self.url}/control", json={"mode": name}).json() == {"mode": name}

    def messages(self, phone: str) -> list[dict]:
        return http.get(f"{self.url}/messages", params={"phone": phone}).json()["messages"]

    def page(self, phone: str = "") -> str:
        return http.get(self.url, params={"phone": phone} if phone else {}).text


@pytest.fixture(scope="module")
def _running() -> Iterator[Gateway]:
    with running_simulator("sms", environment={"CUAMO_SMS_SECRET": SECRET}) as url:
        yield Gateway(url)


@pytest.fixture
def gateway(_running: Gateway) -> Iterator[Gateway]:
    yield _running
    _running.mode("normal")
