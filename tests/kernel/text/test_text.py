import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuamo.kernel import text
from cuamo.kernel.money import format_vnd, parse_vnd


@pytest.mark.parametrize(
    ("given", "folded"),
    [
        ("Đăng ký  Kết hôn", "dang ky ket hon"),
        ("ĐƯỜNG", "duong"),
        ("Hoa\u0300 Bi\u0300nh", "hoa binh"),
        ("a\u200bb\u00a0c\n", "ab c"),
        ("", ""),
    ],
)
def test_fold_drops_what_search_ignores(given, folded):
    assert text.fold(given) == folded


@given(st.text())
def test_folding_twice_changes_nothing(given):
    assert text.fold(text.fold(given)) == text.fold(given)


@given(st.text())
def test_nfc_twice_changes_nothing(given):
    assert text.nfc(text.nfc(given)) == text.nfc(given)


def shuffled(things):
    return random.Random(7).sample(things, len(things))


def test_letters_sort_by_the_vietnamese_alphabet_then_by_tone():
    words = list("aàảãáạăâbcdđeêghiklmnoôơpqrstuưvxy")
    assert sorted(shuffled(words), key=text.sort_key) == words
    words = ["ba", "ba ba", "ba bà", "bà", "bà a", "ban", "bán", "băn", "đa"]
    assert sorted(shuffled(words), key=text.sort_key) == words


def test_lists_of_people_sort_by_given_name():
    people = [
        "Trần Văn An",
        "Lê Thị Ánh",
        "Bùi Thị Bình",
        "Nguyễn An Bình",
        "Nguyễn Văn Bình",
        "Cao Đức",
        "Ý",
    ]
    assert sorted(shuffled(people), key=text.person_sort_key) == people
    assert text.person_sort_key("  ") == ""


@given(st.text())
def test_a_sort_key_can_be_kept_in_a_column(given):
    assert "\x00" not in text.sort_key(given)


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("Đã nhận hồ sơ – 8.000 ₫", "Da nhan ho so - 8.000 d"),
        ("“Hẹn” [mai]…", '"Hen" (mai)...'),
        ("một\nhai", "mot\nhai"),
        ("😀", "?"),
    ],
)
def test_sms_text_costs_one_septet_a_character(given, sent):
    assert text.sms_safe(given) == sent


@given(st.text())
def test_any_sms_text_is_plain(given):
    assert text.sms_safe(given).isascii()


@pytest.mark.parametrize(
    ("given", "styled"),
    [
        ("Hoà Bình", "Hòa Bình"),
        ("HOÀ", "HÒA"),
        ("khoẻ", "khỏe"),
        ("thuỷ", "thủy"),
        ("quý quà", "quý quà"),
        ("hoàn toàn xoắn", "hoàn toàn xoắn"),
        ("Hòa", "Hòa"),
    ],
)
def test_tone_marks_get_one_style(given, styled):
    assert text.tone_style(given) == styled


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("khai sinhh", "khai sinh"),
        ("giaays khai sinh", "giay khai sinh"),
        ("ddawng kys thuwowngf truws", "dang ky thuong tru"),
        ("keets hoon", "ket hon"),
        ("vieejt", "viet"),
        ("bản sao trích lục", "ban sao trich luc"),
        ("xoong test online 1.004873", "xoong test online 1.004873"),
    ],
)
def test_telex_leftovers_are_understood(given, cleaned):
    assert text.telex_cleanup(given) == cleaned


@given(st.text())
def test_telex_cleanup_takes_anything(given):
    assert isinstance(text.telex_cleanup(given), str)


@pytest.mark.parametrize("written", ["8.000 ₫", "8,000đ", "8 000", "8000", "8.000 VND", "8000 đồng"])
def test_amounts_are_read_as_people_write_them(written):
    assert parse_vnd(written) == 8000


@pytest.mark.parametrize("written", ["", "₫", "8.00", "8.000,5", "-8000", "8,000.000", "٨٠٠٠", "9" * 30])
def test_what_is_no_amount_is_refused(written):
    with pytest.raises(ValueError, match="amount"):
        parse_vnd(written)


@given(st.integers(0, 10**15))
def test_an_amount_is_read_back(amount_vnd):
    assert parse_vnd(format_vnd(amount_vnd)) == amount_vnd


def test_amounts_are_written_the_vietnamese_way():
    assert [format_vnd(n) for n in (0, 8000, 1_250_000)] == ["0 ₫", "8.000 ₫", "1.250.000 ₫"]
