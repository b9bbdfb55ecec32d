"""What is printed of a value."""

from datetime import UTC, date, datetime

from cuamo.documents.rules.presentable import presentable


def test_moments_dates_and_money_are_said_in_vietnamese():
    data = {
        "received_at": datetime(2026, 11, 24, 2, 12, tzinfo=UTC),
        "issued_on": date(2026, 11, 4),
        "lines": [{"amount_vnd": 1_234_000}],
        "sets": 2,
        "provisional": True,
        "nothing": None,
    }

    assert presentable(data) == {
        "received_at": "09:12 ngày 24/11/2026",
        "issued_on": "04/11/2026",
        "lines": [{"amount_vnd": "1.234.000\u00a0₫"}],
        "sets": 2,
        "provisional": True,
        "nothing": None,
    }


def test_text_is_composed_and_without_control_letters():
    assert presentable("Nguye\u0302\u0303n\n\x00Thị\u202e") == "Nguyễn Thị"


def test_a_word_longer_than_a_line_may_break_but_a_code_stays_whole():
    word = "x" * 35

    assert presentable(word).split("\u200b") == ["x" * 10, "x" * 10, "x" * 10, "x" * 5]
    assert presentable({"code": word}) == {"code": word}
