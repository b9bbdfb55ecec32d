import pytest

from cuamo.catalogue.rules import components, form
from cuamo.catalogue.rules.content_check import faults_of, missing_for_filing
from cuamo.catalogue.rules.questions import missing, visible
from tests.catalogue.conftest import COMPLETE, reference_items

ITEMS = reference_items()


@pytest.mark.parametrize("code", sorted(ITEMS))
def test_every_content_has_the_right_shape(code):
    assert faults_of(ITEMS[code]["content"]) == []


def test_ninety_eight_procedures_are_carried_over():
    assert len(ITEMS) == 98


@pytest.mark.parametrize("code", COMPLETE)
def test_the_nine_can_be_filed(code):
    item = ITEMS[code]
    assert item["status"] == "IN_FORCE"
    assert missing_for_filing(item["content"]) == []
    assert item["content"]["supplement_reasons"]
    assert item["content"]["refusal_reasons"]


@pytest.mark.parametrize("code", COMPLETE)
def test_every_label_of_the_nine_has_both_languages(code):
    content = ITEMS[code]["content"]
    for section in content["form"]["sections"]:
        for field in section["fields"]:
            assert field["label_vi"].strip()
            assert field["label_en"].strip()


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
        assert len(visible(content, answers)) <= 4


def test_facts_below_high_confidence_are_listed_as_unconfirmed():
    for item in ITEMS.values():
        graded = item["content"].get("confidence", {})
        unsure = {fact for fact, grade in graded.items() if grade.startswith(("medium", "low"))}
        if item["status"] == "INFORMATION":
            assert unsure <= {part["fact"] for part in item["content"].get("unconfirmed", [])}


def test_every_procedure_carries_everyday_words():
    assert all(len(item["content"]["everyday_words"]) >= 5 for item in ITEMS.values())
