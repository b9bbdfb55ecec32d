"""A draft meets a newer version: every answer that still fits stays, nothing is lost in silence."""

from copy import deepcopy
from datetime import date

from cuamo.catalogue.rules.carry_answers import carry

TODAY = date(2026, 11, 26)


def text(key, label, **more):
    return {"key": key, "label_vi": label, "label_en": label, "type": "text"} | more


def content():
    return {
        "code": "9.000001",
        "questions": [
            {
                "key": "ai",
                "label_vi": "Cho ai?",
                "label_en": "For whom?",
                "options": [
                    {"value": "MINH", "label_vi": "Cho mình", "label_en": "Me"},
                    {"value": "KHAC", "label_vi": "Cho người khác", "label_en": "Other"},
                ],
            }
        ],
        "components": [
            {
                "key": "uy_quyen",
                "name_vi": "Giấy ủy quyền",
                "name_en": "Mandate",
                "originals": 1,
                "copies": 0,
                "when": {"==": [{"var": "answers.ai"}, "KHAC"]},
            }
        ],
        "form": {
            "sections": [
                {
                    "key": "a",
                    "title_vi": "A",
                    "title_en": "A",
                    "fields": [text("ten", "Họ tên", required=True), text("so", "Số", type="integer")],
                }
            ],
            "checks": [],
        },
    }


def carried(after, answers=None, values=None):
    return carry(
        content(),
        after,
        answers={"ai": "KHAC"} if answers is None else answers,
        values={"ten": "Đặng Thẳng", "so": 3} if values is None else values,
        today=TODAY,
    )


def test_the_same_content_keeps_everything():
    found = carried(content())
    assert (found.answers, found.values) == ({"ai": "KHAC"}, {"ten": "Đặng Thẳng", "so": 3})
    assert (found.dropped, found.to_answer, found.changes) == ((), (), ())


def test_an_option_that_is_gone_is_named_and_asked_anew():
    after = content()
    after["questions"][0]["options"][1] = {"value": "NHA", "label_vi": "Cho người nhà", "label_en": "Family"}
    found = carried(after)
    assert found.answers == {}
    assert found.dropped == ("Cho ai?: Cho người khác",)
    assert found.to_answer == ("Cho ai?",)
    assert found.papers_spared == ("Giấy ủy quyền",)


def test_a_field_of_another_kind_or_gone_is_named_with_what_was_entered():
    after = deepcopy(content())
    after["form"]["sections"][0]["fields"] = [
        text("ten", "Ngày sinh", type="date", required=True),
        text("moi", "Ô mới", required=True),
    ]
    found = carried(after)
    assert found.values == {}
    assert found.dropped == ("Họ tên: Đặng Thẳng", "Số: 3")
    assert found.to_answer == ("Ngày sinh", "Ô mới")


def test_a_value_the_newer_field_does_not_take_is_named():
    after = content()
    after["form"]["sections"][0]["fields"][1]["max"] = 2
    found = carried(after)
    assert found.values == {"ten": "Đặng Thẳng"}
    assert found.dropped == ("Số: 3",)


def test_what_was_reworded_stays_answered_and_is_told():
    after = content()
    after["form"]["sections"][0]["fields"][0]["label_vi"] = "Họ, chữ đệm, tên"
    after["components"].append(
        {"key": "anh", "name_vi": "Ảnh", "name_en": "Photo", "originals": 1, "copies": 0}
    )
    found = carried(after)
    assert found.values == {"ten": "Đặng Thẳng", "so": 3}
    assert found.papers_needed == ("Ảnh",)
    assert [(change.kind, change.part) for change in found.changes] == [
        ("added", "Giấy tờ"),
        ("changed", "Tờ khai"),
    ]


def test_where_a_value_comes_from_is_no_change_anybody_reads():
    after = content()
    after["form"]["sections"][0]["fields"][0] |= {
        "prefill": "person.full_name",
        "read_from": [{"paper": "ID_CARD", "fact": "full_name"}],
    }
    found = carried(after)
    assert (found.values, found.changes) == ({"ten": "Đặng Thẳng", "so": 3}, ())
