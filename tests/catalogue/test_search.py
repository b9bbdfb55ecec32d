import time
from pathlib import Path

import pytest

from cuamo.catalogue.rules.search_words import cut, heard_alike, slips, tokens
from cuamo.catalogue.selectors.search import search

PHRASES = [
    line.split("\t")
    for line in (Path(__file__).parent / "phrases.tsv").read_text("utf-8").splitlines()
    if line
]
pytestmark = pytest.mark.usefixtures("loaded")


@pytest.fixture(autouse=True)
def _database(loaded, django_db_blocker):
    with django_db_blocker.unblock():
        yield


def test_the_right_procedure_is_in_the_first_three_for_95_percent():
    assert len(PHRASES) >= 500
    missed = [
        f"{code} {words}"
        for code, words in PHRASES
        if code not in [hit.code for hit in search(words, limit=3)]
    ]
    share = 1 - len(missed) / len(PHRASES)
    assert share >= 0.95, missed


def test_a_search_takes_well_below_300_milliseconds():
    search("khai sinh")
    taken = []
    for _, words in PHRASES[:60]:
        begun = time.perf_counter()
        search(words)
        taken.append(time.perf_counter() - begun)
    assert sorted(taken)[len(taken) // 2] < 0.3


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("bstl", "2.000635"),
        ("giaays khai sinhh", "1.001193"),
        ("khaisinh", "1.001193"),
        ("khai xinh", "1.001193"),
        ("  ĐỔI   BẰNG LÁI XE ", "3.000347"),
        ("giấy độc thân", "1.004873"),
        ("mở cửa hàng", "1.001612"),
        ("nhập khẩu Hà Nội", "1.004222"),
        ("xin giấy chứng nhận chưa vợ", "1.004873"),
        ("1.001193", "1.001193"),
    ],
)
def test_it_understands_how_people_write(words, code):
    assert code in [hit.code for hit in search(words, limit=3)]


@pytest.mark.parametrize(
    "words", ["", "   ", "%%%", "'; drop table x; --", "\x00", "☃", "a" * 5000, "qzxw" * 60]
)
def test_nonsense_gives_a_list_and_no_fault(words):
    assert isinstance(search(words), list)


def test_the_limit_is_kept():
    assert len(search("đăng ký", limit=2)) == 2
    assert len(search("đăng ký", limit=10_000)) <= 50


def test_words_typed_together_are_cut_at_known_syllables():
    assert cut("doibanglaixe", {"doi": 3, "bang": 2, "lai": 2, "xe": 4, "an": 1}) == [
        "doi",
        "bang",
        "lai",
        "xe",
    ]
    assert cut("zzz", {"doi": 1}) == []


def test_near_spellings():
    assert "sinh" in heard_alike("xinh")
    assert "khai" in slips("kahi")
    assert [token.plain for token in tokens("Hoà giải, ĐẤT")] == ["hoa", "giai", "dat"]
