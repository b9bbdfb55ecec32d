"""The year's budget is given in the order things happened; what does not fit waits, and is said and told."""

from datetime import date

import pytest

from cuamo.kernel import events
from cuamo.kernel.errors import Invalid
from cuamo.kernel.money import format_vnd
from cuamo.settlement.models import Instrument, Line
from cuamo.settlement.selectors.budget import budget_uses, budgets_short
from cuamo.settlement.selectors.recounted import differences
from cuamo.settlement.services.instruments import propose_instrument
from cuamo.settlement.types import InstrumentKind
from tests.settlement.conftest import ADMIN, NOVEMBER
from tests.settlement.statements import DECEMBER, OCTOBER, approved, budget, built, sent


def test_when_the_budget_runs_out_the_rest_waits_in_order_and_is_paid_by_a_later_statement(contracts, carry):
    for day in (6, 7, 8):
        carry(taken="2026-10-05 15:00", home=f"2026-10-0{day} 10:00")
    budget(40_000, "2026-02-01")

    statement = sent()

    waiting = statement.lines.filter(waits=True)
    assert [line.acted_on.day for line in waiting.filter(kind="SERVICE")] == [8]
    assert (statement.totals["waiting"], statement.totals["items"]) == (17_280, 2)
    use = budget_uses({2026})[2026]
    assert (use.taken_vnd, use.waiting_vnd, use.level) == (34_560, 17_280, "WAITING")

    approved(statement)
    budget(100_000, "2026-11-04")
    carry(taken="2026-11-04 15:00", home="2026-11-05 10:00")
    november = built(month=date(2026, 11, 1), at=DECEMBER)["VNPOST"]

    kept = november.lines.filter(kind="SERVICE").order_by("acted_on")
    assert [line.acted_on.isoformat() for line in kept] == ["2026-10-08", "2026-11-05"]
    assert Line.objects.filter(kind="SERVICE", carried_at=None).values("item").distinct().count() == 4


def test_what_came_to_light_of_a_sent_operator_takes_no_budget_from_another(contracts, carry):
    carry(operator="VTPOST", taken="2026-10-20 15:00", home="2026-10-21 10:00")
    carry(taken="2026-10-12 15:00", home="2026-10-13 10:00")
    sent()
    carry(taken="2026-10-05 15:00", home="2026-10-06 10:00")
    budget(2 * 17_280, "2026-07-01")

    statement = built()["VTPOST"]

    assert [line.waits for line in statement.lines.filter(kind="SERVICE")] == [False]


def test_what_a_statement_does_not_pay_stands_on_it_in_words_with_the_reason_and_is_recorded(
    contracts, carry
):
    for day in (6, 7, 8):
        carry(taken="2026-10-05 15:00", home=f"2026-10-0{day} 10:00")
    budget(40_000, "2026-02-01")

    statement = sent()

    assert statement.waiting_words == (
        f"Chưa trả 1 việc, {format_vnd(17_280)}, từ ngày 08/10/2026: dự toán năm 2026"
        f" (số Dự toán 2026-02-01), {format_vnd(40_000)}, không còn đủ."
        " Duyệt dự toán bổ sung thì bảng tiếp theo trả, theo thứ tự ngày thực hiện."
    )
    (told,) = [one for one in events.history_of(statement.id) if one.name == "statement.built"]
    assert (told.data["waiting_vnd"], told.data["words"]) == (17_280, statement.waiting_words)
    budget(10**9, "2026-10-01")
    statement.refresh_from_db()
    assert "17.280" in statement.waiting_words, "what was sent says what it said"


def test_after_the_last_day_of_a_budget_decision_acts_wait_and_the_statement_says_so(contracts, carry):
    for day in (6, 7, 8):
        carry(taken="2026-10-05 15:00", home=f"2026-10-0{day} 10:00")
    budget(10**9, "2026-02-01", until="2026-10-07")

    statement = sent()

    waiting = statement.lines.filter(waits=True)
    assert [line.acted_on.day for line in waiting.filter(kind="SERVICE")] == [8]
    assert "chỉ đến hết ngày 07/10/2026" in statement.waiting_words
    use = budget_uses({2026}, today=date(2026, 11, 3))[2026]
    assert (use.ended, use.until, use.level) == (True, date(2026, 10, 7), "WAITING")


def test_what_was_left_out_by_an_approved_statement_is_still_told_until_it_is_paid(contracts, carry):
    for day in (6, 7, 8):
        carry(taken="2026-10-05 15:00", home=f"2026-10-0{day} 10:00")
    budget(40_000, "2026-02-01")
    approved(sent())

    (short,) = budgets_short(today=date(2026, 11, 3))
    assert (short.year, short.waiting_vnd, short.level) == (2026, 17_280, "WAITING")

    built(month=date(2026, 11, 1), at=DECEMBER)
    assert budgets_short(today=date(2026, 12, 2))[0].waiting_vnd == 17_280, "once, not once a statement"
    budget(10**9, "2026-11-04")
    built(month=date(2026, 11, 1), at=DECEMBER)
    assert budgets_short(today=date(2026, 12, 2)) == []


@pytest.mark.parametrize("until", ["2027-01-31", "mai", 20261231, ""])
def test_a_budget_whose_last_day_is_no_day_of_its_year_is_refused(contracts, until):
    before = Instrument.objects.count()

    with pytest.raises(Invalid, match="until"):
        propose_instrument(
            kind=InstrumentKind.BUDGET, subject="2026", number="Dự toán", source="mẫu", confidence="X",
            valid_from=date(2026, 3, 1), content={"amount_vnd": 5, "until": until}, confirmed_by="",
            actor=ADMIN, at=NOVEMBER,
        )  # fmt: skip

    assert Instrument.objects.count() == before


def test_the_recount_knows_the_last_day_of_a_budget(contracts, carry):
    for day in (6, 7, 8):
        carry(taken="2026-10-05 15:00", home=f"2026-10-0{day} 10:00")
    budget(10**9, "2026-02-01", until="2026-10-07")
    built(online=False)

    assert differences(OCTOBER) == []
