"""Calls of one operator."""

from datetime import datetime, timedelta
from uuid import UUID

from cuamo.dossiers.models import Call
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import NotFound

LATELY = 10
OPEN_FOR = timedelta(hours=1)
"""A call that is not wrapped up closes the dossier after this."""


def open_call_of(agent: Actor, call_id: UUID, *, now: datetime) -> Call:
    """Return the operator's own call while its dossier may be read.

    Raises:
        NotFound: it is somebody else's, has ended, or was opened too long ago.
    """
    call = Call.objects.filter(id=call_id, agent_id=agent.id, ended_at=None).first()
    if call is None or call.opened_at < now - OPEN_FOR:
        raise NotFound(
            "call.over",
            "Cuộc gọi này đã kết thúc hoặc mở quá lâu.",
            "This call has ended, or was opened too long ago.",
            hint_vi="Hỏi lại mã và hai câu để mở lại.",
            hint_en="Ask for the code and two answers again.",
        )
    return call


def calls_lately(agent: Actor) -> list[Call]:
    """Return the operator's last calls, newest first; codes and outcomes only."""
    return list(Call.objects.filter(agent_id=agent.id).order_by("-opened_at", "-id")[:LATELY])
