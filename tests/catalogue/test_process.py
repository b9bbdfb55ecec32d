"""A process is data: which steps hold, who is asked beside them, and that every way through it ends."""

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuamo.catalogue.rules import process
from cuamo.catalogue.rules.content_check import faults_of, missing_for_filing
from cuamo.catalogue.rules.difference import differences
from cuamo.catalogue.rules.process import ORDER, holding, hours_of, longest, rows_of
from cuamo.catalogue.rules.process_check import faults, look_at

ROLES = dict(zip(ORDER, ("RECEIVER", "SPECIALIST", "LEADER", "RECORDS_CLERK"), strict=True))
YES = {"==": [{"var": "answers.a"}, "YES"]}
NO = {"==": [{"var": "answers.a"}, "NO"]}
ASK = {"step": "CONSULT", "hours": 6, "unit_code": "CA-HN", "question_vi": "Có ở đó không?"}
QUESTION = {
    "key": "a",
    "label_vi": "Phải xác minh không?",
    "label_en": "Must it be verified?",
    "options": [
        {"value": "YES", "label_vi": "Có", "label_en": "Yes"},
        {"value": "NO", "label_vi": "Không", "label_en": "No"},
    ],
}


def step(name, hours, **more):
    return {"step": name, "role": ROLES[name], "hours": hours, **more}


def content(*rows, days=1, cases=(), questions=(QUESTION,), **more):
    limit = {"qty": days, "unit": "WORKING_DAY", "cases": list(cases)}
    return {"process": list(rows), "time_limit": limit, "questions": list(questions), **more}


PLAIN = (step("INTAKE", 1), step("EXAMINE", 4), step("APPROVE", 2), step("ISSUE", 1))
LONGER = {"when": YES, "qty": 3, "unit": "WORKING_DAY"}
BY_ANSWER = (PLAIN[0], step("EXAMINE", 4, when=NO), step("EXAMINE", 20, when=YES), *PLAIN[2:])


def said(found):
    return [(fault.field, fault.vi) for fault in faults(found)]


def test_four_steps_that_sum_to_the_limit_are_sound():
    assert said(content(*PLAIN)) == []


def test_a_limit_of_its_own_has_its_own_steps():
    assert said(content(*BY_ANSWER, cases=[LONGER])) == []
    assert hours_of(content(*BY_ANSWER), "EXAMINE", answers={"a": "YES"}, values={}) == 20
    assert hours_of(content(*BY_ANSWER), "EXAMINE", answers={"a": "NO"}, values={}) == 4


def test_a_limit_of_its_own_that_no_step_follows_is_a_fault():
    found = said(content(*PLAIN, cases=[LONGER]))

    assert [field for field, _ in found] == ["process"]
    assert "8 giờ khi «Phải xác minh không?» là «Có», thời hạn cho 24 giờ" in found[0][1]


def test_a_consultation_runs_beside_and_counts_once():
    asked = content(PLAIN[0], step("EXAMINE", 4), ASK | {"hours": 3}, *PLAIN[2:])

    assert said(asked) == []
    assert hours_of(asked, "EXAMINE", answers={}, values={}) == 4


def test_a_consultation_longer_than_the_examination_makes_the_way_longer():
    asked = content(PLAIN[0], step("EXAMINE", 2), ASK | {"hours": 4}, *PLAIN[2:])

    assert said(asked) == []
    assert hours_of(asked, "EXAMINE", answers={}, values={}) == 4
    assert look_at(asked).hours == 8
    assert said(content(*PLAIN[:2], ASK, *PLAIN[2:])) != []


@pytest.mark.parametrize(
    ("rows", "field", "words"),
    [
        (PLAIN[:3], "process", "dừng giữa chừng: chưa có bước «Cấp kết quả»"),
        ((PLAIN[0], PLAIN[2], PLAIN[3]), "process.1.step", "trước đó cần bước «Thẩm định»"),
        ((PLAIN[1], PLAIN[0], *PLAIN[2:]), "process.1.step", "đứng sau bước đến sau nó"),
        ((*PLAIN[:2], PLAIN[1], *PLAIN[2:]), "process.2.when", "đến hai lần"),
        (
            (PLAIN[0], step("EXAMINE", 4, when=YES), *PLAIN[2:]),
            "process.2.step",
            "khi «Phải xác minh không?» là «Không»",
        ),
        ((*PLAIN[:2], step("APPROVE", 2) | {"role": "SPECIALIST"}, PLAIN[3]), "process.2.role", "quyền"),
        ((*PLAIN[:2], ASK | {"unit_code": ""}, *PLAIN[2:]), "process.2.unit_kind", "cơ quan nào"),
        ((*PLAIN[:2], ASK | {"question_vi": " "}, *PLAIN[2:]), "process.2.question_vi", "hỏi gì"),
        ((*PLAIN[:2], ASK | {"role": "LEADER"}, *PLAIN[2:]), "process.2.role", "để trống"),
        (
            (*PLAIN[:2], ASK | {"when": {"and": [YES, NO]}}, *PLAIN[2:]),
            "process.2.when",
            "không bao giờ tới được",
        ),
        ((*PLAIN[:3], PLAIN[3] | {"step": "SHRED"}), "process.3.step", "không phải một bước"),
        ((*PLAIN[:3], PLAIN[3] | {"hours": 0}), "process.3.hours", "số giờ"),
        (
            (*PLAIN[:3], PLAIN[3] | {"when": {">": [{"var": "values.tuoi"}, 8]}}),
            "process.3.when",
            "chỉ dựa được vào câu hỏi",
        ),
    ],
)
def test_a_fault_says_where_it_is_and_what_it_is_in_both_languages(rows, field, words):
    found = [fault for fault in faults(content(*rows)) if fault.field == field]

    assert any(words in fault.vi for fault in found)
    assert all(fault.en for fault in found)


def test_a_consultation_may_hang_on_a_number_because_nothing_stops_without_it():
    asked = ASK | {"hours": 3, "when": {">": [{"var": "values.tuoi"}, 8]}}
    found = content(*PLAIN[:2], asked, *PLAIN[2:])

    assert said(found) == []
    assert process.consultations(found, answers={}, values={"tuoi": 9})
    assert not process.consultations(found, answers={}, values={"tuoi": 8})


def test_a_step_may_hang_on_a_choice_of_the_form_and_every_choice_is_followed():
    field = {"key": "loai", "type": "enum", "required": True, "label_vi": "Loại", "label_en": "Kind"}
    field["options"] = [{"value": each, "label_vi": each, "label_en": each} for each in "XYZ"]
    form = {"sections": [{"key": "s", "fields": [field]}]}

    def of(*kinds):
        return {"in": [{"var": "values.loai"}, list(kinds)]}

    rows = (PLAIN[0], step("EXAMINE", 4, when=of("X")), step("EXAMINE", 4, when=of("Y")), *PLAIN[2:])
    assert "là «Z»" in said(content(*rows, form=form))[0][1]
    rows = (PLAIN[0], step("EXAMINE", 4, when=of("X")), step("EXAMINE", 4, when=of("Y", "Z")), *PLAIN[2:])
    assert said(content(*rows, form=form)) == []
    assert said(content(*rows, form={"sections": [{"key": "s", "fields": [field | {"required": False}]}]}))


def test_a_question_that_is_not_asked_gives_no_way():
    inner = QUESTION | {"key": "b", "when": YES}
    when = {"==": [{"var": "answers.b"}, "YES"]}
    rows = (PLAIN[0], step("EXAMINE", 4, when={"!": [when]}), step("EXAMINE", 4, when=when), *PLAIN[2:])

    assert said(content(*rows, questions=(QUESTION, inner))) == []


def test_more_ways_than_can_be_read_are_refused():
    questions = [QUESTION | {"key": f"q{number}"} for number in range(13)]
    reads = {"or": [{"==": [{"var": f"answers.q{number}"}, "YES"]} for number in range(13)]}

    found = said(content(*PLAIN[:2], ASK | {"when": reads}, *PLAIN[2:], questions=questions))

    assert "không kiểm hết được" in found[-1][1]


def test_the_check_before_approval_asks_the_process(contents):
    whole = deepcopy(contents["2.000635"])
    whole["process"][1]["when"] = {"==": [{"var": "answers.nguoi_nop"}, "BAN_THAN"]}

    assert faults_of(whole) == []
    assert "process.2.step" in {fault.field for fault in missing_for_filing(whole)}
    whole["process"][1]["when"] = {"==": [{"var": "answers.khong_co"}, "X"]}
    assert {fault.field for fault in faults_of(whole)} == {"process.1.when"}


def test_two_rows_of_one_step_are_compared_one_with_one():
    before = {"process": [step("EXAMINE", 4, when=NO), step("EXAMINE", 20, when=YES)]}
    after = {"process": [step("EXAMINE", 4, when=NO), step("EXAMINE", 22, when=YES)]}

    assert [(change.before, change.after) for change in differences(before, after)] == [("20", "22")]


def test_procedures_of_the_book_use_conditions_and_consultations(contents):
    conditional = [code for code, each in contents.items() if any(row.when for row in rows_of(each))]
    parallel = [code for code, each in contents.items() if any(row.beside for row in rows_of(each))]

    assert len(conditional) >= 2
    assert parallel == ["2.000986"]
    for code in {*conditional, *parallel}:
        assert "process_hours" in {item["fact"] for item in contents[code]["unconfirmed"]}


BASES = (
    PLAIN,
    BY_ANSWER,
    (*PLAIN[:2], ASK | {"hours": 3}, *PLAIN[2:]),
    (*BY_ANSWER[:3], ASK, *BY_ANSWER[3:]),
)
CHANGES = st.one_of(
    st.tuples(st.just("hours"), st.integers(1, 20)),
    st.tuples(st.just("when"), st.sampled_from([None, YES, NO, True, False])),
    st.tuples(st.just("step"), st.sampled_from([*ORDER, "CONSULT"])),
    st.tuples(st.just("role"), st.sampled_from([*ROLES.values(), None])),
    st.tuples(st.just("gone"), st.just(True)),
)


@st.composite
def processes(draw):
    """A sound process with up to three things changed: near enough to be sound often."""
    rows = [dict(row) for row in draw(st.sampled_from(BASES))]
    for key, value in draw(st.lists(CHANGES, max_size=3)):
        draw(st.sampled_from(rows))[key] = value
    return [row for row in rows if not row.pop("gone", False)]


ROWS = processes()
LIMITS = st.sampled_from([(), (LONGER,)])


@given(ROWS, st.integers(1, 4), LIMITS)
def test_what_is_sound_leads_through_every_answer_to_a_result_in_time(rows, days, cases):
    made = content(*rows, days=days, cases=cases)
    if not look_at(made).sound:
        return
    by_limit = {}
    for answer in ("YES", "NO"):
        held = holding(made, answers={"a": answer}, values={})
        assert [row.step for row in held if not row.beside] == list(ORDER)
        assert all(row.role == ROLES[row.step] for row in held if not row.beside)
        assert all(row.unit_code and row.question_vi for row in held if row.beside)
        limit = 24 if cases and answer == "YES" else days * 8
        by_limit.setdefault(limit if not cases else (limit, answer), []).append((longest(held), limit))
    assert all(max(hours for hours, _ in each) == each[0][1] for each in by_limit.values())
    met = {row.number for answer in ("YES", "NO") for row in holding(made, answers={"a": answer}, values={})}
    assert met == {row.number for row in rows_of(made)}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(JSON, JSON, JSON)
def test_half_written_content_is_looked_at_and_never_sound_without_steps(rows, limit, form):
    found = look_at({"process": rows, "time_limit": limit, "questions": rows, "form": form})

    assert not found.sound


@given(st.lists(st.tuples(st.integers(1, 50), st.booleans()), min_size=1, max_size=5))
def test_parallel_parts_take_as_long_as_the_longest(parts):
    rows = [
        process.Row(number, "CONSULT" if beside else "EXAMINE", hours=float(hours))
        for number, (hours, beside) in enumerate(parts)
    ]

    assert longest(rows) == max(hours for hours, _ in parts)
