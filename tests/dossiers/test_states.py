"""The table of moves, read against the official list of ten states."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuamo.dossiers.states import CLOSED, OFFICIAL_NAMES, OPEN, Move, State, after
from cuamo.kernel.errors import IllegalTransition

OFFICIAL = {
    1: "Mới đăng ký",
    2: "Được tiếp nhận",
    3: "Không được tiếp nhận",
    4: "Đang xử lý",
    5: "Yêu cầu bổ sung giấy tờ",
    6: "Yêu cầu thực hiện nghĩa vụ tài chính",
    7: "Công dân yêu cầu rút hồ sơ",
    8: "Dừng xử lý",
    9: "Đã xử lý xong",
    10: "Đã trả kết quả",
}
"""The list every sync partner uses; code and name."""
MAY_FOLLOW = {
    1: {2, 3, 7, 8},
    2: {4, 5, 6, 7, 8},
    4: {5, 6, 7, 8, 9},
    5: {4, 2, 7, 8},
    6: {4, 7, 8},
    7: {8, 4},
    9: {10},
}
"""What may follow what, officially; 1 may also be stopped at once when it is taken back before acceptance."""
TERMINAL = {State.NOT_ACCEPTED, State.STOPPED, State.RETURNED}


def step(move: Move, state: State) -> State | None:
    try:
        return after(move, state)
    except IllegalTransition:
        return None


ARROWS = [
    (state, move, found) for state in State for move in Move if (found := step(move, state)) is not None
]


def test_every_state_carries_its_official_code_and_name():
    assert {int(state): OFFICIAL_NAMES[state] for state in State if state is not State.DRAFT} == OFFICIAL


def test_every_arrow_between_official_states_is_one_the_official_list_allows():
    wrong = [
        (old.name, move.value, new.name)
        for old, move, new in ARROWS
        if old is not State.DRAFT and int(new) not in MAY_FOLLOW.get(int(old), set())
    ]
    assert wrong == []


def test_every_official_state_is_reached_from_a_draft():
    seen, edge = {State.DRAFT}, {State.DRAFT}
    while edge:
        edge = {new for old, _, new in ARROWS if old in edge} - seen
        seen |= edge

    assert seen == set(State)


def test_a_draft_can_only_be_sent():
    assert [(move, new) for old, move, new in ARROWS if old is State.DRAFT] == [
        (Move.SUBMIT, State.SUBMITTED)
    ]


@pytest.mark.parametrize("state", sorted(TERMINAL), ids=lambda state: state.name)
def test_nothing_leaves_a_terminal_state(state):
    assert [move for old, move, _ in ARROWS if old is state] == []


def test_only_terminal_states_have_no_way_on():
    assert {state for state in State if not any(old is state for old, _, _ in ARROWS)} == TERMINAL


def test_open_and_closed_states_share_out_everything_that_was_sent():
    assert set(State) - {State.DRAFT} == OPEN | CLOSED
    assert not OPEN & CLOSED


@given(moves=st.lists(st.sampled_from(list(Move)), max_size=25))
def test_whatever_is_tried_a_dossier_is_in_an_official_state_and_never_comes_back_from_a_terminal_one(moves):
    state, ended = State.DRAFT, False
    for move in moves:
        found = step(move, state)
        if found is None:
            continue
        assert not ended
        assert found in State
        state, ended = found, found in TERMINAL
    assert state is State.DRAFT or int(state) in OFFICIAL


@given(moves=st.lists(st.sampled_from(list(Move)), max_size=25))
def test_a_closed_dossier_is_never_opened_again(moves):
    state = State.DRAFT
    for move in moves:
        found = step(move, state)
        if found is not None:
            assert not (state in CLOSED and found in OPEN)
            state = found
