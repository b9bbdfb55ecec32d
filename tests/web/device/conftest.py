"""A counter's PC as the server sees it: requests with the clerk's session, JSON there and back."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cuamo.kernel.actors import Actor
from cuamo.people.models import Account
from tests.support.city import begin_shift, staff


@dataclass
class Pc:
    """A PC of the sample agency with a clerk signed in."""

    client: Client
    clerk: Actor

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(f"/quay/may/{path}", headers=headers)

    def send(self, path: str, body: Any, *, method: str = "post", **headers: str) -> Any:
        data = body if isinstance(body, bytes | str) else json.dumps(body)
        return getattr(self.client, method)(
            f"/quay/may/{path}", data=data, content_type="application/json", headers=headers
        )


def signed_in(username: str) -> Pc:
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return Pc(client, staff(username, at=timezone.now()))


@pytest.fixture
def pc(city, db) -> Pc:
    """The clerk of the sample agency at work."""
    made = signed_in("quay.hoankiem")
    begin_shift(made.clerk, at=timezone.now())
    return made
