"""A version's template of the result: filled from the form, gaps named, faults found before publishing."""

import json
from pathlib import Path

import pytest

from cuamo.catalogue.rules.content_check import faults_of
from cuamo.catalogue.rules.result_template import draft, missing_labels, sentence_places

FOLDER = Path("reference/catalogue/procedures")


def content_of(code: str) -> dict:
    for path in FOLDER.glob("*.json"):
        for procedure in json.loads(path.read_text())["procedures"]:
            if procedure["content"]["code"] == code:
                return procedure["content"]
    raise LookupError(code)


@pytest.fixture
def household():
    return content_of("1.001612")


def test_rows_are_filled_from_the_form_and_what_it_leaves_open_is_a_gap(household):
    made = draft(household, {"ten_hkd": "Tạp hóa Thử", "dia_chi_tru_so": ""}, {})

    rows = {row.label: row for row in made.rows}
    assert rows["Tên hộ kinh doanh"].value == "Tạp hóa Thử"
    assert not rows["Tên hộ kinh doanh"].gap
    assert rows["Địa chỉ trụ sở"].gap
    assert not rows["Vốn kinh doanh"].gap, "not required: may stay empty"
    assert made.layout["recipients"][-1] == "Lưu: VT"


def test_places_in_sentences_take_the_words_of_the_form(household):
    content = household | {
        "result_template": {"opening": "Cấp cho {chu_ho_ho_ten}, vốn {von}.", "body": ["Điều 1."]}
    }

    made = draft(content, {"chu_ho_ho_ten": "NGUYỄN THỊ ĐẶNG THẲNG"}, {})

    assert made.layout["opening"] == "Cấp cho NGUYỄN THỊ ĐẶNG THẲNG, vốn ……."


def test_what_the_officer_wrote_in_a_row_goes_before_the_form_in_the_sentences_too(household):
    rows = [{"label": "Chủ hộ", "field": "chu_ho_ho_ten"}]
    content = household | {"result_template": {"rows": rows, "opening": "Cấp cho {chu_ho_ho_ten}."}}
    values = {"chu_ho_ho_ten": "NGUYỄN THỊ ĐẶNG THẲNG"}

    made = draft(content, values, {}, rows={"Chủ hộ": "NGUYỄN THỊ ĐĂNG THẲNG"})

    assert made.layout["opening"] == "Cấp cho NGUYỄN THỊ ĐĂNG THẲNG."
    assert made.rows[0].value == "NGUYỄN THỊ ĐĂNG THẲNG"


def test_words_only_the_sentences_say_have_names_and_can_be_put_right():
    permit = content_of("1.013225")
    values = {"cdt_ho_ten": "NGUYỄN THỊ ĐẶNG THẲNG", "cdt_noi_cu_tru": "Số 5"}

    made = draft(permit, values, {}, rows={"Họ, chữ đệm, tên": "NGUYỄN THỊ ĐĂNG THẲNG"})

    places = sentence_places(permit)
    assert places["Họ, chữ đệm, tên"] == "cdt_ho_ten"
    assert list(places.values()) == ["cdt_ho_ten", "cdt_noi_cu_tru"]
    assert made.layout["opening"] == "1. Cấp cho NGUYỄN THỊ ĐĂNG THẲNG, nơi cư trú: Số 5."
    assert made.layout["legal_basis"][-1].endswith("của NGUYỄN THỊ ĐĂNG THẲNG.")
    assert made.layout["words"]["Họ, chữ đệm, tên"] == "NGUYỄN THỊ ĐĂNG THẲNG"


def test_what_is_required_and_empty_is_named(household):
    typed = {"Tên hộ kinh doanh": "Tạp hóa", "Chủ hộ kinh doanh": " "}

    missing = missing_labels(household, typed)

    assert missing == ["Mã số hộ kinh doanh, mã số thuế", "Địa chỉ trụ sở", "Chủ hộ kinh doanh"]


def test_a_version_without_a_template_requires_nothing():
    content = content_of("1.001193")

    assert draft(content, {}, {}) is None
    assert missing_labels(content, {}) == []


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"rows": [{"label": "A", "field": "khong_co"}]}, "result_template.rows.0.field"),
        ({"rows": [{"label": "A"}, {"label": "A"}]}, "result_template.rows.1.label"),
        ({"rows": [{"label": "A"}], "opening": "Của {khong_co}"}, "result_template.opening"),
        ({"body": ["Của {khong_co}"]}, "result_template.body"),
        ({"title": "Chỉ có tên"}, "result_template.rows"),
    ],
)
def test_a_faulty_template_is_not_published(household, change, where):
    found = [fault.field for fault in faults_of(household | {"result_template": change})]

    assert found == [where]


def test_every_template_of_the_reference_is_sound():
    templates = [
        procedure["content"]
        for path in FOLDER.glob("*.json")
        for procedure in json.loads(path.read_text())["procedures"]
        if procedure["content"].get("result_template")
    ]

    assert len(templates) >= 3
    assert [faults_of(content) for content in templates] == [[] for _ in templates]
