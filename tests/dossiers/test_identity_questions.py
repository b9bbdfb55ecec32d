"""Who is on the phone: two of three answers only the person knows."""

import pytest

from cuamo.dossiers.rules.identity_questions import right_answers

KEPT = {"ID": "001185012345", "BIRTH": "1985-09-02", "PHONE": "0912345678"}


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ({"ID": "2345", "BIRTH": "2/9/1985", "PHONE": ""}, ["ID", "BIRTH"]),
        ({"ID": " 23 45", "BIRTH": "", "PHONE": "5678"}, ["ID", "PHONE"]),
        ({"ID": "2345", "BIRTH": "02.09.1985", "PHONE": "5678"}, ["ID", "BIRTH", "PHONE"]),
        ({"ID": "1234", "BIRTH": "1985", "PHONE": "678"}, []),
        ({"ID": "", "BIRTH": "9/2/1985", "PHONE": ""}, []),
        ({}, []),
    ],
)
def test_each_answer_counts_only_when_it_is_whole(said, right):
    assert right_answers(kept=KEPT, said=said) == right


def test_nothing_said_never_fits_nothing_kept():
    assert (
        right_answers(kept={"ID": "", "BIRTH": "", "PHONE": ""}, said={"ID": "", "BIRTH": "", "PHONE": ""})
        == []
    )


def test_who_knows_only_the_year_is_asked_for_the_year():
    assert right_answers(kept={"BIRTH": "1949"}, said={"BIRTH": "1949"}) == ["BIRTH"]
    assert right_answers(kept={"BIRTH": "1949"}, said={"BIRTH": "1/1/1949"}) == []
