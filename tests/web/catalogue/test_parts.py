"""Small rules of the editor: conditions, readability, effort, differences, the process as it is drawn."""

from xml.etree import ElementTree

import pytest

from cuamo.catalogue.rules.difference import differences
from cuamo.catalogue.rules.effort import estimate
from cuamo.catalogue.rules.process_check import look_at
from cuamo.catalogue.rules.readability import read
from cuamo.web import process_diagram
from cuamo.web.catalogue import conditions
from cuamo.web.catalogue.diagram import draw
from cuamo.web.catalogue.showing import presentable
from cuamo.web.process_diagram import Box

STEPS = [
    {"step": "INTAKE", "role": "RECEIVER", "hours": 1},
    {"step": "EXAMINE", "role": "SPECIALIST", "hours": 4},
    {"step": "APPROVE", "role": "LEADER", "hours": 2},
    {"step": "ISSUE", "role": "RECORDS_CLERK", "hours": 1},
]
DAY = {"qty": 1, "unit": "WORKING_DAY"}
CONTENT = {
    "questions": [
        {
            "key": "ai",
            "label_vi": "Cho ai?",
            "options": [{"value": "MINH", "label_vi": "Mình"}, {"value": "KHAC", "label_vi": "Khác"}],
        }
    ]
}


@pytest.mark.parametrize(
    "condition",
    [
        {"==": [{"var": "answers.ai"}, "MINH"]},
        {"!=": [{"var": "answers.ai"}, "MINH"]},
        {"and": [{"==": [{"var": "answers.ai"}, "MINH"]}, {"!=": [{"var": "answers.ai"}, "KHAC"]}]},
        {"or": [{"==": [{"var": "answers.ai"}, "MINH"]}, {"==": [{"var": "answers.ai"}, "KHAC"]}]},
    ],
)
def test_what_the_builder_shows_it_writes_back_the_same(condition):
    shown = conditions.show(condition, conditions.choices_of(CONTENT))
    assert shown.simple
    rows = [(row.sign, row.choice) for row in shown.rows if row.choice]
    assert conditions.build(shown.joined, rows) == condition


@pytest.mark.parametrize(
    "condition",
    [
        {"<": [{"var": "values.x"}, 3]},
        {"and": [{"or": [{"==": [{"var": "answers.ai"}, "MINH"]}]}]},
        {"==": [{"var": "answers.gone"}, "X"]},
        {"!": [{"var": "answers.ai"}]},
        "{half a text",
        True,
    ],
)
def test_what_the_builder_cannot_show_stays_raw(condition):
    assert not conditions.show(condition, conditions.choices_of(CONTENT)).simple


def test_a_sound_process_is_drawn_with_its_hours():
    content = {"process": STEPS, "time_limit": DAY}
    shown = look_at(content)
    assert shown.sound
    assert draw(shown, content).count("<rect") == 4
    assert "4 giờ" in draw(shown, content)


def test_the_drawing_has_a_title_a_description_and_the_same_as_an_ordered_list():
    boxes = [
        Box(0, "Tiếp nhận", "Cán bộ tiếp nhận", 2, state="done"),
        Box(1, "Thẩm định", "Chuyên viên <b>", 4.5, state="here"),
        Box(1, "Hỏi ý kiến", "Công an", 8, beside=True, state="wait"),
        Box(2, "Phê duyệt", "Lãnh đạo", 2, note="khi Cho ai?: Mình"),
    ]
    for upright in (False, True):
        drawn = process_diagram.draw(boxes, title="Quy trình", upright=upright)
        tree = ElementTree.fromstring(f"<figure>{drawn}</figure>")
        svg = tree.find("div/svg")
        assert svg.get("role") == "img"
        named = {part.get("id"): "".join(part.itertext()) for part in svg if part.get("id")}
        assert svg.get("aria-labelledby").split() == list(named)
        assert next(iter(named.values())) == "Quy trình"
        stages = tree.findall("ol/li")
        assert len(stages) == 3
        assert [stage.get("aria-current") for stage in stages] == [None, "step", None]
        said = "".join(stages[1].itertext())
        assert "Thẩm định: Chuyên viên <b>, 4,5 giờ. Đang ở đây" in said
        assert "Cùng lúc: Hỏi ý kiến: Công an, 8 giờ. Đang chờ" in said
        assert "khi Cho ai?: Mình" in list(named.values())[1]
        assert len(svg.findall("rect")) == 4
        assert len(svg.findall("path")) == 4


@pytest.mark.parametrize(
    "condition",
    [
        None,
        {"==": [{"var": "answers.ai"}, "MINH"]},
        {"!=": [{"var": "answers.ai"}, "KHAC"]},
        {"in": [{"var": "answers.ai"}, ["MINH"]]},
        {"in": [{"var": "answers.ai"}, ["MINH", "KHAC"]]},
        {">": [{"var": "values.tuoi"}, 8]},
    ],
)
def test_a_condition_in_a_table_is_shown_and_read_back_the_same(condition):
    chosen, options = conditions.one_of(condition, conditions.choices_of(CONTENT))
    assert condition is None or chosen in dict(options)
    assert conditions.read_one(chosen, condition) == condition


def test_a_condition_in_a_table_is_built_and_taken_away():
    assert conditions.read_one("=answers.ai=MINH", None) == {"==": [{"var": "answers.ai"}, "MINH"]}
    assert conditions.read_one("!answers.ai=MINH", None) == {"!=": [{"var": "answers.ai"}, "MINH"]}
    assert conditions.read_one("", {"==": [{"var": "answers.ai"}, "MINH"]}) is None
    assert conditions.read_one("rubbish", None) is None


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([STEPS[0], STEPS[2], STEPS[3]], "không tới được"),
        (STEPS[:3], "dừng giữa chừng"),
        ([*STEPS[:3], STEPS[3] | {"hours": 9}], "Tổng các bước là 16 giờ"),
        ([STEPS[0] | {"role": "LEADER"}, *STEPS[1:]], "không có quyền"),
        ([STEPS[0] | {"hours": "hai"}, *STEPS[1:]], "số giờ chưa đúng"),
        ([], "dừng giữa chừng"),
        ("x", "dừng giữa chừng"),
    ],
)
def test_a_process_with_a_fault_says_which(steps, words):
    shown = look_at({"process": steps, "time_limit": DAY})
    assert not shown.sound
    assert words in " ".join(fault.vi for fault in shown.faults)


def test_long_sentences_and_official_words_are_named():
    text = " ".join(["chữ"] * 31) + ". Bạn cần cung cấp thông tin."
    found = read({"notes_vi": [text]})
    assert [item.syllables for item in found.longest] == [31]
    assert {item.word for item in found.banned} == {"bạn", "cung cấp thông tin"}
    assert not found.good
    assert read({"notes_vi": ["Mang theo căn cước."]}).good


def test_effort_grows_with_what_must_be_typed():
    none = estimate({"fees": [{"amount_vnd": 0}]})
    field = {"required": True, "label_vi": "x"}
    more = estimate({"form": {"sections": [{"fields": [field, field | {"prefill": "person.phone"}]}]}})
    assert more.presses == none.presses + 1
    assert none.within


@pytest.mark.parametrize(
    ("before", "after", "kind", "part"),
    [
        ({"name_vi": "A"}, {"name_vi": "B"}, "changed", "Tên"),
        ({"fees": []}, {"fees": [{"key": "a", "name_vi": "Phí"}]}, "added", "Phí"),
        (
            {"questions": [{"key": "a"}, {"key": "b"}]},
            {"questions": [{"key": "b"}, {"key": "a"}]},
            "moved",
            "Câu hỏi",
        ),
        ({"components": [{"key": "a", "name_vi": "A"}]}, {"components": []}, "removed", "Giấy tờ"),
        ({"legal_basis": ["A", "B"]}, {"legal_basis": ["A"]}, "removed", "Căn cứ pháp lý"),
    ],
)
def test_differences_are_told_in_kind_and_part(before, after, kind, part):
    assert [(change.kind, change.part) for change in differences(before, after)] == [(kind, part)]


def test_the_same_content_differs_in_nothing():
    assert differences(CONTENT, CONTENT | {"notes_vi": []}) == []


def test_a_half_written_content_can_still_be_shown():
    shown, left_out = presentable(
        {
            "code": "9.000001",
            "name_vi": "A",
            "field_vi": "B",
            "authority": {"kind": "WARD"},
            "level": "FULL",
            "route": "somewhere",
            "time_limit": {"qty": "ba", "unit": "DAY"},
            "result": {"name_vi": "", "name_en": ""},
            "questions": [{"key": "", "label_vi": "", "label_en": "", "options": []}],
            "fees": [{"key": "a", "when": "{half"}],
            "form": {"sections": [{"key": "a", "title_vi": "A", "title_en": "A", "fields": []}]},
        }
    )
    assert shown is not None
    assert (shown["questions"], shown["fees"], shown["form"]["sections"]) == ([], [], [])
    assert left_out >= 5
