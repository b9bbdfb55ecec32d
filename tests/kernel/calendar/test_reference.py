import json
from datetime import date

import pytest

from cuamo.kernel.calendar import DayKind, build, load_reference, reference_path

SWAPS = {DayKind.SWAP_OFF, DayKind.SWAP_WORK}


def test_every_row_has_a_name_a_source_and_a_confidence():
    for row in load_reference():
        assert row.name
        assert row.name_en
        assert row.source
        assert row.confidence in {"high", "unverified"}


def test_what_is_unverified_is_not_applied():
    rows = [row for row in load_reference() if row.confidence == "unverified"]
    calendar = build(load_reference())
    assert date(2026, 11, 23) in {row.date for row in rows}
    for row in rows:
        assert row.kind in SWAPS
        assert not row.applies
        assert row.date not in calendar.days


def test_a_confirmed_swap_is_applied(tmp_path):
    content = json.loads(reference_path().read_text())
    for row in content["days"]:
        if row["date"] in {"2026-11-23", "2026-11-28"}:
            row["confirmed_by"] = "a decision"
    (tmp_path / "vn.json").write_text(json.dumps(content))
    calendar = build(load_reference(tmp_path / "vn.json"))
    assert not calendar.is_working(date(2026, 11, 23))
    assert calendar.is_working(date(2026, 11, 28))


@pytest.mark.parametrize(("year", "working_days"), [(2024, 251), (2025, 250), (2026, 249)])
def test_a_year_has_its_working_days(year, working_days):
    calendar = build(load_reference())
    days = (
        date.fromordinal(n) for n in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())
    )
    assert sum(calendar.is_working(day) for day in days) == working_days


@pytest.mark.parametrize(
    "day", ["2028-01-26", "2029-02-13", "2030-02-02", "2031-01-23", "2028-04-04", "2031-04-01"]
)
def test_lunar_days_to_come_are_off(day):
    assert not build(load_reference()).is_working(date.fromisoformat(day))


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"days": 3}',
        '{"days": [{"date": "2026-01-01"}]}',
        '{"days": [{"date": "2026-02-30", "kind": "HOLIDAY", "name": "x", "source": "x", "confidence": "x",'
        ' "confirmed_by": null}]}',
    ],
)
def test_a_faulty_file_is_refused_and_named(tmp_path, content):
    (tmp_path / "vn.json").write_text(content)
    with pytest.raises(ValueError, match=r"vn\.json"):
        load_reference(tmp_path / "vn.json")


def test_a_day_given_twice_is_refused(tmp_path):
    row = {
        "date": "2026-01-01",
        "kind": "HOLIDAY",
        "name": "x",
        "source": "x",
        "confidence": "x",
        "confirmed_by": "",
    }
    (tmp_path / "vn.json").write_text(json.dumps({"days": [row, row]}))
    with pytest.raises(ValueError, match="twice"):
        load_reference(tmp_path / "vn.json")
