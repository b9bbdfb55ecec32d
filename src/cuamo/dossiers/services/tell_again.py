"""Texts that were kept back while somebody was said to have died, by mistake."""

from datetime import datetime
from uuid import UUID

from cuamo.delivery.models import Parcel
from cuamo.delivery.selectors.parcels import parcel_of
from cuamo.delivery.states import ParcelState
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.selectors.carried import LIVES
from cuamo.dossiers.services.tell_citizen import tell_citizen
from cuamo.dossiers.states import OPEN, State
from cuamo.kernel.events import history_of
from cuamo.notices.selectors.notices import about

NEWS_OF = {
    State.SUPPLEMENT: "dossier.supplement_asked",
    State.PAYMENT: "dossier.payment_asked",
    State.NOT_ACCEPTED: "dossier.refused",
    State.STOPPED: "dossier.stopped",
    State.DONE: "dossier.finished",
}
"""The news that says how a dossier stands now, where that is not a promised day."""
OUT, HELD, GO_HOME = "delivery.out", "delivery.held", "dossier.originals_go_home"
TEXT_OF = {OUT: "N6", HELD: "N7H", GO_HOME: "N18H"}
"""The text of news that says where the envelope is now."""


def tell_again(*, dossier_id: UUID, at: datetime) -> None:
    """Tell where the envelope is, how the dossier stands, and what to do about papers nobody fetched.

    Told before, nothing is sent. Of a result that waits at a point, or is brought today, only that is told,
    not when a courier would come. What came and went meanwhile is on the page the text leads to.
    """
    dossier = Dossier.objects.filter(id=dossier_id).first()
    if dossier is None:
        return
    state, parcel = State(dossier.state), parcel_of(dossier.id)
    promised = "dossier.extended" if dossier.promised_again_at else "dossier.accepted"
    stands = NEWS_OF.get(state, promised if state in OPEN else "")
    carried = _where_it_is(parcel) if parcel is not None and parcel.ended_at is None else ""
    told = [LIVES, stands]
    if carried:
        instead = state == State.DONE and parcel is not None and not parcel.papers_only
        told = [LIVES] if instead else told
        told += [carried] if _unsaid(dossier.id, carried) else []
    for news in told:
        tell_citizen(dossier_id=dossier.id, news=news, at=at)


def _where_it_is(parcel: Parcel) -> str:
    """Return the news that says where an envelope is that travels; empty where the citizen need not act."""
    if parcel.state == ParcelState.HELD:
        return HELD if parcel.pin else ""
    if parcel.state == ParcelState.OUT_FOR_DELIVERY:
        return OUT if parcel.pin else ""
    first_way = parcel.papers_only and not parcel.attempts and parcel.state != ParcelState.DELIVERED
    return GO_HOME if first_way else ""


def _unsaid(dossier_id: UUID, news: str) -> bool:
    """Say whether no text has told the newest of this news."""
    came = [event.occurred_at for event in history_of(dossier_id) if event.name == news]
    return (
        bool(came) and not about(dossier_id).filter(template=TEXT_OF[news], created_at__gte=came[-1]).exists()
    )
