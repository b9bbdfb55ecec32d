"""Old wards and districts in an address are brought to the wards of today."""

from datetime import date

import pytest

from cuamo.catalogue.rules import form
from cuamo.catalogue.rules.addresses import Kind, build_book, published_book, read_address
from cuamo.catalogue.rules.content_check import faults_of

BOOK = published_book()


def names(text):
    return [ward.full_name for ward in read_address(text, BOOK).wards]


@pytest.mark.parametrize(
    ("text", "ward"),
    [
        ("12 Hàng Bông, phường Hàng Gai, quận Hoàn Kiếm, Hà Nội", "Phường Hoàn Kiếm"),
        ("12 hang bong, p. hang gai, q. hoan kiem, hn", "Phường Hoàn Kiếm"),
        ("12 Hàng Bông; P.Hàng Gai; Q.Hoàn Kiếm; TP. Hà Nội", "Phường Hoàn Kiếm"),
        ("12 Hàng Bông - Hàng Gai - Hoàn Kiếm", "Phường Hoàn Kiếm"),
        ("tổ 5, thị trấn Phùng, Đan Phượng, Hà Nội", "Xã Đan Phượng"),
        ("thon 2, xa co do, huyen ba vi", "Xã Cổ Đô"),
    ],
)
def test_an_old_ward_with_its_district_gives_the_ward_of_today(text, ward):
    reading = read_address(text, BOOK)
    assert (reading.kind, names(text)) == (Kind.FORMER, [ward])
    assert f"{ward}, Hà Nội (trước 01/7/2025: " in reading.today


@pytest.mark.parametrize(
    "text",
    [
        "12 Hàng Bông, phường Hoàn Kiếm, Hà Nội",
        "12 Hàng Bông, Hoàn Kiếm, Hà Nội",
        "phường Cửa Nam",
        "phường Hoàn Kiếm, quận Hoàn Kiếm",
        "số 3, phường Văn Miếu - Quốc Tử Giám, Hà Nội",
    ],
)
def test_a_ward_of_today_stays_as_it_is(text):
    reading = read_address(text, BOOK)
    assert (reading.kind, len(reading.wards), reading.today) == (Kind.TODAY, 1, "")


def test_a_divided_ward_is_asked_about_and_settled_by_the_new_name():
    asked = read_address("số 3, phường Cống Vị, quận Ba Đình, Hà Nội", BOOK)
    assert (asked.kind, [ward.full_name for ward in asked.wards]) == (
        Kind.AMBIGUOUS,
        ["Phường Ngọc Hà", "Phường Giảng Võ"],
    )
    told = read_address("số 3, phường Cống Vị, quận Ba Đình, Hà Nội, phường Ngọc Hà", BOOK)
    assert (told.kind, told.today) == (
        Kind.FORMER,
        "số 3, Phường Ngọc Hà, Hà Nội (trước 01/7/2025: phường Cống Vị, quận Ba Đình)",
    )


def test_an_old_name_with_its_district_is_the_old_ward_even_where_a_new_one_bears_it():
    assert len(names("phường Cửa Nam, quận Hoàn Kiếm")) > 1
    assert names("phường Cửa Nam, Hà Nội") == ["Phường Cửa Nam"]


def test_a_name_two_districts_had_is_ambiguous_without_the_district():
    former = [
        {"name": "Xã Tân Hòa", "district": "Huyện A", "ward_code": "1"},
        {"name": "Xã Tân Hòa", "district": "Huyện B", "ward_code": "2"},
    ]
    wards = [{"code": "1", "full_name": "Xã Một"}, {"code": "2", "full_name": "Xã Hai"}]
    book = build_book(wards, former)
    assert read_address("xã Tân Hoà, Hà Nội", book).kind == Kind.AMBIGUOUS
    assert read_address("xã Tân Hoà, huyện B, Hà Nội", book).wards[0].code == "2"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " , , ",
        "12 Láng Hạ",
        "Bệnh viện Bạch Mai",
        "Xã Tân Lập, Huyện Vũ Thư, Thái Bình",
        "xã Tân Lập, Thái Bình",
        "phường Không Có, quận Hoàn Kiếm",
        "quận Hoàn Kiếm, Hà Nội",
        "Hà Nội",
        "\x00☃" * 50,
    ],
)
def test_what_is_not_recognised_stands_as_it_is(text):
    reading = read_address(text, BOOK)
    assert (reading.kind, reading.wards, reading.today) == (Kind.UNKNOWN, (), "")


def test_every_old_ward_is_found_with_its_district_and_its_result_reads_as_today():
    for olds in BOOK.former.values():
        for old in olds:
            reading = read_address(f"Số 1, {old.name}, {old.district}, Hà Nội", BOOK)
            assert {ward.code for ward in reading.wards} == set(old.codes), old
            if reading.kind == Kind.FORMER:
                again = read_address(reading.today, BOOK)
                assert (again.kind, again.wards) == (Kind.TODAY, reading.wards), old
    assert sum(len(olds) for olds in BOOK.former.values()) == 526


CONTENT = {
    "form": {
        "sections": [
            {
                "key": "a",
                "title_vi": "A",
                "title_en": "A",
                "fields": [
                    {"key": "o", "label_vi": "Nơi ở", "label_en": "Home", "type": "address", "today": True},
                    {"key": "sinh", "label_vi": "Nơi sinh", "label_en": "Birth", "type": "address"},
                ],
            }
        ]
    }
}


def clean(**raw):
    return form.clean(CONTENT, raw, answers={}, today=date(2026, 9, 15))


def test_a_form_brings_an_address_of_today_over_and_keeps_the_old_name():
    old = "12 Hàng Bông, phường Hàng Gai, quận Hoàn Kiếm, Hà Nội"
    once = clean(o=old, sinh=old)
    assert once.ok
    assert once.values["o"] == (
        "12 Hàng Bông, Phường Hoàn Kiếm, Hà Nội (trước 01/7/2025: phường Hàng Gai, quận Hoàn Kiếm)"
    )
    assert once.values["sinh"] == old
    assert clean(**once.values).values == once.values


def test_a_form_asks_which_ward_when_the_old_one_was_divided():
    asked = clean(o="số 3, phường Cống Vị, quận Ba Đình")
    assert asked.values["o"] == "số 3, phường Cống Vị, quận Ba Đình"
    assert (
        "phường Cống Vị, quận Ba Đình nay thuộc Phường Ngọc Hà hoặc Phường Giảng Võ" in asked.errors["o"].vi
    )
    assert clean(o="số 3, phường Cống Vị, quận Ba Đình, phường Giảng Võ").ok


def test_only_an_address_can_be_one_of_today(contents):
    content = contents["1.004194"]
    field = {"key": "x", "label_vi": "X", "label_en": "X", "type": "text", "today": True}
    section = {"key": "them", "title_vi": "X", "title_en": "X", "fields": [field]}
    wrong = content | {"form": content["form"] | {"sections": [*content["form"]["sections"], section]}}
    assert faults_of(wrong)
    assert faults_of(content) == []
