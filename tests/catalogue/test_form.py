from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuamo.catalogue.rules import components, form, questions
from cuamo.catalogue.rules.form_reading import read_date, read_money
from tests.catalogue.conftest import reference_items

TODAY = date(2026, 11, 24)
MARITAL = reference_items()["1.004873"]["content"]
SELF = {"nguoi_nop": "BAN_THAN", "tinh_trang": "CHUA_KET_HON", "muc_dich": "NHA_DAT", "da_cap": "CHUA"}
PERSON = {
    "full_name": "NGUYỄN THỊ ĐẶNG THẲNG",
    "personal_id": "001149000123",
    "birth_date": "1949",
    "sex": "Nữ",
    "address": "Số 1 phố Thử, phường Cửa Nam, Hà Nội",
    "phone": "0912345678",
}
FILLED = {
    "nyc_ho_ten": "NGUYỄN THỊ ĐẶNG THẲNG",
    "nyc_giay_to": "001149000123",
    "nyc_noi_cu_tru": "Cửa Nam, Hà Nội",
    "nyc_quan_he": "BAN_THAN",
    "dxn_ho_ten": "NGUYỄN THỊ ĐẶNG THẲNG",
    "dxn_so_dinh_danh": "001149000123",
    "dxn_ngay_sinh": "1949",
    "dxn_gioi_tinh": "FEMALE",
    "dxn_dan_toc": "KINH",
    "dxn_quoc_tich": "VN",
    "dxn_noi_cu_tru": "Cửa Nam, Hà Nội",
    "cam_doan": "on",
}


def clean(content, raw, answers=SELF, **more):
    return form.clean(content, raw, answers=answers, today=TODAY, **more)


def test_a_complete_form_has_no_errors(contents):
    result = clean(contents["1.004873"], FILLED)
    assert result.errors == {}
    assert result.values["dxn_ngay_sinh"] == "1949"


def test_prefill_names_its_source_and_keeps_the_helper_out(contents):
    filled = form.prefill(contents["1.004873"], SELF, PERSON)
    assert filled["dxn_ho_ten"] == ("NGUYỄN THỊ ĐẶNG THẲNG", "person.full_name")
    assert filled["dxn_gioi_tinh"][0] == "FEMALE"
    for_other = form.prefill(contents["1.004873"], SELF | {"nguoi_nop": "NGUOI_KHAC"}, PERSON)
    assert "dxn_ho_ten" not in for_other
    assert for_other["nyc_ho_ten"][0] == "NGUYỄN THỊ ĐẶNG THẲNG"


def test_what_is_prefilled_passes_the_check(contents):
    filled = {key: value for key, (value, _) in form.prefill(contents["1.004873"], SELF, PERSON).items()}
    assert not set(clean(contents["1.004873"], filled).errors) & set(filled)


def test_an_error_names_field_problem_and_repair_and_keeps_the_input(contents):
    result = clean(contents["1.004873"], FILLED | {"nyc_giay_to": "12 34", "dxn_ngay_sinh": "20/03"})
    assert result.values["nyc_giay_to"] == "12 34"
    assert result.values["dxn_ngay_sinh"] == "20/03"
    assert "Số căn cước của người yêu cầu" in result.errors["nyc_giay_to"].vi
    assert "cần có năm, ví dụ 1949" in result.errors["dxn_ngay_sinh"].vi
    assert all("không hợp lệ" not in error.vi for error in result.errors.values())


def test_unknown_keys_are_ignored_and_hidden_input_is_set_aside(contents):
    result = clean(contents["1.004873"], FILLED | {"x": "1", "can_cu_ly_hon": "Bản án 12"})
    assert "x" not in result.values
    assert result.set_aside == {"can_cu_ly_hon": "Bản án 12"}


def test_texts_become_nfc_and_are_bounded(contents):
    result = clean(
        contents["1.004873"], FILLED | {"nyc_ho_ten": "Nguye\u0302\u0303n  A", "dxn_ho_ten": "x" * 50_000}
    )
    assert result.values["nyc_ho_ten"] == "Nguyễn A"
    assert len(result.values["dxn_ho_ten"]) <= 20_000
    assert "dxn_ho_ten" in result.errors


def test_phone_is_brought_to_one_form(contents):
    result = clean(contents["1.004873"], FILLED | {"nyc_dien_thoai": "+84 912.345.678"})
    assert result.values["nyc_dien_thoai"] == "0912345678"


def test_only_one_page_is_judged_when_asked(contents):
    result = clean(contents["1.004873"], {}, section="nguoi_yeu_cau")
    assert set(result.errors) == {"nyc_ho_ten", "nyc_giay_to", "nyc_noi_cu_tru", "nyc_quan_he"}


def test_rows_are_bounded_and_cells_are_named(contents):
    rows = [{"tu": "x", "noi": "Nam Định"}, {}, {"tu": "2001", "noi": "Hà Nội"}]
    result = clean(contents["1.004873"], FILLED | {"thoi_gian_cu_tru": rows})
    assert list(result.errors) == ["thoi_gian_cu_tru.0.tu"]
    many = clean(contents["1.004873"], FILLED | {"thoi_gian_cu_tru": [{"tu": "2001", "noi": "A"}] * 500})
    assert "thoi_gian_cu_tru" in many.errors
    assert len(many.values["thoi_gian_cu_tru"]) <= 20


def test_checks_across_fields(contents):
    answers = {"nguoi_nop": "DAI_DIEN", "phoi_hop": "KHONG"}
    raw = {"CTKM_TuNgay": "20/12/2026", "CTKM_DenNgay": "10/12/2026"}
    errors = clean(contents["2.000033"], raw, answers).errors
    assert "trước «Ngày bắt đầu»" in errors["CTKM_DenNgay"].vi
    past = clean(contents["2.000033"], {"CTKM_TuNgay": "20/11/2026"}, answers).errors
    assert "3 ngày làm việc" in past["CTKM_TuNgay"].vi


def test_the_summary_says_what_was_not_stated(contents):
    values = clean(contents["1.004873"], FILLED).values
    rows = {row.key: row for row in form.summary(contents["1.004873"], values, SELF)}
    assert rows["dxn_gioi_tinh"].value_vi == "Nữ"
    assert rows["nyc_dien_thoai"].value_vi == "Không khai"
    assert rows["nyc_dien_thoai"].value_en == "Not stated"


def test_what_a_browser_posts_is_read(contents):
    pairs = [
        ("dxn_ngay_sinh.day", ""),
        ("dxn_ngay_sinh.year", "1949"),
        ("thoi_gian_cu_tru.1.noi", "B"),
        ("thoi_gian_cu_tru.0.noi", "A"),
        ("thoi_gian_cu_tru.0.tu.year", "2001"),
        ("csrf", "x"),
    ]
    raw = form.from_pairs(contents["1.004873"], pairs)
    assert raw["dxn_ngay_sinh"] == {"day": "", "year": "1949"}
    assert raw["thoi_gian_cu_tru"] == [{"noi": "A", "tu": {"year": "2001"}}, {"noi": "B"}]
    assert "csrf" not in raw


def test_a_hidden_question_takes_its_answer_along(contents):
    content = contents["1.001193"]
    shown = questions.visible(content, {"giay_chung_sinh": "BO_ROI", "cha_me_ket_hon": "CO"})
    assert [question.key for question in shown] == ["nguoi_di_khai", "giay_chung_sinh", "thoi_han"]
    assert "cha_me_ket_hon" not in questions.settled(
        content, {"giay_chung_sinh": "BO_ROI", "cha_me_ket_hon": "CO"}
    )
    assert questions.settled(content, {"giay_chung_sinh": "NO SUCH"}) == {}


def test_papers_follow_the_answers(contents):
    keys = [paper.key for paper in components.needed(contents["1.001193"], {"giay_chung_sinh": "BO_ROI"})]
    assert "bien_ban_bo_roi" in keys
    assert "giay_chung_sinh" not in keys


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("20/3/1949", "1949-03-20"),
        ("20-03-1949", "1949-03-20"),
        ("20031949", "1949-03-20"),
        ("3/1949", "1949-03"),
        ("1949", "1949"),
        ("0/0/1949", "1949"),
        ("1949-03-20", "1949-03-20"),
        ({"day": "20", "month": "3", "year": "1949"}, "1949-03-20"),
        ({"day": "20", "month": "", "year": "1949"}, ""),
        ("31/02/2026", ""),
        ("20/3/49", ""),
        ("hôm qua", ""),
    ],
)
def test_dates_as_people_write_them(raw, read):
    assert read_date(raw) == read


@pytest.mark.parametrize(
    ("raw", "amount"),
    [
        ("100.000.000", 10**8),
        ("100 triệu", 10**8),
        ("1,5 tỷ", 1_500_000_000),
        ("20tr", 2 * 10**7),
        ("8.000 ₫", 8000),
        ("1.5", None),
        ("nhiều", None),
    ],
)
def test_money_as_people_write_it(raw, amount):
    assert read_money(raw) == amount


anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=40)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=6), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(raw=st.dictionaries(st.sampled_from([*sorted(FILLED), "thoi_gian_cu_tru", "x"]), anything, max_size=8))
def test_no_input_breaks_the_form(raw):
    contents = {"1.004873": MARITAL}
    result = clean(contents["1.004873"], raw)
    form.summary(contents["1.004873"], result.values, SELF)
    again = clean(contents["1.004873"], result.values)
    assert set(again.errors) == set(result.errors)
