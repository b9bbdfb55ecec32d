"""A statement that is wrong, or that nobody confirms, comes back to the centre and is built again."""

import pytest

from cuamo.kernel import events
from cuamo.kernel.errors import IllegalTransition, Invalid, NotFound, NotPermitted
from cuamo.settlement.models import Dispute, Line, Statement
from cuamo.settlement.selectors.statements import statement as read_statement
from cuamo.settlement.services.answer_dispute import answer_dispute
from cuamo.settlement.services.answer_statement import confirm_statement, dispute_line
from cuamo.settlement.services.send_statement import send_statement
from cuamo.settlement.services.take_back import take_back
from tests.settlement.conftest import ADMIN, FIRST, NOVEMBER, SECOND, VNPOST
from tests.settlement.statements import LATE, approved, built, sent

WHY = "Đơn vị không xác nhận sau một tháng"


def _back(statement, *, actor=SECOND, words=WHY):
    return take_back(statement_id=statement.id, words=words, actor=actor, at=NOVEMBER)


def test_a_statement_nobody_confirms_is_taken_back_in_words_built_and_sent_again(contracts, carry):
    carry()
    statement = sent()
    carry(taken="2026-10-06 15:00", home="2026-10-07 10:00")

    _back(statement)

    with pytest.raises(NotFound):
        read_statement(statement.id, operator="VNPOST")
    built()
    again = send_statement(statement_id=statement.id, actor=FIRST, at=NOVEMBER)
    assert (again.id, again.payable_vnd) == (statement.id, 2 * 17_280)
    told = [event for event in events.history_of(statement.id) if event.name == "statement.taken_back"]
    assert [event.data["words"] for event in told] == [WHY]
    assert approved(again).state == "APPROVED"


def test_objections_outlive_it_an_accepted_one_is_not_charged_again_an_open_one_goes_on(contracts, carry):
    carry(**LATE)
    carry(taken="2026-10-12 15:00", home="2026-10-16 10:00")
    statement = sent()
    first, second = statement.lines.filter(kind="PENALTY").order_by("acted_on")
    accepted = _dispute(first)
    answer_dispute(dispute_id=accepted.id, accept=True, words="Đúng", actor=FIRST, at=NOVEMBER)
    waiting = _dispute(second)
    confirm_statement(statement_id=statement.id, actor=VNPOST, at=NOVEMBER)

    _back(statement)
    built()
    send_statement(statement_id=statement.id, actor=FIRST, at=NOVEMBER)

    (penalty,) = Line.objects.filter(statement=statement, kind="PENALTY", carried_at=None)
    assert penalty.item_id == second.item_id
    waiting.refresh_from_db()
    assert (waiting.state, waiting.line_id) == ("OPEN", penalty.id)
    assert Dispute.objects.get(id=accepted.id).line_id == first.id
    assert not Line.objects.filter(statement=statement, kind="CORRECTION", carried_at=None).exists()


@pytest.mark.parametrize(
    ("fault", "more"),
    [(NotPermitted, {"actor": FIRST}), (NotPermitted, {"actor": ADMIN}), (Invalid, {"words": " sai "})],
)
def test_neither_the_sender_nor_anybody_without_words_takes_it_back(contracts, carry, fault, more):
    carry()
    statement = sent()

    with pytest.raises(fault):
        _back(statement, **more)

    assert Statement.objects.get().state == "SENT"
    assert "statement.taken_back" not in events.names_of(statement.id)


def test_what_is_approved_stays(contracts, carry):
    carry()
    statement = approved(sent())

    with pytest.raises(IllegalTransition):
        _back(statement)

    assert Statement.objects.get().state == "APPROVED"


def _dispute(line):
    return dispute_line(line_id=line.id, words="Có biên bản", evidence="", actor=VNPOST, at=NOVEMBER)
