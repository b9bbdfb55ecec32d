"""What Q0 shows of the queue, and the keys that call it."""

from typing import Any

from django.utils import timezone

from cuamo.appointments.selectors.queue import called_by, waiting_at
from cuamo.kernel.actors import Actor

SHOWN = 3


def waiting_block(clerk: Actor) -> dict[str, Any]:
    """Return what Q0 shows of the queue: the number called, how many wait, the next three."""
    now = timezone.now()
    waiting = waiting_at(clerk.unit_code, at=now)
    return {
        "called": called_by(clerk.id, at=now),
        "waiting": waiting[:SHOWN],
        "waiting_count": len(waiting),
    }


def queue_keys(called: object, *, main: bool = False) -> list[dict[str, Any]]:
    """Return the keys of the queue: Alt+1 calls or calls again, Alt+3 passes over who did not come."""
    call = {"key": "Alt+1", "name": "Gọi lại" if called else "Gọi số tiếp", "form": "goi-so", "main": main}
    if not called:
        return [call]
    return [
        call,
        {"key": "Alt+3", "name": "Vắng, gọi số tiếp", "form": "goi-so", "name_value": ("viec", "vang")},
    ]
