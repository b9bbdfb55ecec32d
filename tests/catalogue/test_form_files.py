"""Fields of type file and signature: what counts, what a signature stands for, what lapses."""

from copy import deepcopy
from datetime import date

import pytest

from cuamo.catalogue.rules import form
from cuamo.catalogue.rules.carry_answers import carry
from cuamo.catalogue.rules.content_check import faults_of, missing_for_filing
from cuamo.catalogue.rules.form_files import LAPSED, file_value
from tests.catalogue.conftest import reference_items

TODAY = date(2026, 11, 26)
FILE = file_value(file_id="a1", sha256="f" * 64, name="so-do.pdf", pages=2)
MADE = file_value(file_id="b2", sha256="e" * 64, name="chu-ky.png", pages=1)
REFUSAL = {"cannot": "ILLITERATE", "witness": "Trần Văn Tám"}


def content(*, required=True):
    return {
        "questions": [],
        "form": {
            "sections": [
                {
                    "key": "a",
                    "title_vi": "A",
                    "title_en": "A",
                    "fields": [
                        {"key": "ten", "label_vi": "Họ tên", "label_en": "Name", "type": "text"},
                        {
                            "key": "so_do",
                            "label_vi": "Sơ đồ",
                            "label_en": "Plan",
                            "type": "file",
                            "required": required,
                        },
                        {
                            "key": "ky",
                            "label_vi": "Chữ ký",
                            "label_en": "Signature",
                            "type": "signature",
                            "required": required,
                        },
                    ],
                }
            ]
        },
    }


def clean(raw, **more):
    return form.clean(content(**more), raw, answers={}, today=TODAY)


def signed(**values):
    raw = {"ten": "Tám", "so_do": FILE, "ky": MADE} | values
    return form.bound(content(), raw, {"ky"}, answers={}, today=TODAY)


def test_a_signature_counts_for_the_values_it_was_given_for():
    assert clean(signed()).errors == {}
    assert clean(clean(signed()).values).values == clean(signed()).values


@pytest.mark.parametrize("change", [{"ten": "Chín"}, {"so_do": FILE | {"sha256": "d" * 64}}, {"so_do": None}])
def test_one_changed_value_lets_a_signature_lapse_and_asks_for_it_again(change):
    result = clean(signed() | change)
    assert result.values["ky"] == LAPSED
    assert "đã đổi sau khi ký" in result.errors["ky"].vi
    assert form.unsigned(content(), result) == {"ky"}


def test_a_lapsed_signature_nobody_needs_is_no_fault_and_reads_as_not_stated():
    raw = {"ten": "Tám", "ky": MADE | {"signed_for": "0"}}
    result = clean(raw, required=False)
    assert (result.errors, result.values["ky"]) == ({}, LAPSED)
    row = form.summary(content(required=False), result.values, {})[-1]
    assert (row.value_vi, row.stated) == ("Không khai", False)


def test_whoever_cannot_sign_names_why_and_a_witness():
    assert clean(signed(ky=REFUSAL)).errors == {}
    nobody = clean(signed(ky=REFUSAL | {"witness": " "}))
    assert "Ghi họ tên người làm chứng" in nobody.errors["ky"].vi
    assert form.unsigned(content(), nobody) == set()
    assert "chưa ký" in clean(signed(ky={"cannot": "X", "witness": "Ai"})).errors["ky"].vi


@pytest.mark.parametrize("raw", ["a1", {"file": "a1"}, ["a1"], 7, {"sha256": "f"}])
def test_what_refers_to_no_file_is_no_file(raw):
    result = clean({"so_do": raw, "ky": raw})
    assert sorted(result.errors) == ["ky", "so_do"]
    assert "so_do" not in result.values
    assert clean({"so_do": raw}, required=False).errors == {}


def test_the_summary_names_the_file_and_says_who_signed_or_saw_it():
    rows = {row.key: row for row in form.summary(content(), clean(signed()).values, {})}
    assert (rows["so_do"].value_vi, rows["so_do"].value_en) == ("so-do.pdf (2 trang)", "so-do.pdf (2 pages)")
    assert rows["ky"].value_vi == "Đã ký"
    refused = form.summary(content(), clean(signed(ky=REFUSAL)).values, {})[-1]
    assert refused.value_vi == "Không ký: không biết viết. Người làm chứng: Trần Văn Tám"


def test_a_newer_version_keeps_files_and_a_signature_only_for_the_same_form():
    before, values = content(), clean(signed()).values

    def moved(after):
        return carry(before, after, answers={}, values=values, today=TODAY)

    same = moved(content() | {"fees": []})
    assert same.values == values
    other = deepcopy(before)
    other["form"]["sections"][0]["fields"][0]["label_vi"] = "Họ, chữ đệm, tên"
    found = moved(other)
    assert found.values == {key: value for key, value in values.items() if key != "ky"}
    assert found.dropped == ("Chữ ký: Đã ký",)
    assert found.to_answer == ("Chữ ký",)


def test_tables_hold_neither_files_nor_signatures():
    wrong = deepcopy(reference_items()["1.004873"]["content"])
    column = {"key": "c", "label_vi": "C", "label_en": "C", "type": "signature"}
    wrong["form"]["sections"][0]["fields"].append(
        {"key": "bang", "label_vi": "B", "label_en": "B", "type": "table", "columns": [column]}
    )
    assert any("files or signatures" in fault.en for fault in faults_of(wrong))


def test_a_signature_before_the_last_part_cannot_be_filed():
    early = deepcopy(reference_items()["1.004873"]["content"])
    part = {"key": "ky", "label_vi": "Chữ ký", "label_en": "Signature", "type": "signature"}
    early["form"]["sections"][0]["fields"].append(part)
    assert faults_of(early) == []
    assert [fault.field for fault in missing_for_filing(early)] == ["form.ky.type"]
    early["form"]["sections"][0]["fields"].pop()
    early["form"]["sections"][-1]["fields"].append(part)
    assert missing_for_filing(early) == []
