"""Words, figures and marks of every page."""

from datetime import date, datetime
from types import SimpleNamespace

import pytest
from django.http import QueryDict
from django.template import engines
from django.test import RequestFactory

from cuamo.dossiers.states import State
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import Invalid
from cuamo.web import forms, language, phrases
from cuamo.web.templatetags import fields, states, words

MORNING = datetime(2026, 3, 20, 9, 12, tzinfo=HANOI)


def drawn(source: str, **facts: object) -> str:
    return engines["django"].from_string(source).render(facts)


def test_money_dates_and_numbers_are_written_the_vietnamese_way() -> None:
    assert words.vnd(8000) == "8.000\u00a0₫"
    assert words.vnd(0) == "0\u00a0₫"
    assert words.vnd(None) == ""
    assert words.number(1234567) == "1.234.567"
    assert words.hanoi_date(MORNING) == "20/03/2026"
    assert words.hanoi_date(date(2026, 3, 20)) == "20/03/2026"
    assert words.hanoi_time(MORNING) == "09:12"
    assert words.hanoi_datetime("2026-03-20T02:12:00+00:00") == "09:12 20/03/2026"
    assert words.size_of(1_400_000) == "1,4 MB"


@pytest.mark.parametrize(
    ("given", "shown"), [("001085012345", "001•••••2345"), ("", ""), ("123", "•••"), (None, "")]
)
def test_personal_numbers_are_masked_in_the_middle(given: str | None, shown: str) -> None:
    assert words.mask_pid(given) == shown


def test_t_follows_the_language_and_escapes_what_is_filled_in() -> None:
    source = '{% t "Chào {who}" "Hello {who}" who=who %}'
    assert drawn(source, language="vi", who="<b>") == "Chào &lt;b&gt;"
    assert drawn(source, language="en", who="Lan") == "Hello Lan"
    assert drawn("{% t vi en %}", language="vi", vi="<i>", en="") == "&lt;i&gt;"


def test_pick_falls_back_to_vietnamese() -> None:
    both = {"name_vi": "Khai sinh", "name_en": "Birth"}
    assert drawn('{% pick thing "name" %}', thing=both, language="en") == "Birth"
    assert (
        drawn('{% pick thing "name" %}', thing=SimpleNamespace(name_vi="Khai sinh"), language="en")
        == "Khai sinh"
    )


@pytest.mark.parametrize("state", list(State))
def test_every_official_state_has_a_rung_word_and_mark(state: State) -> None:
    look = states.shown(state)
    assert look.word.vi
    assert look.word.en
    assert "svg" in drawn("{% state state %}", state=state, language="vi")


def test_twins_lead_to_each_other() -> None:
    assert language.twin("/thu-tuc", "en") == "/en/thu-tuc"
    assert language.twin("/en/thu-tuc", "vi") == "/thu-tuc"
    assert language.twin("/en", "vi") == "/"
    assert language.twin("/endo", "en") == "/en/endo"


def test_a_refusal_is_said_with_its_remedy() -> None:
    error = Invalid("x", "Thiếu năm sinh.", "Year missing.", hint_vi="Ghi năm.", hint_en="Give the year.")
    assert phrases.say(error, "vi") == "Thiếu năm sinh. Ghi năm."
    assert phrases.say(error, "en") == "Year missing. Give the year."
    assert (
        phrases.BY_NUMBER["V6"].say("vi", papers=3, pages=5, time="09:12").startswith("Đã gửi đủ 3 giấy tờ")
    )


@pytest.mark.parametrize(
    ("given", "parts"),
    [
        ("20/03/1949", ("20", "03", "1949")),
        ("03/1949", ("", "03", "1949")),
        ("1949", ("", "", "1949")),
        ("1949-03-20", ("20", "03", "1949")),
        (date(1949, 3, 20), ("20", "03", "1949")),
        ("", ("", "", "")),
    ],
)
def test_a_date_is_taken_apart_and_joined_again(given: object, parts: tuple[str, str, str]) -> None:
    split = fields.split_date(given)
    assert tuple(split.values()) == parts
    posted = QueryDict(mutable=True)
    posted.update({"d.ngay": parts[0], "d.thang": parts[1], "d.nam": parts[2]})
    whole = forms.read_date(posted, "d")
    assert whole == ("20/03/1949" if given == "1949-03-20" or isinstance(given, date) else given)


def test_fields_of_a_procedure_are_drawn_and_read_back() -> None:
    specs = [
        {"key": "ten", "label_vi": "Họ và tên", "type": "text", "required": True, "max_length": 80},
        {"key": "sinh", "label_vi": "Ngày sinh", "type": "date", "required": True},
        {
            "key": "gioi",
            "label_vi": "Giới tính",
            "type": "enum",
            "options": [{"value": "NU", "label_vi": "Nữ"}],
        },
        {
            "key": "nhan",
            "label_vi": "Nhận tin",
            "type": "multi",
            "options": [{"value": "SMS", "label_vi": "Tin nhắn"}],
        },
        {
            "key": "con",
            "label_vi": "Các con",
            "type": "table",
            "columns": [{"key": "ten", "label_vi": "Tên"}],
        },
        {"key": "camdoan", "label_vi": "Tôi cam đoan", "type": "checkbox"},
    ]
    html = drawn(
        "{% for spec in specs %}{% catalogue_field spec values errors %}{% endfor %}",
        specs=specs,
        values={"ten": 'A"<', "con": [{"ten": "Bình"}]},
        errors={"sinh": "Ngày sinh cần có năm."},
        language="vi",
    )
    assert 'value="A&quot;&lt;"' in html
    assert "Ngày sinh cần có năm." in html
    assert 'value="Bình"' in html
    posted = QueryDict("ten=+An+&sinh.nam=1949&gioi=NU&nhan=SMS&con.ten=B%C3%ACnh&con.ten=&camdoan=1")
    assert forms.read_fields(posted, specs) == {
        "ten": "An",
        "sinh": "1949",
        "gioi": "NU",
        "nhan": ["SMS"],
        "con": [{"ten": "Bình"}],
        "camdoan": True,
    }


def test_display_reads_only_known_cookies() -> None:
    from cuamo.web.context import Display

    request = RequestFactory().get("/")
    request.COOKIES.update({"co-chu": "9", "nen": "x", "tuong-phan": "1"})
    assert Display.of(request) == Display(size=1, contrast=True)
