"""The worked cases of the fee engine: each was counted by hand from the source it names."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from cuamo.catalogue.rules.fees import assess

CASES = list(csv.DictReader((Path(__file__).parent / "fee_cases.csv").open(encoding="utf-8")))


def named(case: dict[str, str]) -> str:
    given = f"{case['answers']}{case['values']}{case['exemption']}".replace(" ", "")
    return f"{case['code']}-{case['channel']}-{case['filed_on']}-{given}"


def owed_for(case, contents):
    return assess(
        contents[case["code"]],
        answers=json.loads(case["answers"] or "{}"),
        values=json.loads(case["values"] or "{}"),
        channel=case["channel"],
        filed_on=date.fromisoformat(case["filed_on"]),
        exemptions={case["exemption"]} - {""},
    )


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_worked_case_comes_out_as_counted_by_hand(case, contents):
    owed = owed_for(case, contents)
    found = (owed.citizen_total_vnd, owed.budget_total_vnd, owed.unknown)
    assert found == (int(case["citizen_vnd"]), int(case["budget_vnd"]), bool(case["unknown"])), case["source"]


def test_every_worked_case_names_its_source_and_none_is_there_twice():
    assert all(case["source"].strip() for case in CASES)
    assert len({named(case) for case in CASES}) == len(CASES) >= 120


def test_every_procedure_that_costs_something_has_a_worked_case(contents):
    worked = {case["code"] for case in CASES}
    costing = {
        code
        for code, content in contents.items()
        if any(fee.get("amount_vnd") or fee.get("online_amount_vnd") for fee in content.get("fees", []))
    }
    assert costing - worked == set()


def test_each_line_says_why_in_both_languages_and_an_unknown_amount_is_never_zero(contents):
    for case in CASES:
        for line in owed_for(case, contents).lines:
            assert line.reason_vi
            assert line.reason_en
            if line.citizen_vnd is None:
                assert line.budget_vnd is None
                assert "Chưa xác nhận" in line.reason_vi
