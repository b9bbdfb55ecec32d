"""A dossier ended and no paper result takes the citizen's originals home: they travel by themselves."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import PaperInside, Parcel
from cuamo.delivery.selectors.parcels import originals_of, parcel_of
from cuamo.delivery.services.fetch_at_home import BROUGHT, ENDED, call_off_fetch
from cuamo.delivery.services.list_originals import list_originals
from cuamo.delivery.services.parts import lock_parcel
from cuamo.delivery.services.prepare_originals import Paper
from cuamo.delivery.services.prepare_parcel import prepare_parcel
from cuamo.delivery.states import Direction, ParcelState
from cuamo.dossiers.models import Dossier, PaperOriginal
from cuamo.dossiers.selectors.fetching import home_of
from cuamo.dossiers.selectors.originals import pairs_of
from cuamo.dossiers.selectors.originals_to_send import originals_in_hand
from cuamo.dossiers.selectors.results_here import ARRIVED
from cuamo.dossiers.services.parts import lock_dossier, tell
from cuamo.dossiers.states import OPEN, State
from cuamo.kernel.actors import SYSTEM

WITHOUT_RESULT = frozenset({State.NOT_ACCEPTED, State.STOPPED})
FREE = frozenset({ParcelState.CREATED, ParcelState.DELIVERED})
"""States of an envelope that takes papers, or that another may follow."""
LEFT = frozenset(ParcelState) - {ParcelState.CREATED, ParcelState.CANCELLED, ParcelState.LOST}
"""States in which nothing can be put into the envelope of a result any more; one lost is issued again."""


@transaction.atomic
def send_originals_home(*, dossier_id: UUID, at: datetime) -> Parcel | None:
    """Make the envelope that takes the originals in hand home (trả giấy tờ gốc); made once.

    For a dossier that was refused, withdrawn or stopped, or whose result is electronic. It waits where the
    papers lie to be ticked, sealed and given to the post, with the promise and the alarms of a result; it is
    brought like one, or kept where it was sealed for its owner to collect. What comes in while one is on its
    way, or after it arrived, goes in the next. A courier who was to fetch papers need not come once they are
    in hand or the dossier has ended. Records `dossier.originals_go_home`.

    Returns None where a paper result takes them along, none is in hand, or an envelope is still moving.
    """
    if not Dossier.objects.filter(id=dossier_id).exists():
        return None
    dossier = lock_dossier(dossier_id)
    _call_off_what_nobody_needs(dossier, at)
    if not ends_without_paper(dossier):
        return None
    papers, made = _still_here(dossier), parcel_of(dossier.id)
    live = made is not None and made.ended_at is None
    if not papers or (live and made is not None and made.state not in FREE):
        return None
    if live and made is not None and made.state == ParcelState.DELIVERED:
        _end_arrived(made.id, at)
        live = False
    home = home_of(dossier)
    parcel = prepare_parcel(
        subject_id=dossier.id,
        subject_code=dossier.shown_code,
        recipient=home.name,
        phone=home.phone,
        address=home.address,
        ward_code=home.ward_code,
        origin_unit=_where_they_lie(dossier),
        contents=[],
        actor=SYSTEM,
        at=at,
    )
    listed = list_originals(parcel_id=parcel.id, papers=papers, clerk=SYSTEM, at=at)
    if not live:
        tell("dossier.originals_go_home", dossier, actor=SYSTEM, at=at, papers=len(papers))
    return listed


def ends_without_paper(dossier: Dossier) -> bool:
    """Say whether the dossier has ended and no paper result can take papers along: none, or it has left."""
    if State(dossier.state) in WITHOUT_RESULT:
        return True
    if dossier.state == State.RETURNED and (dossier.delivery or {}).get("way") == "ELECTRONIC":
        return True
    made = parcel_of(dossier.id)
    left = made is not None and (made.state in LEFT or made.papers_only)
    return dossier.state in {State.DONE, State.RETURNED} and left


def _unit_of(row: PaperOriginal) -> str:
    return str(row.received_by.get("unit", ""))


def _call_off_what_nobody_needs(dossier: Dossier, at: datetime) -> None:
    coming = originals_of(dossier.id)
    if (
        coming is None
        or coming.holder_kind != "SENDER"
        or coming.ended_at is not None
        or coming.recalled_at is not None
    ):
        return
    if State(dossier.state) not in OPEN:
        call_off_fetch(parcel_id=coming.id, actor=SYSTEM, at=at, why=ENDED)
    elif all(pair.received for pair in pairs_of(dossier)):
        call_off_fetch(parcel_id=coming.id, actor=SYSTEM, at=at, why=BROUGHT)


def _end_arrived(parcel_id: UUID, at: datetime) -> None:
    """End an envelope that is with its recipient, so that another can be made."""
    parcel = lock_parcel(parcel_id=parcel_id)
    parcel.ended_at, parcel.end_reason = at, ARRIVED
    parcel.save(update_fields=["ended_at", "end_reason"])


def _still_here(dossier: Dossier) -> list[Paper]:
    """Return the originals in hand that have not left in another envelope."""
    left = PaperInside.objects.filter(
        parcel__subject_id=dossier.id, parcel__direction=Direction.RESULT, put_in_at__isnull=False
    )
    gone = set(left.values_list("label", flat=True))
    return [paper for paper in originals_in_hand(dossier) if paper.label not in gone]


def _where_they_lie(dossier: Dossier) -> str:
    """Return the unit that ticked the originals last; else where the dossier was received."""
    last = PaperOriginal.objects.filter(dossier=dossier, received_at__isnull=False).order_by("-received_at")
    found = last.first()
    return (_unit_of(found) if found else "") or dossier.received_by or dossier.helped_at
