"""Hand a statement to the operator."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel.actors import Actor
from cuamo.organisation.types import Role
from cuamo.settlement import policies
from cuamo.settlement.models import Statement
from cuamo.settlement.services.parts import lock_statement, tell
from cuamo.settlement.types import StatementState


@transaction.atomic
def send_statement(*, statement_id: UUID, actor: Actor, at: datetime) -> Statement:
    """Give the draft to the operator to confirm (gửi đơn vị); from then on its lines are fixed.

    Records `statement.sent`.

    Raises:
        NotPermitted: the actor is no accountant of the centre. IllegalTransition: it was sent.
    """
    policies.require_centre(actor, Role.FINANCE)
    statement = lock_statement(statement_id, StatementState.DRAFT)
    statement.state, statement.sent_at = StatementState.SENT, at
    statement.sent_by_id, statement.sent_by_name = actor.id, actor.name
    statement.save()
    tell("statement.sent", statement, actor=actor, at=at)
    return statement
