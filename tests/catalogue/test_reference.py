import random
from datetime import date

import pytest

from cuamo.catalogue.rules import components, fees, form
from cuamo.catalogue.rules.content_check import faults_of, missing_for_filing
from cuamo.catalogue.rules.questions import missing, visible
from cuamo.cli.sample_forms import plausible_values
from tests.catalogue.conftest import COMPLETE, reference_items

ITEMS = reference_items()


@pytest.mark.parametrize("code", sorted(ITEMS))
def test_every_content_has_the_right_shape(code):
    assert faults_of(ITEMS[code]["content"]) == []


def test_ninety_eight_procedures_are_carried_over():
    assert len(ITEMS) == 98


MOST_MET = {
    "1.001193", "1.000656", "1.000894", "1.004873", "2.000635", "1.004859", "1.004222", "1.004194",
    "1.002755", "1.010041", "2.001159", "1.003677", "1.014063", "1.014064", "1.001456", "3.000333",
    "3.000347", "3.000348", "1.001612", "2.001583", "2.001199", "2.001610", "2.002043", "2.000033",
    "1.013225", "1.013229", "1.011441", "1.011443", "1.012783", "1.013833", "1.013831", "1.014027",
    "1.001776",
}  # fmt: skip
PILOTS = {"2.000033", "1.012289", "1.012278", "1.004873", "2.000635", "1.001193", "3.000347"}
ESSENTIAL = {
    "1.014063", "1.014064", "1.004222", "1.004194", "1.003677", "2.001159", "1.012575", "1.115231",
    "1.115232", "1.001456", "1.001193", "1.000656", "1.000894", "2.000986", "1.014137", "1.008498",
    "1.008503", "1.013833", "3.000347", "3.000348", "1.014748",
}  # fmt: skip


def test_what_agencies_meet_most_the_pilots_and_the_essential_services_can_be_filed():
    assert set(COMPLETE) >= MOST_MET | PILOTS | ESSENTIAL
    assert {code for code, item in ITEMS.items() if item["status"] == "IN_FORCE"} == set(COMPLETE)
    assert len(COMPLETE) >= 40


@pytest.mark.parametrize("code", COMPLETE)
def test_a_complete_procedure_can_be_filed(code):
    item = ITEMS[code]
    assert item["status"] == "IN_FORCE"
    assert missing_for_filing(item["content"]) == []
    assert item["content"]["supplement_reasons"]
    assert item["content"]["refusal_reasons"]
    assert item["content"]["delegation"]
    assert item["content"]["result"]["name_en"]


@pytest.mark.parametrize("code", COMPLETE)
def test_every_label_has_both_languages(code):
    content = ITEMS[code]["content"]
    for section in content["form"]["sections"]:
        for field in section["fields"]:
            assert field["label_vi"].strip()
            assert field["label_en"].strip()
            for option in field.get("options", []) + field.get("columns", []):
                assert option["label_vi"].strip()
                assert option["label_en"].strip()
    for part in content["components"] + content["fees"]:
        assert part["name_vi"].strip()
        assert part["name_en"].strip()
    for question in content["questions"]:
        assert question["label_vi"].strip()
        assert question["label_en"].strip()


@pytest.mark.parametrize("code", COMPLETE)
def test_every_way_through_the_questions_leads_to_a_form_that_can_be_filled(code):
    content = ITEMS[code]["content"]
    for number, answers in enumerate(all_answers(content)):
        values = plausible_values(content, answers, {}, today=date(2026, 9, 15), rng=random.Random(number))
        assert form.clean(content, values, answers=answers, today=date(2026, 9, 15)).ok


@pytest.mark.parametrize("code", COMPLETE)
def test_a_procedure_another_system_decides_names_no_city_payer(code):
    content = ITEMS[code]["content"]
    if content["route"] != "CITY":
        for answers in all_answers(content):
            owed = fees.assess(
                content, answers=answers, values={}, channel="ONLINE", filed_on=date(2026, 9, 15)
            )
            assert owed.budget_total_vnd == 0


def all_answers(content, chosen=None):
    """Every way to answer the questions."""
    chosen = chosen or {}
    left = missing(content, chosen)
    if not left:
        return [chosen]
    question = left[0]
    return [
        a for option in question.options for a in all_answers(content, {**chosen, question.key: option.value})
    ]


@pytest.mark.parametrize("code", COMPLETE)
def test_every_way_through_the_questions_gives_papers_and_a_form(code):
    content = ITEMS[code]["content"]
    for answers in all_answers(content):
        assert components.needed(content, answers)
        assert form.sections(content, answers, {})
        assert not missing(content, answers)
        assert len(visible(content, answers)) <= 6


def test_facts_below_high_confidence_are_listed_as_unconfirmed():
    for item in ITEMS.values():
        graded = item["content"].get("confidence", {})
        unsure = {fact for fact, grade in graded.items() if grade.startswith(("medium", "low"))}
        assert unsure <= {part["fact"] for part in item["content"].get("unconfirmed", [])}


def test_every_procedure_carries_everyday_words():
    assert all(len(item["content"]["everyday_words"]) >= 5 for item in ITEMS.values())
