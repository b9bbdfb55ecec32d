"""A citizen signed in, with dossiers of their own."""

from datetime import timedelta

import pytest
from django.test import Client

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.ask_supplement import ask_supplement
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.identifiers.card import read_card
from cuamo.people.models import Account, AccountKind
from cuamo.people.services.find_or_create import find_or_create_person
from tests.support.city import CARD, MORNING, PHONE, staff

OTHER_CARD = CARD.replace("001185012345", "001185054321")
ASKED = [
    {"about": "", "label": "Tờ khai", "reason": "Trang 2 bị mờ", "todo": "Chụp lại trang 2"},
    {"about": "", "label": "Căn cước", "reason": "Hết hạn", "todo": "Chụp thẻ mới"},
]


def sign_in(card: str = CARD, name: str = "vneid-1") -> Client:
    """Return the browser of the person of a card, signed in."""
    person = find_or_create_person(card=read_card(card), phone=PHONE, actor=SYSTEM, at=MORNING)
    account = Account.objects.create_user(
        name, None, full_name=person.full_name, kind=AccountKind.CITIZEN, person=person
    )
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def citizen(city, db) -> Client:
    return sign_in()


@pytest.fixture
def sent(counter) -> Dossier:
    return counter.sent()


@pytest.fixture
def asked(sent) -> Dossier:
    """A dossier for which two things are missing."""
    accept(dossier_id=sent.id, officer=staff("tiepnhan.hoankiem"), at=MORNING + timedelta(minutes=5))
    officer, at = staff("chuyenvien.hoankiem"), MORNING + timedelta(minutes=30)
    ask_supplement(dossier_id=sent.id, officer=officer, items=ASKED, at=at)
    sent.refresh_from_db()
    return sent
