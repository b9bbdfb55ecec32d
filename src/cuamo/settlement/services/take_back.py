"""Take a statement back from the operator, to build it again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Invalid, NotPermitted
from cuamo.organisation.types import Role
from cuamo.settlement import policies
from cuamo.settlement.models import Statement
from cuamo.settlement.services.parts import lock_statement, tell
from cuamo.settlement.types import StatementState

SHORTEST, LONGEST = 10, 500


@transaction.atomic
def take_back(*, statement_id: UUID, words: str, actor: Actor, at: datetime) -> Statement:
    """Make a draft again of a statement that is wrong or that nobody confirms (thu hồi bảng quyết toán).

    Another accountant than the one who sent it, in words that stay in its history. Built again, a line with
    an objection stays as one that left the statement; an open objection goes on at the new line once the
    statement is sent. Records `statement.taken_back`.

    Raises:
        NotPermitted: the actor sent it, or is no accountant of the centre.
        IllegalTransition: it is a draft, or approved. Invalid: no words.
    """
    policies.require_centre(actor, Role.FINANCE)
    statement = lock_statement(statement_id, StatementState.SENT, StatementState.CONFIRMED)
    if actor.id == statement.sent_by_id:
        raise NotPermitted(
            "statement.own",
            "Người gửi không tự thu hồi.",
            "Whoever sent it does not take it back.",
            hint_vi="Nhờ kế toán khác của trung tâm.",
            hint_en="Ask another accountant of the centre.",
        )
    said = " ".join(words.split())
    if not SHORTEST <= len(said) <= LONGEST:
        raise Invalid(
            "statement.why",
            f"Ghi lý do thu hồi, {SHORTEST}–{LONGEST} chữ cái.",
            f"Say why, in {SHORTEST} to {LONGEST} characters.",
            where="ly_do",
        )
    statement.state = StatementState.DRAFT
    statement.sent_at = statement.confirmed_at = None
    statement.sent_by_id = statement.sent_by_name = ""
    statement.confirmed_by_id = statement.confirmed_by_name = ""
    statement.save()
    tell("statement.taken_back", statement, actor=actor, at=at, words=said)
    return statement
