"""The operator objects to lines of a statement, the centre answers: what falls, stays, is carried over."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from cuamo.kernel.clock import local
from cuamo.kernel.errors import Conflict, NotPermitted
from cuamo.payments.selectors.books import balance_of
from cuamo.settlement.models import Dispute, Item, Statement
from cuamo.settlement.selectors.recounted import differences
from cuamo.settlement.services.answer_dispute import answer_dispute
from cuamo.settlement.services.answer_statement import dispute_line
from cuamo.settlement.services.approve_statement import would_pay
from cuamo.settlement.services.send_statement import send_statement
from tests.settlement.conftest import FIRST, NOVEMBER, SECOND, VNPOST
from tests.settlement.statements import DECEMBER, LATE, OCTOBER, approved, built, sent


def test_an_accepted_objection_gives_the_penalty_back_beside_it(contracts, carry):
    carry(**LATE)
    carry()
    statement = sent()
    penalty = statement.lines.get(kind="PENALTY")
    dispute = dispute_line(
        line_id=penalty.id, words="Đường ngập, có biên bản", evidence="BB 12/10", actor=VNPOST, at=NOVEMBER
    )

    answer_dispute(dispute_id=dispute.id, accept=True, words="Đúng, trời mưa lớn", actor=FIRST, at=NOVEMBER)

    statement.refresh_from_db()
    assert (statement.payable_vnd, statement.totals["corrections"]) == (2 * 17_280, 480)
    assert statement.lines.filter(kind="PENALTY").exists()


def test_an_accepted_objection_under_the_cap_gives_back_no_more_than_was_taken(contracts, carry):
    for _ in range(2):
        carry(taken="2026-10-05 15:00", home="2026-10-20 10:00", sealed=local("2026-09-21 09:00"))
    statement = sent()
    penalties = list(statement.lines.filter(kind="PENALTY").order_by("id"))
    assert sum(line.net_vnd for line in penalties) < -statement.totals["cap"]
    before = statement.payable_vnd
    dispute = dispute_line(line_id=penalties[0].id, words="Sai", evidence="", actor=VNPOST, at=NOVEMBER)

    answer_dispute(dispute_id=dispute.id, accept=True, words="Đúng", actor=FIRST, at=NOVEMBER)

    statement.refresh_from_db()
    left = -sum(line.net_vnd for line in penalties[1:])
    most = statement.totals["net"] * 8 // 100
    assert statement.payable_vnd == statement.totals["city"] - min(left, most)
    assert statement.payable_vnd >= before


def test_an_open_objection_carries_its_item_over_to_the_next_month(contracts, carry):
    carry(**LATE)
    carry()
    statement = sent()
    penalty = statement.lines.get(kind="PENALTY")
    dispute_line(line_id=penalty.id, words="Chưa đúng", evidence="", actor=VNPOST, at=NOVEMBER)

    statement = approved(statement)

    assert statement.payable_vnd == 17_280
    november = built(month=date(2026, 11, 1), at=DECEMBER)["VNPOST"]
    assert sorted(november.lines.values_list("kind", "net_vnd")) == [("PENALTY", -480), ("SERVICE", 16_000)]
    assert Dispute.objects.get().line.statement_id == statement.id


def test_what_the_approver_sees_is_what_is_booked_when_lines_leave_under_the_cap(contracts, carry):
    for _ in range(3):
        carry(taken="2026-10-05 15:00", home="2026-10-20 10:00", sealed=local("2026-09-21 09:00"))
    statement = sent()
    penalty = statement.lines.filter(kind="PENALTY").first()
    dispute_line(line_id=penalty.id, words="Chưa đúng", evidence="", actor=VNPOST, at=NOVEMBER)

    seen = would_pay(statement)
    statement = approved(statement)

    served = 2 * 17_000
    assert statement.payable_vnd == seen == 2 * 18_360 - served * 8 // 100
    assert balance_of("postal:VNPOST") == -seen


def test_what_was_given_back_is_not_given_back_again(contracts, carry):
    carry(home=None, ended_at=local("2026-10-20 08:00"), end_reason="LOST")
    statement = sent()
    line = statement.lines.get(kind="LIABILITY")
    first = dispute_line(line_id=line.id, words="Sai", evidence="", actor=VNPOST, at=NOVEMBER)
    answer_dispute(dispute_id=first.id, accept=True, words="Đúng", actor=FIRST, at=NOVEMBER)

    with pytest.raises(Conflict, match="accepted"):
        dispute_line(line_id=line.id, words="Sai nữa", evidence="", actor=VNPOST, at=NOVEMBER)
    with pytest.raises(IntegrityError, match="one_accepted_dispute"), transaction.atomic():
        Dispute.objects.create(
            line=line, state="ACCEPTED", words="x", answer="y", answered_at=NOVEMBER,
            raised_by_id="x", raised_by_name="x", raised_at=NOVEMBER,
        )  # fmt: skip

    statement.refresh_from_db()
    assert (statement.payable_vnd, Dispute.objects.count()) == (0, 1)
    assert statement.lines.filter(kind="CORRECTION").count() == 1


def test_whoever_accepted_an_objection_does_not_approve_the_statement(contracts, carry):
    carry(**LATE)
    carry()
    statement = sent()
    penalty = statement.lines.get(kind="PENALTY")
    dispute = dispute_line(line_id=penalty.id, words="Sai", evidence="", actor=VNPOST, at=NOVEMBER)
    answer_dispute(dispute_id=dispute.id, accept=True, words="Đúng", actor=SECOND, at=NOVEMBER)

    with pytest.raises(NotPermitted, match="own_answer"):
        approved(statement)

    statement.refresh_from_db()
    assert (statement.state, balance_of("postal:VNPOST")) == ("CONFIRMED", 0)


def _two_penalties_and_two_objections(carry, **more):
    for day in (14, 15, 16):
        carry(taken=f"2026-10-{day - 2} 15:00", home=f"2026-10-{day} 10:00")
    carry(sealed=local("2026-10-01 09:00"), **LATE)
    statement = sent(**more)
    lines = list(statement.lines.filter(kind="PENALTY", item__acted_on=date(2026, 10, 9)).order_by("fault"))
    assert [line.fault for line in lines] == ["LATE_DELIVERY", "LATE_PICK_UP"]
    first, second = (
        dispute_line(line_id=line.id, words="Sai", evidence="", actor=VNPOST, at=NOVEMBER) for line in lines
    )
    answer_dispute(dispute_id=first.id, accept=True, words="Đúng", actor=FIRST, at=NOVEMBER)
    return approved(statement), second


def test_a_penalty_that_was_given_back_does_not_return_when_its_item_is_carried_over(contracts, carry):
    _, open_one = _two_penalties_and_two_objections(carry)

    november = sent(month=date(2026, 11, 1), at=DECEMBER)

    seen = sorted(november.lines.exclude(kind="CAP").values_list("kind", "fault"))
    assert seen == [("PENALTY", "LATE_PICK_UP"), ("SERVICE", "")]
    open_one.refresh_from_db()
    assert open_one.line == november.lines.get(kind="PENALTY"), "the objection goes on at the new line"
    answer_dispute(dispute_id=open_one.id, accept=True, words="Đúng", actor=FIRST, at=DECEMBER)
    november.refresh_from_db()
    assert november.payable_vnd == 17_280


def test_an_objection_left_open_is_answered_before_the_next_statement(contracts, carry):
    october, open_one = _two_penalties_and_two_objections(carry)
    before = october.payable_vnd
    draft = built(month=date(2026, 11, 1), at=DECEMBER)["VNPOST"]

    answer_dispute(dispute_id=open_one.id, accept=True, words="Đúng", actor=FIRST, at=DECEMBER)

    october.refresh_from_db()
    assert (october.payable_vnd, october.lines.filter(carried_at=None, kind="CORRECTION").count()) == (
        before,
        0,
    )
    with pytest.raises(Conflict, match="stale"):
        send_statement(statement_id=draft.id, actor=FIRST, at=DECEMBER)
    assert [line.kind for line in sent(month=date(2026, 11, 1), at=DECEMBER).lines.all()] == ["SERVICE"]


def test_the_recount_of_a_sent_month_equals_it_whatever_came_to_light_or_was_given_back_since(
    contracts, carry
):
    october, _ = _two_penalties_and_two_objections(carry, online=False)
    assert differences(OCTOBER) == []

    carry(taken="2026-10-20 15:00", home="2026-10-21 10:00")
    assert differences(OCTOBER) == [], "what came to light belongs to the next month"

    november = sent(month=date(2026, 11, 1), at=DECEMBER, online=False)
    assert (differences(OCTOBER), differences(date(2026, 11, 1))) == ([], [])

    service = november.lines.filter(kind="SERVICE").order_by("acted_on").last()
    one = dispute_line(line_id=service.id, words="Sai", evidence="", actor=VNPOST, at=DECEMBER)
    answer_dispute(dispute_id=one.id, accept=True, words="Đúng", actor=FIRST, at=DECEMBER)
    assert (differences(OCTOBER), differences(date(2026, 11, 1))) == ([], [])

    Statement.objects.filter(id=october.id).update(totals=october.totals | {"net": 1})
    assert len(differences(OCTOBER)) == 1, "a tampered statement is told"


def test_what_an_approved_statement_holds_is_looked_at_by_no_later_month_and_what_left_it_is(
    contracts, carry
):
    october, _ = _two_penalties_and_two_objections(carry)

    kept = set(october.lines.filter(kind="SERVICE", carried_at=None).values_list("item_id", flat=True))
    assert set(Item.objects.filter(settled=True).values_list("id", flat=True)) == kept
    assert len(kept) == 3

    november = built(month=date(2026, 11, 1), at=DECEMBER)["VNPOST"]
    (left,) = november.lines.filter(kind="SERVICE").values_list("item_id", flat=True)
    assert left == Item.objects.get(settled=False).id
