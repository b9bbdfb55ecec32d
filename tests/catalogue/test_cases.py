"""The test cases a version carries: all of them pass, and a wrong one says what differs."""

import copy
import json

import pytest

from cuamo.catalogue.rules import cases
from cuamo.catalogue.rules.content_check import faults_of, missing_for_filing
from cuamo.kernel.calendar import build, load_reference
from tests.catalogue.conftest import COMPLETE

CALENDAR = build(load_reference())


def failures(content):
    return cases.failures(content, calendar=CALENDAR)


@pytest.mark.parametrize("code", COMPLETE)
def test_every_case_of_every_procedure_passes(code, contents):
    outcomes = cases.run(contents[code], calendar=CALENDAR)
    assert len(outcomes) >= 3
    assert [fault.en for outcome in outcomes for fault in outcome.faults] == []
    assert all(outcome.passed for outcome in outcomes)


@pytest.mark.parametrize("code", COMPLETE)
def test_every_option_of_every_question_is_tried(code, contents):
    assert cases.options_untried(contents[code]) == []


def changed(contents, code="1.000656", number=0, **what):
    content = copy.deepcopy(contents[code])
    content["test_cases"][number] |= what
    return content


@pytest.mark.parametrize(
    ("what", "where", "said"),
    [
        ({"papers": ["to_khai"]}, "papers", "papers should be to_khai, comes to to_khai, giay_to_tuy_than"),
        ({"online_vnd": 5000}, "online_vnd", "fee ONLINE should be 5000, comes to 0"),
        ({"direct_vnd": None}, "direct_vnd", "fee DIRECT should be None, comes to 0"),
        (
            {"due_at": "2026-09-16T17:00:00+07:00"},
            "due_at",
            "due should be 2026-09-16 17:00, comes to 2026-09-15 17:00",
        ),
        ({"faults": ["ngay_chet", "noi_chet"], "values": {}}, "faults", "fields at fault should be"),
    ],
)
def test_a_case_that_comes_out_otherwise_says_what_differs(contents, what, where, said):
    found = failures(changed(contents, **what))
    assert [fault.field for fault in found] == [f"test_cases.1.{where}"]
    assert said in found[0].en
    assert found[0].vi.startswith("test_cases.1: ")


def test_an_unknown_amount_is_never_the_same_as_zero(contents):
    content = changed(contents, "1.012278", online_vnd=0)
    assert [fault.field for fault in failures(content)] == ["test_cases.1.online_vnd"]


def test_an_answer_nobody_is_asked_for_is_a_fault(contents):
    answers = {**contents["1.000656"]["test_cases"][0]["answers"], "thoi_han": "SOM"}
    found = failures(changed(contents, answers=answers))
    assert {fault.field for fault in found} == {"test_cases.1.answers"}
    assert any("thoi_han" in fault.en for fault in found)


def test_a_limit_that_depends_on_an_answer_is_counted(contents):
    content = contents["1.004859"]
    due = {case["answers"]["loai"]: case["due_at"] for case in content["test_cases"]}
    assert due["BO_SUNG"] == "2026-09-15T17:00:00+07:00"
    assert due["CAI_CHINH"] == "2026-09-18T09:00:00+07:00"


def test_a_version_whose_case_fails_lacks_something_for_filing(contents):
    content = changed(contents, online_vnd=1)
    assert faults_of(content) == []
    assert [fault.field for fault in missing_for_filing(content)] == ["test_cases.1.online_vnd"]


def test_a_version_without_cases_lacks_something_for_filing(contents):
    content = contents["1.000656"] | {"test_cases": []}
    assert [fault.field for fault in missing_for_filing(content)] == ["test_cases"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"received_at": "2026-09-15T09:00:00"},
        {"received_at": "hôm nay"},
        {"papers": "to_khai"},
        {"online_vnd": -1},
        {"answers": {"x": 1}},
        {"unknown": True},
    ],
)
def test_a_case_of_the_wrong_shape_is_refused(contents, wrong):
    assert faults_of(changed(contents, **wrong))


def test_a_limit_case_with_an_unknown_name_is_refused(contents):
    content = json.loads(json.dumps(contents["1.004859"]))
    content["time_limit"]["cases"][0]["when"] = {"==": [{"var": "answers.nope"}, "X"]}
    assert [fault.field for fault in faults_of(content)] == ["time_limit.cases.0.when"]
