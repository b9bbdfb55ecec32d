"""Texts that were kept back while somebody was said to have died, by mistake."""

from datetime import datetime
from uuid import UUID

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.selectors.carried import LIVES
from cuamo.dossiers.services.tell_citizen import tell_citizen
from cuamo.dossiers.states import OPEN, State

NEWS_OF = {
    State.SUPPLEMENT: "dossier.supplement_asked",
    State.PAYMENT: "dossier.payment_asked",
    State.NOT_ACCEPTED: "dossier.refused",
    State.STOPPED: "dossier.stopped",
    State.DONE: "dossier.finished",
}
"""The news that says how a dossier stands now, where that is not a promised day."""


def tell_again(*, dossier_id: UUID, at: datetime) -> None:
    """Tell how the dossier stands, and what to do about papers nobody fetched; told before, nothing is sent.

    What came and went meanwhile is on the page the text leads to.
    """
    dossier = Dossier.objects.filter(id=dossier_id).first()
    if dossier is None:
        return
    promised = "dossier.extended" if dossier.promised_again_at else "dossier.accepted"
    for news in (LIVES, NEWS_OF.get(State(dossier.state), promised if State(dossier.state) in OPEN else "")):
        tell_citizen(dossier_id=dossier.id, news=news, at=at)
