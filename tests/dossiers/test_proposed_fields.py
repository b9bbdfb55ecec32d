"""Which field a fact of a paper belongs to: what the version says, else what the key of the field means."""

from copy import deepcopy

import pytest

from cuamo.catalogue.rules import form
from cuamo.catalogue.rules.content_check import faults_of
from cuamo.catalogue.rules.paper_facts import FACTS, PAPERS, offered_facts
from cuamo.documents.rules.reading.kinds import KIND_NAMES, Kind
from cuamo.documents.rules.reading.layouts import FACT_NAMES, LAYOUTS
from cuamo.dossiers.rules.proposed_fields import BY_KEY, ReadFact, fields_of, usually_read_from
from tests.catalogue.conftest import COMPLETE, reference_items

PLACE = (0.0, 0.0, 0.1, 0.1)


def read(**facts):
    return {name: ReadFact(name, value, 95, 1, PLACE) for name, value in facts.items()}


def part(key, **more):
    return {"key": key, "label_vi": key, "label_en": key, "type": "text"} | more


def proposed(kind, facts, *parts, values=None):
    content = {"form": {"sections": [{"key": "a", "title_vi": "A", "title_en": "A", "fields": list(parts)}]}}
    found = fields_of(kind, facts, form.fields(content, {}), values or {})
    return {key: fact.value for key, fact in found.items()}


def test_the_words_of_the_catalogue_are_those_of_the_reader():
    assert {kind: name for kind, (name, _) in PAPERS.items()} == {
        kind.value: name for kind, name in KIND_NAMES.items() if kind is not Kind.UNKNOWN
    }
    for kind, (_, facts) in PAPERS.items():
        assert set(facts) == {label.fact for label in LAYOUTS[Kind(kind)] if label.fact}, kind
    assert {fact: FACT_NAMES[fact] for fact in FACTS} == FACTS
    assert set(FACTS) == {fact for _, facts in PAPERS.values() for fact in facts}


def test_a_version_that_says_nothing_is_read_by_what_the_key_means():
    facts = read(full_name="Đặng Văn An", number="12")
    assert proposed(Kind.BIRTH_NOTICE, facts, part("ks_ho"), part("ks_ten"), part("khac")) == {
        "ks_ho": "Đặng",
        "ks_ten": "An",
    }


def test_what_the_version_says_counts_before_the_key():
    own = [{"paper": "BIRTH_NOTICE", "fact": "mother_name.given"}]
    facts = read(full_name="Đặng Văn An", mother_name="Trần Thị Bình")
    assert proposed(Kind.BIRTH_NOTICE, facts, part("ks_ten", read_from=own), part("goi", read_from=own)) == {
        "ks_ten": "Bình",
        "goi": "Bình",
    }
    assert proposed(Kind.BIRTH_CERTIFICATE, facts, part("ks_ho_ten", read_from=own)) == {}


def test_a_field_may_say_that_no_paper_speaks_for_it():
    never = [{"paper": "NONE"}]
    facts = read(full_name="Đặng Văn An")
    assert proposed(Kind.BIRTH_NOTICE, facts, part("ks_ho_ten", read_from=never)) == {}
    prefilled = part("ten", prefill="person.full_name", read_from=never)
    assert proposed(Kind.ID_CARD, facts, prefilled) == {}


def test_the_card_of_the_wife_never_fills_the_lines_of_the_husband_whatever_the_version_says():
    card = read(full_name="Trần Thị Bình", birth_date="1990-01-02")
    name = part("ten", prefill="person.full_name")
    born = part("sinh", read_from=[{"paper": "ID_CARD", "fact": "birth_date"}])
    assert proposed(Kind.ID_CARD, card, name, born, values={"ten": "Đặng Văn An"}) == {}
    same = proposed(Kind.ID_CARD, card, name, born, values={"ten": "TRẦN THỊ BÌNH"})
    assert same == {"ten": "Trần Thị Bình", "sinh": "1990-01-02"}


@pytest.mark.parametrize(
    ("rows", "type_", "said"),
    [
        ([{"paper": "ID_CARD", "fact": "death_date"}], "text", "does not hold this fact"),
        ([{"paper": "ID_CARD"}], "text", "does not hold this fact"),
        ([{"paper": "ID_CARD", "fact": "sex.given"}], "text", "does not hold this fact"),
        ([{"paper": "ID_CARD", "fact": "sex"}] * 2, "text", "named twice"),
        ([{"paper": "NONE"}, {"paper": "ID_CARD", "fact": "sex"}], "text", "stands alone"),
        ([{"paper": "ID_CARD", "fact": "sex"}], "checkbox", "cannot be read"),
        ([{"paper": "LETTER", "fact": "sex"}], "text", "none of the allowed values"),
    ],
)
def test_what_cannot_be_read_is_refused_when_it_is_written(rows, type_, said):
    content = deepcopy(reference_items()["1.004873"]["content"])
    content["form"]["sections"][0]["fields"].append(part("moi", type=type_, read_from=rows))
    found = [fault for fault in faults_of(content) if "read_from" in fault.field]
    assert [said in fault.en for fault in found] == [True]


def test_every_offered_fact_is_taken_where_its_paper_holds_it():
    content = deepcopy(reference_items()["1.004873"]["content"])
    for fact in offered_facts():
        paper = next(kind for kind, (_, facts) in PAPERS.items() if fact.partition(".")[0] in facts)
        field = part("moi", read_from=[{"paper": paper, "fact": fact}])
        content["form"]["sections"][0]["fields"].append(field)
        assert faults_of(content) == [], fact
        content["form"]["sections"][0]["fields"].pop()


def test_the_meaning_of_a_key_could_be_written_into_the_version_word_for_word():
    """What a key means by default passes the check of the version: an editor may start from it."""
    used = {
        item["key"]: item
        for code in COMPLETE
        for section in reference_items()[code]["content"]["form"]["sections"]
        for item in section["fields"]
    }
    content = deepcopy(reference_items()["1.004873"]["content"])
    for key in {key for keys in BY_KEY.values() for key in keys} & set(used):
        field = {**part("moi"), "read_from": usually_read_from(key)}
        content["form"]["sections"][0]["fields"].append(field)
        assert faults_of(content) == [], key
        content["form"]["sections"][0]["fields"].pop()
