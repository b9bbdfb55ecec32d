"""Whether originals can be fetched at home, and where that is."""

from cuamo.delivery.models import Parcel, SlotChoice
from cuamo.delivery.selectors.parcels import originals_of
from cuamo.delivery.services.prepare_originals import Home
from cuamo.delivery.states import ParcelState
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.selectors.originals import pairs_of
from cuamo.dossiers.states import OPEN, State


def may_be_fetched(dossier: Dossier) -> bool:
    """Say whether papers of an open dossier are still at home: no counter has them, nor the post."""
    if State(dossier.state) not in OPEN or not dossier.received_by:
        return False
    papers = originals_of(dossier.id)
    under_way = papers is not None and papers.ended_at is None and papers.state != ParcelState.DELIVERED
    if papers is not None and under_way and (papers.holder_kind != "SENDER" or papers.run_id is not None):
        return False
    return any(not pair.received for pair in pairs_of(dossier))


def may_move_by_link(parcel: Parcel) -> bool:
    """Say whether the link of a text may change when a courier comes: nothing is agreed, or by a link."""
    agreed = SlotChoice.objects.filter(parcel=parcel, ended_at=None).first()
    return agreed is None or agreed.via == "LINK"


def home_of(dossier: Dossier) -> Home:
    """Return who is asked for at the door, and where, as far as the dossier says it."""
    told, person = dossier.delivery or {}, dossier.applicant
    return Home(
        name=told.get("recipient") or (person.full_name if person else ""),
        phone=told.get("phone") or dossier.contact_phone,
        address=told.get("address") or (person.address if person else ""),
        ward_code=told.get("ward_code") or dossier.ward_code or "",
    )
