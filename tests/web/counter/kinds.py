"""A clerk at work and somebody in front of them: what the tests of unusual visits share."""

import pytest
from django.test import Client
from django.utils import timezone

from cuamo.dossiers.models import Visit
from cuamo.people.models import Account
from tests.support.city import CARD, begin_shift, staff

SIMPLE = "2.000635"


@pytest.fixture
def clerk(city, db) -> Client:
    begin_shift(staff("quay.hoankiem"), at=timezone.now())
    client = Client()
    client.force_login(Account.objects.get(username="quay.hoankiem"))
    return client


def url(visit: Visit, where: str) -> str:
    return f"/quay/luot/{visit.id}/{where}/"


def with_card(clerk: Client) -> Visit:
    assert clerk.post("/quay/", {"card": CARD}).status_code == 302
    return Visit.objects.select_related("person").latest("id")


def screen(visit: Visit) -> tuple[Client, str]:
    guest = Client()
    visit.refresh_from_db()
    return guest, guest.get(f"/man-hinh/{visit.screen_code}/").content.decode()


def agree(visit: Visit, guest: Client) -> None:
    assert guest.post(f"/man-hinh/{visit.screen_code}/dong-y/", {"dong_y": "1"}).status_code == 302


STATED = {
    "known_by": "NOTHING",
    "full_name": "Lò Thị Ẵm",
    "birth.ngay": "",
    "birth.thang": "",
    "birth.nam": "1949",
}
