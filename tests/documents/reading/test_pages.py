"""One page of each kind, printed with fonts of the repository, photographed badly, read."""

import random
from datetime import date

import pytest
from PIL import Image, ImageFilter

from benchmarks.reading_papers import Harm, photographed, printed
from cuamo.documents.rules.reading.checks import expired_on
from cuamo.documents.rules.reading.kinds import Kind, wrong_kind
from cuamo.documents.rules.reading.page import page_says
from cuamo.documents.rules.reading.quality import Flaw

KINDS = [kind for kind in Kind if kind is not Kind.UNKNOWN]
PHONE = Harm(angle=2.0, blur=0.5, shadow=0.4, stamp=True, noise=4.0, quality=80)
SURE_FACTS = {
    Kind.BIRTH_CERTIFICATE: (
        "birth_date",
        "personal_id",
        "mother_birth",
        "father_birth",
        "number",
        "issued_on",
    ),
    Kind.BIRTH_NOTICE: ("mother_birth", "mother_id", "birth_date", "sex", "number"),
    Kind.DEATH_NOTICE: ("birth_date", "personal_id", "death_date", "sex"),
    Kind.MARRIAGE_CERTIFICATE: ("wife_birth", "husband_birth", "wife_id", "husband_id", "issued_on"),
    Kind.MARITAL_STATUS: ("birth_date", "personal_id", "issued_on", "sex"),
    Kind.ID_CARD: ("personal_id", "birth_date", "valid_until"),
    Kind.RESIDENCE: ("birth_date", "personal_id", "head_id", "issued_on"),
    Kind.HOUSEHOLD_BUSINESS: ("number", "head_id", "issued_on"),
    Kind.HEALTH_CARD: ("number", "birth_date", "valid_until"),
}
"""Figures have no marks to lose: these must be exact. Names are measured by `benchmarks.reading`."""


def _page(kind: Kind, harm: Harm, *, expired: bool = False) -> tuple[Image.Image, dict[str, str]]:
    rng = random.Random(f"{kind} {expired}")
    paper = printed(kind, rng, expired=expired)
    return photographed(paper.picture, harm, rng), paper.facts


@pytest.mark.parametrize("kind", KINDS)
def test_a_photographed_paper_is_known_by_its_title_and_its_figures_are_exact(kind, reader):
    picture, printed_facts = _page(kind, PHONE)

    said = page_says(picture, reader.words)

    found = {fact.fact: fact.value for fact in said.facts}
    wanted = {name: printed_facts[name] for name in SURE_FACTS[kind]}
    assert said.kind is kind
    assert {name: found.get(name) for name in wanted} == wanted
    assert said.flaws == ()


def test_the_place_of_a_value_is_where_it_stands_on_the_photo(reader):
    picture, facts = _page(Kind.DEATH_NOTICE, Harm(angle=4.0))
    said = page_says(picture, reader.words)
    number = next(fact for fact in said.facts if fact.fact == "personal_id")

    left, top, right, bottom = number.place
    width, height = picture.size
    margin = 0.01
    cut_out = picture.crop(
        (
            round((left - margin) * width),
            round((top - margin) * height),
            round((right + margin) * width),
            round((bottom + margin) * height),
        )
    )

    assert (right - left, bottom - top) < (0.3, 0.06)
    level = cut_out.resize((cut_out.width * 2, cut_out.height * 2)).rotate(-4, fillcolor=(255, 255, 255))
    again = "".join(word.text for word in reader.words(level))
    assert facts["personal_id"] in again.replace(" ", "")


@pytest.mark.parametrize("kind", [Kind.ID_CARD, Kind.MARITAL_STATUS])
def test_a_paper_whose_time_is_over_is_noticed(kind, reader):
    picture, printed_facts = _page(kind, PHONE, expired=True)

    said = page_says(picture, reader.words)

    until = expired_on(said.kind, {fact.fact: fact.value for fact in said.facts})
    assert until is not None
    assert until < date(2026, 11, 26)
    if kind is Kind.ID_CARD:
        assert until.strftime("%d/%m/%Y") == printed_facts["valid_until"]


def test_a_marriage_certificate_given_for_a_birth_notice_is_the_wrong_kind(reader):
    picture, _ = _page(Kind.MARRIAGE_CERTIFICATE, PHONE)

    said = page_says(picture, reader.words)

    assert wrong_kind(said.kind, "Giấy chứng sinh")
    assert not wrong_kind(said.kind, "Giấy chứng nhận kết hôn")


def test_a_blurred_page_is_noticed_and_proposes_nothing(reader):
    picture, _ = _page(Kind.BIRTH_NOTICE, Harm())

    said = page_says(picture.filter(ImageFilter.GaussianBlur(9)), reader.words)

    assert Flaw.UNREADABLE in said.flaws
    assert Flaw.BLURRED in said.flaws
    assert said.facts == ()


def test_a_dark_page_is_noticed(reader):
    picture, _ = _page(Kind.HEALTH_CARD, Harm())

    said = page_says(picture.point(lambda level: level // 6), reader.words)

    assert Flaw.DARK in said.flaws


def test_a_page_whose_edge_is_missing_is_noticed(reader):
    picture, _ = _page(Kind.DEATH_NOTICE, Harm())

    said = page_says(
        picture.crop((round(0.2 * picture.width), 0, picture.width, picture.height)), reader.words
    )

    assert Flaw.CUT in said.flaws


def test_a_picture_without_text_says_nothing(reader):
    said = page_says(Image.new("RGB", (600, 800), "white"), reader.words)

    assert (said.kind, said.facts) == (Kind.UNKNOWN, ())
    assert Flaw.UNREADABLE in said.flaws


@pytest.mark.parametrize("size", [(800, 1100), (40, 40), (1, 1)])
def test_a_blank_page_has_no_words_and_is_no_fault(reader, size):
    assert reader.words(Image.new("RGB", size, "white")) == []
