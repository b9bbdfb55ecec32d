from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cuamo.kernel.identifiers import InvalidIdentifier, dossier_code, personal_id, phone, s10, taxcode


@pytest.mark.parametrize("code", ["0102595740", "0100684378", "0100109106", "0100686209"])
def test_known_companies_have_a_tax_code(code):
    assert taxcode.check(code) == code
    assert taxcode.kind_of(code) is taxcode.TaxCodeKind.ENTERPRISE


@pytest.mark.parametrize(
    ("text", "code", "kind"),
    [
        ("0100109106-001", "0100109106-001", "BRANCH"),
        (" 0100109106 001 ", "0100109106-001", "BRANCH"),
        ("001301012345", "001301012345", "PERSON"),
        ("01 00109106", "0100109106", "ENTERPRISE"),
    ],
)
def test_a_tax_code_is_brought_to_its_usual_form(text, code, kind):
    assert (taxcode.check(text), taxcode.kind_of(text)) == (code, kind)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0100109107",
        "0100109107-001",
        "0100109106-000",
        "01001091",
        "01O0109106",
        "003301012345",
        "٠١٠٠١٠٩١٠٦",
    ],
)
def test_what_is_no_tax_code_is_refused(text):
    with pytest.raises(InvalidIdentifier):
        taxcode.check(text)


@given(st.from_regex(r"[0-9]{9}", fullmatch=True).filter(str.isascii))
def test_at_most_one_check_digit_fits(nine):
    fitting = []
    for digit in "0123456789":
        try:
            fitting.append(taxcode.check(nine + digit))
        except InvalidIdentifier:
            continue
    assert len(fitting) <= 1


@pytest.mark.parametrize("text", ["001301012345", "001 301 012 345", "001.301.012345"])
def test_a_personal_id_is_twelve_digits(text):
    assert personal_id.check(text) == "001301012345"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("012345678", "personal_id.old"),
        ("00130101234", "personal_id.length"),
        ("0013010123456", "personal_id.length"),
        ("00130101234a", "personal_id.length"),
        ("", "personal_id.length"),
        ("003301012345", "personal_id.place"),
        ("000301012345", "personal_id.place"),
    ],
)
def test_what_is_no_personal_id_says_why(text, code):
    with pytest.raises(InvalidIdentifier) as refused:
        personal_id.check(text)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("number", "year", "sex"),
    [
        ("001090054321", 1990, "Nam"),
        ("001190054321", 1990, "Nữ"),
        ("001201054321", 2001, "Nam"),
        ("001301054321", 2001, "Nữ"),
    ],
)
def test_a_personal_id_tells_sex_and_year(number, year, sex):
    parts = personal_id.parts(number)
    assert (parts.birth_year, parts.sex, parts.place_name) == (year, sex, "Hà Nội")
    assert personal_id.disagreements(number, birth_date=date(year, 5, 5), sex=sex) == []


@pytest.mark.parametrize(
    "text",
    [
        "0912345678",
        "+84912345678",
        "+84 912.345.678",
        "84912345678",
        "0084 912 345 678",
        "(+84) 0912-345-678",
        " 0912 345 678 ",
    ],
)
def test_a_mobile_number_is_brought_to_one_form(text):
    assert phone.mobile(text) == "0912345678"


def test_forms_of_a_number():
    assert phone.e164("0912345678") == "+84912345678"
    assert phone.spaced("0912345678") == "0912 345 678"
    assert phone.spaced("02439361234") == "024 3936 1234"
    assert phone.normalise("+84 24 3936 1234") == "02439361234"


@pytest.mark.parametrize(
    "text",
    ["", "912345678", "0112345678", "091234567", "09123456789", "+1 212 555 0100", "abc", "٠٩١٢٣٤٥٦٧٨"],
)
def test_what_is_no_vietnamese_number_is_refused(text):
    with pytest.raises(InvalidIdentifier):
        phone.normalise(text)


def test_a_landline_takes_no_texts():
    with pytest.raises(InvalidIdentifier):
        phone.mobile("024 3936 1234")


def test_a_postal_item_number_has_its_check_digit():
    assert s10.make("EB", 12345678) == "EB123456785VN"
    assert s10.check(" eb 123 456 785 vn ") == "EB123456785VN"


@given(st.from_regex(r"[A-Z]{2}", fullmatch=True), st.integers(0, 99_999_999))
def test_every_postal_item_number_made_is_right(service, serial):
    assert s10.check(s10.make(service, serial)) == s10.make(service, serial)


@pytest.mark.parametrize("text", ["", "EB123456784VN", "EB12345678VN", "E1123456785VN", "EB123456785"])
def test_what_is_no_postal_item_number_is_refused(text):
    with pytest.raises(InvalidIdentifier):
        s10.check(text)


@pytest.mark.parametrize(("service", "serial"), [("E", 1), ("eb", 1), ("EB", -1), ("EB", 100_000_000)])
def test_no_postal_item_number_is_made_of_nonsense(service, serial):
    with pytest.raises(ValueError, match=r"letters|digits"):
        s10.make(service, serial)


@pytest.mark.parametrize(
    ("code", "agency", "day", "number"),
    [
        ("000.00.01.H26-260930-0012", "000.00.01.H26", date(2026, 9, 30), 12),
        ("G09.20-20260609-0092637", "G09.20", date(2026, 6, 9), 92637),
        (" h26.16 – 20261124 – 0000123 ", "H26.16", date(2026, 11, 24), 123),
    ],
)
def test_both_forms_of_dossier_code_are_read(code, agency, day, number):
    assert dossier_code.parse(code) == dossier_code.DossierCode(agency, day, number)


def test_a_dossier_code_is_made_in_the_new_form():
    made = dossier_code.make("H26.16", date(2026, 11, 24), 123)
    assert made == "H26.16-20261124-0000123"
    assert dossier_code.check(made.lower()) == made


@pytest.mark.parametrize(
    "text",
    ["", "H26.16", "H26.16-20261124-123", "H26.16-20261324-0000123", "H26.16-261399-0012", "26-261124-0012"],
)
def test_what_is_no_dossier_code_is_refused(text):
    with pytest.raises(InvalidIdentifier):
        dossier_code.check(text)


@pytest.mark.parametrize(("agency", "number"), [("h26", 1), ("H26.16", 0), ("H26.16", 10_000_000)])
def test_no_dossier_code_is_made_of_nonsense(agency, number):
    with pytest.raises(ValueError, match=r"agency|number"):
        dossier_code.make(agency, date(2026, 11, 24), number)


@given(
    st.from_regex(r"0(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9])[0-9]{7}", fullmatch=True).filter(
        str.isascii
    )
)
@example("0910084855")
@example("0900841014")
def test_a_number_as_it_is_dialled_stays_whatever_digits_it_has(number):
    assert phone.normalise(number) == number
    assert phone.normalise(f"+84{number[1:]}") == number
    assert phone.normalise(f"0084 {number[1:4]} {number[4:]}") == number
