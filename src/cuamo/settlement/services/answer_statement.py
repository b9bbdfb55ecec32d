"""The operator's side: confirm a statement, object to lines of it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, Invalid, NotFound
from cuamo.kernel.ids import uuid7
from cuamo.settlement import policies
from cuamo.settlement.models import Dispute, Line, Statement
from cuamo.settlement.services.parts import lock_statement, tell
from cuamo.settlement.types import DisputeState, LineKind, StatementState

MOST_WORDS = 1000


@transaction.atomic
def confirm_statement(*, statement_id: UUID, actor: Actor, at: datetime) -> Statement:
    """Say for the operator that all lines without an open objection are right (đơn vị xác nhận).

    Records `statement.confirmed`.

    Raises:
        NotPermitted, NotFound: the actor does not speak for this operator.
        IllegalTransition: it does not wait for the operator.
    """
    statement = lock_statement(statement_id, StatementState.SENT)
    policies.require_operator(actor, statement.operator_code)
    statement.state, statement.confirmed_at = StatementState.CONFIRMED, at
    statement.confirmed_by_id, statement.confirmed_by_name = actor.id, actor.name
    statement.save()
    tell("statement.confirmed", statement, actor=actor, at=at)
    return statement


@transaction.atomic
def dispute_line(*, line_id: UUID, words: str, evidence: str, actor: Actor, at: datetime) -> Dispute:
    """Object to a line in words, with evidence (ý kiến khác). Records `statement.disputed`.

    Raises:
        NotFound: there is no such line of the actor's operator. NotPermitted: another role.
        IllegalTransition: the statement does not wait for the operator.
        Invalid: no words. Conflict: the line has an open objection, or one that was accepted.
    """
    line = Line.objects.filter(id=line_id, carried_at=None).first()
    if line is None:
        raise _unknown_line()
    statement = lock_statement(line.statement_id, StatementState.SENT)
    policies.require_operator(actor, statement.operator_code)
    if line.kind not in {LineKind.SERVICE, LineKind.PENALTY, LineKind.LIABILITY}:
        raise Invalid(
            "dispute.kind",
            "Dòng này tính ra từ các dòng khác. Chọn dòng phạt hoặc dòng dịch vụ.",
            "This line follows from others. Choose a penalty or a service.",
            where="y_kien",
        )
    said = words.strip()
    if not said or len(said) > MOST_WORDS:
        raise Invalid(
            "dispute.words",
            f"Viết ý kiến, không quá {MOST_WORDS} chữ cái.",
            f"Write the objection, at most {MOST_WORDS} characters.",
            where="y_kien",
        )
    if Dispute.objects.filter(line=line, state=DisputeState.OPEN).exists():
        raise Conflict(
            "dispute.open", "Dòng này đã có ý kiến chờ trả lời.", "This line has an open objection."
        )
    if Dispute.objects.filter(line=line, state=DisputeState.ACCEPTED).exists():
        raise Conflict(
            "dispute.accepted",
            "Ý kiến về dòng này đã được chấp nhận, khoản này đã bỏ.",
            "An objection to this line was accepted; it was given back.",
        )
    dispute = Dispute.objects.create(
        id=uuid7(at),
        line=line,
        words=said,
        evidence=evidence.strip()[:500],
        raised_by_id=actor.id,
        raised_by_name=actor.name,
        raised_at=at,
    )
    tell("statement.disputed", statement, actor=actor, at=at, line=str(line.id))
    return dispute


def _unknown_line() -> NotFound:
    return NotFound("line.unknown", "Không thấy dòng này.", "There is no such line.")
