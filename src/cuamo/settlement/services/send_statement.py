"""Hand a statement to the operator."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict
from cuamo.organisation.types import Role
from cuamo.settlement import policies
from cuamo.settlement.models import Dispute, Statement
from cuamo.settlement.services.claims import is_stale
from cuamo.settlement.services.parts import lock_statement, tell
from cuamo.settlement.types import DisputeState, StatementState


@transaction.atomic
def send_statement(*, statement_id: UUID, actor: Actor, at: datetime) -> Statement:
    """Give the draft to the operator to confirm (gửi đơn vị); from then on its lines are fixed.

    An objection still open when its line left an earlier statement goes on at the line that came of it.
    Records `statement.sent`.

    Raises:
        NotPermitted: the actor is no accountant of the centre. IllegalTransition: it was sent.
        Conflict: something it counts has changed since it was built.
    """
    policies.require_centre(actor, Role.FINANCE)
    statement = lock_statement(statement_id, StatementState.DRAFT)
    if is_stale(statement):
        raise Conflict(
            "statement.stale",
            "Có bàn giao, hợp đồng hoặc quy định đã đổi từ lúc lập bảng này.",
            "Something it counts has changed since this statement was built.",
            hint_vi="Lập lại tháng này, xem lại bảng rồi gửi.",
            hint_en="Build the month again, look at it and send it.",
        )
    statement.state, statement.sent_at = StatementState.SENT, at
    statement.sent_by_id, statement.sent_by_name = actor.id, actor.name
    statement.save()
    _take_objections_along(statement)
    tell("statement.sent", statement, actor=actor, at=at)
    return statement


def _take_objections_along(statement: Statement) -> None:
    left = Dispute.objects.filter(
        state=DisputeState.OPEN,
        line__carried_at__isnull=False,
        line__item__lines__statement=statement,
        line__item__lines__carried_at=None,
    )
    for dispute in left.select_related("line").distinct():
        line = dispute.line
        assert line.item_id is not None
        now = statement.lines.filter(item_id=line.item_id, kind=line.kind, fault=line.fault, carried_at=None)
        if (found := now.first()) is not None:
            dispute.line = found
            dispute.save(update_fields=["line"])
