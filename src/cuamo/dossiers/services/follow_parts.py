"""A linked filing follows its parts."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import Dossier, LinkedPart, Result
from cuamo.dossiers.rules.ladder import Rung
from cuamo.dossiers.rules.linked import STATE_OF, rung_of_filing, way_to
from cuamo.dossiers.selectors.linked import parts_of
from cuamo.dossiers.selectors.linked_track import rung_of_part
from cuamo.dossiers.services.note_earlier_result import note_earlier_result
from cuamo.dossiers.services.parts import lock_dossier, tell
from cuamo.dossiers.services.start_part import block_part, start_part
from cuamo.dossiers.states import CLOSED, State
from cuamo.kernel.actors import SYSTEM

WITHOUT_RESULT = frozenset({State.NOT_ACCEPTED, State.STOPPED})
WITH_RESULT = frozenset({State.DONE, State.RETURNED})
RESULT_CHANGED = frozenset({"dossier.result_revoked", "dossier.result_corrected"})


@transaction.atomic
def follow_parts(*, dossier_id: UUID, news: str, at: datetime) -> None:
    """Let what happened to one part reach the others and the filing (hồ sơ liên thông theo các phần).

    A result lets those begin that wait for it; an end without one, or a result that was taken back, is told
    to them. Those that began with a result hear that it was taken back or replaced. The filing's own state
    goes, arrow by arrow, where the rule over all parts says. Heard twice, or late, it changes nothing more:
    the state of the parts is read, not the news. Records `dossier.filing_moved`.
    """
    part = LinkedPart.objects.select_related("dossier").filter(dossier_id=dossier_id).first()
    if part is None:
        return
    state = State(part.dossier.state)
    followers = LinkedPart.objects.filter(starts_after_id=part.dossier_id).order_by("dossier_id")
    taken_back = Result.objects.filter(dossier_id=part.dossier_id, revoked_at__isnull=False).exists()
    for follower in followers:
        if follower.started_at is not None:
            if news in RESULT_CHANGED:
                note_earlier_result(dossier_id=follower.dossier_id, at=at)
        elif state in WITHOUT_RESULT or taken_back:
            block_part(dossier_id=follower.dossier_id, at=at)
        elif state in WITH_RESULT:
            start_part(dossier_id=follower.dossier_id, at=at)
    _move(part.filing_id, news, part.key, at)


def _move(filing_id: UUID, news: str, key: str, at: datetime) -> None:
    filing = lock_dossier(filing_id)
    parts = parts_of(filing_id)
    rung = rung_of_filing([rung_of_part(part) for part in parts])
    steps = way_to(STATE_OF[rung], now=State(filing.state))
    for state in steps or [State(filing.state)]:
        filing.state = state
        _moments(filing, [part.dossier for part in parts], rung)
        filing.save(update_fields=["state", "accepted_at", "finished_at", "returned_at"])
        tell("dossier.filing_moved", filing, actor=SYSTEM, at=at, part=key, news=news)


def _moments(filing: Dossier, parts: list[Dossier], rung: Rung) -> None:
    """Bring the filing's moments to those of its parts: accepted with the first, finished with the last."""
    accepted = [part.accepted_at for part in parts if part.accepted_at]
    filing.accepted_at = min(accepted) if accepted else None
    finished = [part.finished_at for part in parts if part.finished_at]
    if filing.state in CLOSED and len(finished) == len(parts):
        filing.finished_at = max(finished)
    returned = [part.returned_at for part in parts if part.returned_at]
    if filing.state == State.RETURNED and rung is not Rung.ON_THE_WAY and returned:
        filing.returned_at = max(returned)
