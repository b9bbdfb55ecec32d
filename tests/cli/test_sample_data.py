"""The sample shows a newcomer a call that is waited for and two requests about data, once."""

from datetime import date

from cuamo.cli.sample_data import ask_beside_dossiers
from cuamo.dossiers.models import Callback, DataRequest
from cuamo.interop.systems.identity.simulator.people import PEOPLE
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.clock import local
from cuamo.kernel.identifiers.card import CardFacts
from cuamo.people.services.find_or_create import find_or_create_person

NOW = local("2026-11-26 10:00")


def test_without_people_who_sign_in_nothing_is_made(city, db):
    assert ask_beside_dossiers(now=NOW) == 0


def test_one_call_one_open_and_one_answered_request_are_made_once(counter):
    cards = []
    for person in PEOPLE[:2]:
        born = date.fromisoformat(person.birth_date)
        card = CardFacts(
            person.personal_id, "", person.full_name, born, person.sex, person.address, date(2021, 8, 12)
        )
        find_or_create_person(card=card, phone="", actor=SYSTEM, at=NOW)
        cards.append(card)
    first = cards[0]
    text = "|".join(
        (
            first.personal_id,
            "",
            first.full_name,
            f"{first.birth_date:%d%m%Y}",
            str(first.sex),
            first.address,
            "12082021",
        )
    )
    counter.sent(card=text)

    assert ask_beside_dossiers(now=NOW) == 3
    assert ask_beside_dossiers(now=NOW) == 0
    assert Callback.objects.get().state == "WAITING"
    assert sorted(DataRequest.objects.values_list("kind", "state")) == [
        ("ACCESS", "ASKED"),
        ("WITHDRAW_CONSENT", "ANSWERED"),
    ]
