"""People without an ID card: what they state is read, and never changes what a card gave."""

from datetime import date
from uuid import uuid4

import pytest
from django.utils import timezone

from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.errors import Conflict, DomainError
from cuamo.kernel.identifiers.card import read_card
from cuamo.people.models import Person
from cuamo.people.rules.stated import read_stated
from cuamo.people.services.find_or_create import find_or_create_person
from cuamo.people.services.meet_without_card import meet_without_card
from tests.support.city import CARD

TODAY = date(2026, 11, 26)


def stated(**more):
    facts = {"known_by": "NOTHING", "full_name": "Lò Thị Ẵm", "birth": ("", "", "1949"), "today": TODAY}
    return read_stated(**(facts | more))


@pytest.mark.parametrize(
    ("birth", "kept"),
    [
        (("", "", "1949"), "1949"),
        (("", "3", "1949"), "1949-03"),
        (("2", "3", "1949"), "1949-03-02"),
        ((" 02 ", "03", "1949"), "1949-03-02"),
    ],
)
def test_day_and_month_of_birth_may_be_unknown(birth, kept):
    assert stated(birth=birth).birth_date == kept


@pytest.mark.parametrize(
    ("facts", "where"),
    [
        ({"birth": ("2", "3", "")}, "birth"),
        ({"birth": ("2", "", "1949")}, "birth"),
        ({"birth": ("31", "2", "1949")}, "birth"),
        ({"birth": ("²", "2", "1949")}, "birth"),
        ({"birth": ("", "", "1849")}, "birth"),
        ({"birth": ("27", "11", "2026")}, "birth"),
        ({"full_name": "A"}, "full_name"),
        ({"full_name": "Lò Thị 5"}, "full_name"),
        ({"known_by": "PASSPORT"}, "paper_number"),
        ({"known_by": "APP"}, "personal_id"),
        ({"known_by": "CARD"}, "known_by"),
        ({"personal_id": "001185012345"}, "personal_id"),
        ({"known_by": "PASSPORT", "paper_number": "C1234567", "paper_country": "V1"}, "paper_country"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(facts, where):
    with pytest.raises(DomainError) as refused:
        stated(**facts)
    assert refused.value.where == where


def test_the_year_of_birth_is_asked_for_in_the_words_of_the_specification():
    with pytest.raises(DomainError) as refused:
        stated(birth=("", "", ""))
    assert refused.value.vi == ("Ngày sinh cần có năm, ví dụ 1949. Không nhớ ngày, tháng thì để trống.")


@pytest.mark.django_db
def test_the_same_passport_is_the_same_person_and_no_personal_id_is_invented():
    passport = stated(known_by="PASSPORT", paper_number=" c12 34567", paper_country="fra")
    first = meet_without_card(stated=passport, met_in=uuid4(), actor=SYSTEM, at=timezone.now())
    second = meet_without_card(stated=passport, met_in=uuid4(), actor=SYSTEM, at=timezone.now())

    assert first.id == second.id
    assert (first.personal_id, first.paper_number, first.paper_country) == ("", "C1234567", "FRA")
    assert first.masked_id == "C1****567"


@pytest.mark.django_db
def test_people_without_any_number_are_not_merged_across_meetings():
    one, other = uuid4(), uuid4()
    kept = {
        meet_without_card(stated=stated(), met_in=meeting, actor=SYSTEM, at=timezone.now()).id
        for meeting in (one, other, one)
    }
    assert len(kept) == 2


@pytest.mark.django_db
def test_a_typed_number_finds_the_person_of_the_card_and_changes_nothing_the_card_gave():
    person = find_or_create_person(card=read_card(CARD), actor=SYSTEM, at=timezone.now())
    typed = stated(
        known_by="APP",
        full_name="NGUYỄN THỊ ĐẶNG THẲNG",
        birth=("", "", "1985"),
        personal_id="001185012345",
        address="Nơi khác",
    )
    found = meet_without_card(stated=typed, met_in=uuid4(), actor=SYSTEM, at=timezone.now())

    assert found.id == person.id
    found.refresh_from_db()
    assert (found.full_name, found.birth_date, found.address) == (
        person.full_name,
        "1985-09-02",
        person.address,
    )


@pytest.mark.django_db
def test_a_number_kept_for_another_name_is_refused_without_telling_whose_it_is():
    person = find_or_create_person(card=read_card(CARD), actor=SYSTEM, at=timezone.now())
    wrong = stated(known_by="APP", birth=("", "", "1985"), personal_id="001185012345")
    with pytest.raises(Conflict) as refused:
        meet_without_card(stated=wrong, met_in=uuid4(), actor=SYSTEM, at=timezone.now())

    assert "Đặng" not in refused.value.vi
    assert Person.objects.count() == 1
    before = person.updated_at
    person.refresh_from_db()
    assert person.updated_at == before
