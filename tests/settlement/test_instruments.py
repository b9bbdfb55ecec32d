"""A contract, a rule of support or an estimate as proposed can be worked with, or is refused in words."""

import json
from copy import deepcopy
from datetime import date

import pytest

from cuamo.kernel.clock import local
from cuamo.kernel.errors import Invalid
from cuamo.settlement.models import Instrument, Item
from cuamo.settlement.rules.instruments import check
from cuamo.settlement.selectors.budget import budget_uses
from cuamo.settlement.selectors.in_force import InForce, budgets
from cuamo.settlement.services.build_month import build_month
from cuamo.settlement.services.instruments import decide_instrument, load_instruments, propose_instrument
from cuamo.settlement.types import InstrumentKind
from tests.settlement.conftest import ADMIN, FIRST, NOVEMBER
from tests.settlement.months import sample

CONTRACT = next(row["content"] for row in sample() if row["subject"] == "VNPOST")
RULES = next(row["content"] for row in sample() if row["kind"] == "SUBSIDY")


def _changed(content, value, *path):
    copy = deepcopy(content)
    place = copy
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return copy


UNUSABLE = (
    ("BUDGET", "2026 bo sung", {"amount_vnd": 5}, "dự toán cần năm"),
    ("BUDGET", "２０２６", {"amount_vnd": 5}, "dự toán cần năm"),
    ("SUBSIDY", "VNPOST", RULES, "ghi CITY"),
    ("SUBSIDY", "CITY", _changed(RULES, "x" * 501, "online", "words"), "dài quá"),
    ("SUBSIDY", "CITY", _changed(RULES, "Thẻ", "groups", 0, "papers_begin"), "NGUOI_CO_CONG"),
    ("CONTRACT", "VNPOST", _changed(CONTRACT, "500", "prices", 0, "up_to_grams"), "số nguyên"),
    ("CONTRACT", "VNPOST", _changed(CONTRACT, 0, "prices", 0, "up_to_grams"), "lớn hơn 0"),
    ("CONTRACT", "VNPOST", _changed(CONTRACT, 16000.5, "prices", 0, "amount_vnd"), "số nguyên"),
    ("CONTRACT", "VNPOST", _changed(CONTRACT, "16:00+07:00", "levels", "cutoff"), "phải là giờ"),
    ("CONTRACT", "VNPOST", _changed(CONTRACT, 16, "levels", "cutoff"), "phải là giờ"),
    ("CONTRACT", "VNPOST", _changed(CONTRACT, "00070", "zones", 0, "wards"), "danh sách"),
    ("CONTRACT", "VNPOST", _changed(CONTRACT, "ABSENT", "excused_reasons"), "danh sách"),
    ("OTHER", "VNPOST", {}, "không có loại văn bản"),
)


@pytest.mark.parametrize(("kind", "subject", "content", "words"), UNUSABLE)
def test_what_would_break_a_later_month_is_refused_when_it_is_proposed(kind, subject, content, words):
    with pytest.raises(ValueError, match=words):
        check(kind, subject, content)


def test_the_sample_can_be_worked_with():
    for row in sample():
        check(row["kind"], row["subject"], row["content"])


def test_a_bad_version_proposed_before_is_not_approved(contracts):
    row = _estimate(since=date(2026, 11, 1))
    Instrument.objects.filter(id=row.id).update(subject="2026 bo sung")

    with pytest.raises(Invalid, match="dự toán cần năm"):
        decide_instrument(instrument_id=row.id, approve=True, words="", actor=FIRST, at=NOVEMBER)
    decide_instrument(instrument_id=row.id, approve=False, words="Sai năm", actor=FIRST, at=NOVEMBER)

    assert Instrument.objects.get(id=row.id).state == "REJECTED"
    (year,) = budgets(until=date(2026, 12, 31)).items()
    assert (year[0], year[1].amount_vnd, year[1].until) == (2026, 6_000_000, None)
    assert InForce().contract("VNPOST", date(2026, 10, 1)) is not None


def test_an_estimate_of_a_later_day_does_not_rule_the_months_before(contracts, carry):
    carry()
    row = _estimate(since=date(2026, 12, 1))
    decide_instrument(instrument_id=row.id, approve=True, words="", actor=FIRST, at=NOVEMBER)

    Item.objects.update(filing={"channel": "ONLINE", "groups": [], "papers": []})
    (statement,) = build_month(month=date(2026, 10, 1), actor=FIRST, at=NOVEMBER)

    assert (statement.totals["city"], statement.totals["waiting_items"]) == (17_280, 0)
    assert budget_uses({2026}, today=date(2026, 11, 3))[2026].amount_vnd == 6_000_000
    assert budget_uses({2026}, today=date(2026, 12, 1))[2026].amount_vnd == 10


WRONG = (
    {"number": 5},
    {"confirmed_by": None},
    {"confidence": "XX"},
    {"confidence": "Q"},
    {"subject": "2026" * 9},
    {"source": "a\x00b"},
    {"number": "a\x00b"},
    {"valid_from": 3},
    {"valid_from": "hôm nay"},
    {"content": {"amount_vnd": 5, "note": "\x00"}},
)


@pytest.mark.parametrize("wrong", WRONG)
def test_a_file_with_a_faulty_version_proposes_nothing_and_says_so(contracts, tmp_path, wrong):
    before = Instrument.objects.count()
    good = {
        "kind": "BUDGET", "subject": "2027", "number": "Dự toán 2027", "valid_from": "2027-01-01",
        "content": {"amount_vnd": 5}, "source": "mẫu", "confidence": "X", "confirmed_by": "",
    }  # fmt: skip
    path = tmp_path / "versions.json"
    path.write_text(json.dumps({"instruments": [good, good | {"number": "Bản hai"} | wrong]}), "utf-8")

    with pytest.raises((Invalid, ValueError, TypeError)):
        load_instruments(path=path, actor=ADMIN, at=NOVEMBER)

    assert Instrument.objects.count() == before


def _estimate(*, since):
    return propose_instrument(
        kind=InstrumentKind.BUDGET,
        subject="2026",
        number="Dự toán điều chỉnh",
        valid_from=since,
        content={"amount_vnd": 10},
        source="mẫu",
        confidence="X",
        confirmed_by="",
        actor=ADMIN,
        at=local("2026-10-20 09:00"),
    )
