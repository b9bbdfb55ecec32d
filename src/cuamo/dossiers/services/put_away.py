"""Take money off a visit's citizen screen."""

from datetime import datetime

from cuamo.dossiers.models import Visit
from cuamo.kernel import events
from cuamo.kernel.actors import Actor


def put_away(visit: Visit, *, clerk: Actor, at: datetime) -> None:
    """Let the screen of a locked visit show the visit again; nothing shown, nothing changes.

    Records `visit.owed_put_away`.
    """
    if visit.collects_id is None:
        return
    shown = visit.collects_id
    visit.collects = None
    visit.save(update_fields=["collects"])
    events.record("visit.owed_put_away", visit.id, actor=clerk, at=at, obligation_id=str(shown))
