"""What deciding on another accountant's request has in common, whatever was asked for."""

from datetime import datetime

from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict
from cuamo.payments.models import ClosingRebuild, TakenBack

Asked = TakenBack | ClosingRebuild


def require_waits(asked: Asked, code: str) -> None:
    """Refuse what was decided already.

    Raises:
        Conflict: with `code`; it says how it ended and by whom.
    """
    if asked.state != "ASKED":
        raise Conflict(
            code,
            f"Đề nghị này đã xong: {asked.get_state_display().lower()}, {asked.decided_by_name}.",
            "This has ended already.",
        )


def decide(asked: Asked, state: str, accountant: Actor, at: datetime) -> None:
    """Write down who decided, and the words of a refusal; the row is locked."""
    asked.state, asked.decided_at = state, at
    asked.decided_by_id, asked.decided_by_name = accountant.id, accountant.name
    asked.save(update_fields=["state", "decided_at", "decided_by_id", "decided_by_name", "refusal"])
