"""The rules of reading on words alone."""

from datetime import date

import pytest

from cuamo.documents.rules.reading.checks import day_of, expired_on, later
from cuamo.documents.rules.reading.kinds import Kind, expected, kind_of, wrong_kind
from cuamo.documents.rules.reading.layouts import Shape
from cuamo.documents.rules.reading.values import read_date, value_of
from cuamo.documents.rules.reading.words import lines_of
from cuamo.documents.types import PageWord


def _words(text: str, *, top: int = 100, confidence: float = 95.0) -> list[PageWord]:
    words, left = [], 100
    for part in text.split():
        words.append(PageWord(part, (left, top, left + 14 * len(part), top + 30), confidence))
        left += 14 * len(part) + 10
    return words


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("GIẤY KHAI SINH", Kind.BIRTH_CERTIFICATE),
        ("GIẤY CHÚNG SINH", Kind.BIRTH_NOTICE),
        ("GCẤN CƯỚC CÔNG DẪN", Kind.ID_CARD),
        ("THẺ BẢO HIẾM Y TẾ", Kind.HEALTH_CARD),
        ("TỜ KHAI ĐĂNG KÝ KHAI SINH", Kind.UNKNOWN),
        ("Giấy này có giá trị cùng giấy khai sinh của trẻ", Kind.UNKNOWN),
        ("GIẤY ĐỀ NGHỊ ĐĂNG KÝ HỘ KINH DOANH", Kind.UNKNOWN),
    ],
)
def test_a_title_is_known_although_letters_are_misread_and_a_sentence_is_no_title(title, kind):
    assert kind_of(lines_of(_words(title))).kind is kind


@pytest.mark.parametrize(
    ("component", "kinds"),
    [
        ("Giấy chứng sinh", {Kind.BIRTH_NOTICE}),
        ("Bản sao căn cước của chủ hộ", {Kind.ID_CARD}),
        ("Tờ khai đăng ký khai sinh", set()),
        ("Căn cước hoặc hộ chiếu, chỉ đưa xem", None),
        ("Học bạ", None),
    ],
)
def test_the_name_of_a_paper_tells_which_kinds_it_may_be(component, kinds):
    assert expected(component) == (None if kinds is None else frozenset(kinds))


def test_a_page_of_no_known_kind_is_never_called_wrong():
    assert not wrong_kind(Kind.UNKNOWN, "Giấy chứng sinh")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("20/03/2026", "20/03/2026"),
        ("ngày 05 tháng 7 năm 2019", "05/07/2019"),
        ("O4/O2/1970", "04/02/1970"),
        ("31/02/2026", ""),
        ("20/03/9026", ""),
    ],
)
def test_only_days_that_exist_are_read(text, value):
    assert read_date(text) == value


@pytest.mark.parametrize(
    ("text", "shape", "value"),
    [
        (": 001 085 012 345", Shape.PERSONAL_ID, "001085012345"),
        (": 00108501234", Shape.PERSONAL_ID, None),
        (": NGUYỄN THỊ AN Giới tính", Shape.NAME, "NGUYỄN THỊ AN"),
        (": NGUYÊN THỊ AN", Shape.NAME, "NGUYỄN THỊ AN"),
        (": 12345", Shape.NAME, None),
        (": Nữ Dân tộc", Shape.SEX, "Nữ"),
    ],
)
def test_a_value_that_cannot_be_is_not_proposed(text, shape, value):
    read = value_of(_words(text), shape)

    assert (read[0] if read else None) == value


def test_a_mended_family_name_never_counts_as_sure():
    read = value_of(_words(": NGUYÊN THỊ AN"), Shape.NAME)

    assert read is not None
    assert min(word.confidence for word in read[1]) == 70.0


@pytest.mark.parametrize(
    ("kind", "facts", "until"),
    [
        (Kind.ID_CARD, {"valid_until": "04/02/2028"}, date(2028, 2, 4)),
        (Kind.MARITAL_STATUS, {"issued_on": "31/08/2026"}, date(2027, 2, 28)),
        (Kind.RESIDENCE, {"issued_on": "01/12/2025"}, date(2026, 12, 1)),
        (Kind.BIRTH_CERTIFICATE, {"issued_on": "01/12/1990"}, None),
        (Kind.HEALTH_CARD, {}, None),
    ],
)
def test_a_paper_counts_until_the_printed_day_or_for_the_months_of_the_law(kind, facts, until):
    assert expired_on(kind, facts) == until


def test_six_months_from_the_end_of_august_end_with_february():
    assert later(date(2027, 8, 31), 6) == date(2028, 2, 29)


@pytest.mark.parametrize("text", ["31/02/2026", "12/13/2026", "²/1/2026", "1/1/99999", "2026", ""])
def test_a_day_that_is_none_is_read_as_nothing(text):
    assert day_of(text) is None
