import contextlib
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuamo.kernel.errors import Invalid
from cuamo.kernel.identifiers import InvalidIdentifier
from cuamo.kernel.identifiers.card import read_card

WOMAN = "001301012345|012345678|Nguyễn Thị Mẫu|05092001|Nữ|Số 1 Phố Thử, Cửa Nam, Hoàn Kiếm, Hà Nội|12082021"
MAN = "001090054321||Trần Văn Thử|01011990|Nam|Thôn Mẫu, Xã Thử, Đông Anh, Hà Nội|15042021"


def warnings_of(text, **more):
    return [warning.code for warning in read_card(text, **more).warnings]


def shown_in(text, alphabet):
    """The UTF-8 bytes of `text` shown as letters of a one-byte alphabet, as a badly set scanner does."""
    gaps = {0x81, 0x8D, 0x8F, 0x90, 0x9D} if alphabet == "cp1252" else set()
    return "".join(chr(byte) if byte in gaps else bytes([byte]).decode(alphabet) for byte in text.encode())


def test_all_seven_fields_are_read():
    card = read_card(WOMAN)
    assert card.as_json() == {
        "personal_id": "001301012345",
        "old_id": "012345678",
        "full_name": "Nguyễn Thị Mẫu",
        "birth_date": "2001-09-05",
        "sex": "Nữ",
        "address": "Số 1 Phố Thử, Cửa Nam, Hoàn Kiếm, Hà Nội",
        "issued_on": "2021-08-12",
        "warnings": [],
    }


def test_a_card_without_an_old_number_is_whole():
    card = read_card(MAN)
    assert (card.old_id, card.sex, card.birth_date, card.warnings) == ("", "Nam", date(1990, 1, 1), ())


@pytest.mark.parametrize(
    "text",
    [
        WOMAN + "\r\n",
        "\ufeff" + WOMAN,
        "\r\n\t " + WOMAN + " \n\n",
        WOMAN.replace("|", " | "),
        "\x02" + WOMAN + "\x03",
        '"' + WOMAN + '"',
        WOMAN.replace("|", "｜"),
        WOMAN + "||Nguyễn Văn Bố|Trần Thị Mẹ|",
        WOMAN + "\r\n" + WOMAN + "\r\n",
        unicodedata.normalize("NFD", WOMAN),
        WOMAN.replace("001301012345", "0013 0101 2345"),
        WOMAN.replace("Nguyễn Thị", "Nguyễn   Thị\u200b"),
        WOMAN.replace("Phố Thử, ", "Phố Thử,\n"),
    ],
)
def test_what_scanners_and_pastes_add_is_dropped(text):
    assert read_card(text) == read_card(WOMAN)


@pytest.mark.parametrize("alphabet", ["latin-1", "cp1252"])
@pytest.mark.parametrize("text", [WOMAN, MAN, "\ufeff" + WOMAN + "\r\n"])
def test_text_read_in_the_wrong_alphabet_is_mended_and_said(alphabet, text):
    card = read_card(shown_in(text, alphabet))
    assert [warning.code for warning in card.warnings] == ["card.misread"]
    assert card.full_name == read_card(text).full_name
    assert card.address == read_card(text).address


@pytest.mark.parametrize(
    ("old", "new", "warning"),
    [
        ("Nữ", "Nam", "personal_id.sex"),
        ("05092001", "05092002", "personal_id.birth_year"),
        ("05092001", "05091901", "personal_id.birth_year"),
        ("0013", "0033", "personal_id.place"),
        ("|012345678|", "|0123|", "card.old_id"),
        ("12082021", "12081999", "card.issued_before_birth"),
        ("12082021", "12082020", "card.issued_too_early"),
        ("12082021", "", "card.no_issue_date"),
        ("05092001", "00002001", "card.birth_date_partial"),
        ("Số 1 Phố Thử, Cửa Nam, Hoàn Kiếm, Hà Nội", "", "card.no_address"),
        ("Nguyễn Thị Mẫu", "Nguyeenx Thij Maaux", "card.mangled"),
        ("Số 1 Phố Thử", "S? 1 Ph? Th?", "card.mangled"),
        ("|Nữ|", "|N?|", "card.mangled"),
        ("|Nữ|", "|Nuwx|", "card.mangled"),
        ("|Nữ|", "|NU|", "card.mangled"),
    ],
)
def test_what_does_not_fit_is_warned_of(old, new, warning):
    assert warnings_of(WOMAN.replace(old, new, 1)) == [warning]


def test_days_in_the_future_are_warned_of_when_today_is_known():
    assert warnings_of(WOMAN, today=date(2021, 8, 11)) == ["card.issued_in_future"]
    assert warnings_of(WOMAN, today=date(2021, 8, 12)) == []


def test_a_birth_abroad_is_no_warning():
    assert warnings_of("2" + WOMAN[1:]) == []


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "card"),
        ("   \r\n", "card"),
        ("hello", "card"),
        ("|||||", "card"),
        (WOMAN.replace("|", "~"), "card"),
        (WOMAN.rsplit("|", 1)[0], "card"),
        ("x" * 5000, "card"),
        ("|" * 3000, "card"),
        (WOMAN.replace("001301012345", "01301012345"), "personal_id"),
        (WOMAN.replace("001301012345", "٠٠١٣٠١٠١٢٣٤٥"), "personal_id"),
        (WOMAN.replace("Nguyễn Thị Mẫu", ""), "3"),
        (WOMAN.replace("ễ", "?"), "3"),
        (WOMAN.replace("ễ", "\ufffd"), "3"),
        (WOMAN.replace("05092001", "31022001"), "4"),
        (WOMAN.replace("05092001", "5092001"), "4"),
        (WOMAN.replace("05092001", "00000000"), "4"),
        (WOMAN.replace("|Nữ|", "|X|"), "5"),
        (WOMAN.replace("|Nữ|", "||"), "5"),
        (WOMAN.replace("12082021", "32082021"), "7"),
    ],
)
def test_what_is_no_card_is_refused_with_the_place_and_a_remedy(text, where):
    with pytest.raises(InvalidIdentifier) as refused:
        read_card(text)
    assert isinstance(refused.value, Invalid)
    assert refused.value.where == where
    assert all((refused.value.vi, refused.value.en, refused.value.hint_vi, refused.value.hint_en))


@given(st.one_of(st.text(), st.lists(st.text(max_size=12), min_size=5, max_size=9).map("|".join)))
def test_no_text_breaks_the_reader(text):
    with contextlib.suppress(InvalidIdentifier):
        read_card(text)


@given(st.data())
def test_a_card_with_one_character_changed_is_read_or_refused(data):
    place = data.draw(st.integers(0, len(WOMAN) - 1))
    text = WOMAN[:place] + data.draw(st.characters()) + WOMAN[place + 1 :]
    with contextlib.suppress(InvalidIdentifier):
        read_card(text)
