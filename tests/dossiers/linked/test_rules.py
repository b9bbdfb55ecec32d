"""The one state of a filing, from those of its parts: for any parts."""

import json
from datetime import date

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from cuamo.catalogue.rules.linked import LinkedContent, faults_of, fill, name_part
from cuamo.dossiers.rules.ladder import Rung
from cuamo.dossiers.rules.linked import (
    NEEDS_PERSON,
    STATE_OF,
    UNDER_WAY,
    counted,
    rung_of_filing,
    way_to,
)
from cuamo.dossiers.states import State, arrows

OF_PARTS = [rung for rung in Rung if rung not in {Rung.DRAFT, Rung.PARTLY}]
PARTS = st.lists(st.sampled_from(OF_PARTS), min_size=1, max_size=6)


@given(PARTS)
def test_what_needs_the_person_is_never_hidden_by_the_others(rungs):
    needed = [rung for rung in NEEDS_PERSON if rung in rungs]

    assert not needed or rung_of_filing(rungs) is needed[0]
    assert needed or rung_of_filing(rungs) not in NEEDS_PERSON


@given(PARTS)
def test_it_is_done_only_when_every_part_that_was_not_taken_back_is_handed_over(rungs):
    done = Rung.RETURNED in rungs and set(rungs) <= {Rung.RETURNED, Rung.WITHDRAWN}

    assert (rung_of_filing(rungs) is Rung.RETURNED) == done


@given(PARTS)
def test_while_any_part_is_under_way_no_end_is_shown(rungs):
    ends = {Rung.RETURNED, Rung.PARTLY, Rung.REFUSED, Rung.WITHDRAWN, Rung.READY, Rung.ON_THE_WAY}

    if set(rungs) & UNDER_WAY:
        assert rung_of_filing(rungs) not in ends


@given(PARTS)
def test_an_end_with_and_without_results_is_named_partly(rungs):
    mixed = {Rung.RETURNED, Rung.REFUSED} <= set(rungs) <= {Rung.RETURNED, Rung.REFUSED, Rung.WITHDRAWN}

    assert (rung_of_filing(rungs) is Rung.PARTLY) == mixed


@given(PARTS, st.randoms())
def test_the_order_of_the_parts_says_nothing(rungs, shuffled):
    again = list(rungs)
    shuffled.shuffle(again)

    assert rung_of_filing(again) is rung_of_filing(rungs)


@given(PARTS)
def test_every_part_is_counted_once(rungs):
    count = counted(rungs)

    assert count.parts == count.open + count.with_result + count.refused + count.withdrawn


@given(st.lists(PARTS, max_size=12))
def test_the_filing_moves_by_official_arrows_alone_whatever_happens_to_its_parts(stories):
    state, known = State.SUBMITTED, arrows()
    for rungs in stories:
        for after in way_to(STATE_OF[rung_of_filing(rungs)], now=state):
            assert (int(state), int(after)) in known
            state = after


def test_a_filing_without_parts_has_no_state():
    with pytest.raises(ValueError, match="has parts"):
        rung_of_filing([])


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("NGUYỄN THỊ ĐẶNG THẲNG", ("NGUYỄN", "THỊ ĐẶNG", "THẲNG")),
        ("Lê An", ("Lê", "", "An")),
        ("An", ("", "", "An")),
        ("  ", ("", "", "")),
    ],
)
def test_a_full_name_has_three_parts(name, parts):
    assert tuple(name_part(name, part) for part in ("family", "middle", "given")) == parts


def loaded():
    """The set of the product, and the contents it names."""
    folder = settings.REFERENCE / "catalogue"
    books = [json.loads(path.read_text("utf-8")) for path in folder.glob("procedures/*.json")]
    contents = {item["content"]["code"]: item["content"] for book in books for item in book["procedures"]}
    return json.loads((folder / "linked" / "khai-sinh.json").read_text("utf-8"))["sets"][0][
        "content"
    ], contents


def changed(content, change):
    copy = json.loads(json.dumps(content))
    change(copy)
    return copy


def test_the_set_of_the_product_has_no_fault_and_names_its_sources():
    content, contents = loaded()

    assert faults_of(content, contents) == []
    assert content["source"]
    assert {item["confidence"] for item in content["unconfirmed"]} <= {"medium", "high"}


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda c: c["parts"][0].update(starts_after="bao_hiem", waits_vi="a", without_vi="b"), "khai_sinh"),
        (lambda c: c["parts"][1].update(starts_after="khong_co"), "thuong_tru"),
        (lambda c: c["parts"][1]["values"].update(la={"read": "values.ks_ho_ten"}), "thuong_tru.values.la"),
        (lambda c: c["parts"][1]["values"].update(email={"read": "values.la"}), "thuong_tru.email.values.la"),
        (lambda c: c["parts"][1]["values"].pop("ho_ten_chu_ho"), "thuong_tru.ho_ten_chu_ho"),
        (lambda c: c["parts"][0]["papers"].update(giay_chung_sinh=["la"]), "khai_sinh.papers.la"),
        (lambda c: c["parts"][1].update(fees=["la"]), "thuong_tru.fees.la"),
        (lambda c: c["parts"][2].update(procedure="9.999999"), "bao_hiem"),
        (lambda c: c["parts"][2].update(key="thuong_tru"), "thuong_tru"),
        (lambda c: c["parts"][1].update(waits_vi=""), "thuong_tru"),
        (lambda c: c.update(la=1), "la"),
    ],
    ids=[
        "ring",
        "unknown part",
        "unknown field",
        "unknown source",
        "gap",
        "paper",
        "fee",
        "code",
        "twice",
        "words",
        "key",
    ],
)
def test_a_faulty_set_is_refused_with_the_place_of_the_fault(change, where):
    content, contents = loaded()

    faults = faults_of(changed(content, change), contents)

    assert where in {fault.field for fault in faults}


def test_an_unmarried_fathers_part_stays_empty_and_a_late_birth_is_seen():
    content, contents = loaded()
    part = LinkedContent.model_validate(content).parts[0]
    values = {"ks_ho_ten": "Lê Văn An", "ks_ngay_sinh": "2026-01-05", "cha_ho_ten": "Lê Văn Bình"}
    answers = {"nguoi_di_khai": "CHA_ME", "giay_chung_sinh": "DIEN_TU"}
    own = contents["1.001193"]

    alone = fill(part, own, answers=answers, values=values, today=date(2026, 2, 1))
    married = fill(part, own, answers=answers, values=values | {"ket_hon": "Số 1"}, today=date(2026, 11, 1))

    assert (alone.answers["cha_me_ket_hon"], alone.answers["thoi_han"]) == ("KHONG", "DUNG_HAN")
    assert "cha_ho_ten" not in alone.values
    assert (married.answers["cha_me_ket_hon"], married.answers["thoi_han"]) == ("CO", "QUA_HAN")
    assert married.values["cha_ho_ten"] == "Lê Văn Bình"
