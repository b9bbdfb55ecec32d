"""What a version says of its own in texts and on slips, judged before it is kept."""

import pytest

from cuamo.catalogue.rules import messages
from cuamo.catalogue.rules.content_check import faults_of
from cuamo.notices.rules.text import render
from cuamo.notices.selectors.templates import template

CODE = "2.000635"


def judged(contents, **parts):
    return [fault.field for fault in faults_of(contents[CODE] | parts)]


@pytest.mark.parametrize("kind", messages.TEXTS)
@pytest.mark.parametrize("own", [{}, {"more_vi": "Mang căn cước khi đến nhận."}])
def test_a_sample_is_the_text_a_phone_would_get(kind, own):
    content = {"messages": [{"template": kind} | own]}
    shown = next(sample for sample in messages.samples(content) if sample.id == kind)
    words = messages.own_words(content, kind)
    sent = render(template(kind), template(kind).example, instead=words.instead, more=words.more)
    assert (shown.body, shown.parts) == (sent.body, sent.parts)
    assert shown.body.isascii()


def test_a_sentence_more_is_sent_without_accents_and_counted(contents):
    own = {"messages": [{"template": "N5P", "more_vi": "Mang căn cước và giấy hẹn."}]}
    assert judged(contents, **own) == []
    shown = {sample.id: sample for sample in messages.samples(own)}
    assert shown["N5P"].body.endswith("Mang can cuoc va giay hen.")
    assert (shown["N5P"].length, shown["N5P"].parts) == (162, 2)
    assert not shown["N2"].changed


def test_two_parts_are_the_most(contents):
    room = 2 * 153 - len(messages.samples({})[9].body) - 1
    assert messages.samples({})[9].id == "N5P"
    fits = [{"template": "N5P", "more_vi": "a" * room}]
    assert judged(contents, messages=fits) == []
    assert judged(contents, messages=[{"template": "N5P", "more_vi": "a" * (room + 1)}]) == [
        "messages.0.more_vi"
    ]


def test_a_text_instead_keeps_every_fact(contents):
    instead = "DVC Hà Nội: Hồ sơ {code} xong. Đến {place} nhận. Xem {link}"
    assert judged(contents, messages=[{"template": "N5P", "instead_vi": instead}]) == []
    own = messages.own_words({"messages": [{"template": "N5P", "instead_vi": instead}]}, "N5P")
    assert own.instead == "DVC Ha Noi: Ho so {code} xong. Den {place} nhan. Xem {link}"
    for wrong in (
        "Hồ sơ {code} xong.",
        instead + " {pin}",
        instead + " {",
        instead.replace("{code}", "{code!r}"),
        instead.replace("{code}", "{code.real}"),
    ):
        assert judged(contents, messages=[{"template": "N5P", "instead_vi": wrong}]) == [
            "messages.0.instead_vi"
        ]


@pytest.mark.parametrize(
    ("part", "field"),
    [
        ({"template": "N3", "left_out": True}, "messages.0.left_out"),
        ({"template": "N99"}, "messages.0.template"),
        ({"template": "N8", "more_vi": "A"}, "messages.0.template"),
        ({"template": "N5", "more_vi": "Số 001234567890"}, "messages.0.more_vi"),
        ({"template": "N5", "more_vi": "Nhớ mang giấy 漢"}, "messages.0.more_vi"),
    ],
)
def test_what_a_text_cannot_say_is_a_fault_at_its_box(contents, part, field):
    assert judged(contents, messages=[part]) == [field]


def test_a_prescribed_form_stays_and_no_text_or_slip_is_named_twice(contents):
    assert judged(contents, slips=[{"slip": "RECEIPT", "left_out": True}]) == []
    assert judged(contents, slips=[{"slip": "01", "left_out": True}]) == ["slips.0.left_out"]
    assert judged(contents, slips=[{"slip": "01"}, {"slip": "01"}]) == ["slips.1.slip"]
    assert judged(contents, messages=[{"template": "N5"}, {"template": "N5"}]) == ["messages.1.template"]
    assert messages.prints({}, "RECEIPT")
    assert not messages.prints({"slips": [{"slip": "RECEIPT", "left_out": True}]}, "RECEIPT")
