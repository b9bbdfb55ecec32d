"""Finance answers an objection."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, Invalid, NotFound
from cuamo.kernel.ids import uuid7
from cuamo.organisation.types import Role
from cuamo.settlement import policies
from cuamo.settlement.models import Dispute, Line, Statement
from cuamo.settlement.selectors.in_force import InForce
from cuamo.settlement.services.lock_books import lock_books
from cuamo.settlement.services.parts import lock_statement, sum_up, tell
from cuamo.settlement.types import DisputeState, LineKind, StatementState

MOST_WORDS = 1000


@transaction.atomic
def answer_dispute(*, dispute_id: UUID, accept: bool, words: str, actor: Actor, at: datetime) -> Dispute:
    """Accept or refuse an objection in words (trả lời ý kiến). Records `statement.dispute_answered`.

    A penalty or liability that falls stands beside a line that gives it back; what stood stays to be read.
    An objection to a service that is accepted takes the service out of this statement: it is counted again
    by the next one, from what is known then. What left its statement while the objection was open, and stands
    in no other yet, is answered all the same: a penalty that falls is not charged again.

    Raises:
        NotPermitted: the actor is no accountant of the centre.
        Invalid: no words. IllegalTransition: it was answered, or the statement was approved.
    """
    policies.require_centre(actor, Role.FINANCE)
    lock_books()
    dispute = Dispute.objects.select_related("line").filter(id=dispute_id).first()
    if dispute is None:
        raise NotFound("dispute.unknown", "Không thấy ý kiến này.", "There is no such objection.")
    left = dispute.line.carried_at is not None
    states = tuple(StatementState) if left else (StatementState.SENT, StatementState.CONFIRMED)
    statement = lock_statement(dispute.line.statement_id, *states)
    if dispute.state != DisputeState.OPEN:
        raise IllegalTransition("dispute.answered", "Ý kiến này đã trả lời.", "It is answered.")
    said = words.strip()
    if not said or len(said) > MOST_WORDS:
        raise Invalid(
            "dispute.answer",
            f"Viết câu trả lời, không quá {MOST_WORDS} chữ cái.",
            f"Write the answer, at most {MOST_WORDS} characters.",
            where="tra_loi",
        )
    dispute.state = DisputeState.ACCEPTED if accept else DisputeState.REJECTED
    dispute.answer, dispute.answered_at = said, at
    dispute.answered_by_id, dispute.answered_by_name = actor.id, actor.name
    dispute.save()
    if accept and not left:
        _give_back(statement, dispute.line, at)
        sum_up(statement, in_force=InForce())
        statement.save()
    tell(
        "statement.dispute_answered",
        statement,
        actor=actor,
        at=at,
        line=str(dispute.line_id),
        outcome=dispute.state,
    )
    return dispute


def _give_back(statement: Statement, line: Line, at: datetime) -> None:
    if line.kind == LineKind.SERVICE:
        Line.objects.filter(id=line.id).update(carried_at=at)
        return
    Line.objects.create(
        id=uuid7(at),
        statement=statement,
        item_id=line.item_id,
        kind=LineKind.CORRECTION,
        fault=line.fault,
        acted_on=line.acted_on,
        net_vnd=-line.net_vnd,
        payer=line.payer,
        words="Chấp nhận ý kiến của đơn vị: bỏ khoản này",
        contract_id=line.contract_id,
        waits=line.waits,
    )
