"""Q11: the citizen's originals go to the authority: envelope, ticks, seal; then the page of hand-overs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cuamo.delivery.models import PaperInside, Parcel
from cuamo.delivery.states import ParcelState
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.rules.linked import is_filing
from cuamo.dossiers.selectors.originals import pairs_of
from cuamo.dossiers.selectors.originals_to_send import originals_travel
from cuamo.dossiers.services.fetch_originals import ask_to_fetch, call_off_fetching
from cuamo.dossiers.services.send_originals import hand_in_originals, pack_originals
from cuamo.dossiers.states import State
from cuamo.kernel.errors import DomainError
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.bench import CLERKS, go, visit_of
from cuamo.web.forms import read_id
from cuamo.web.originals import Journey, agreed_words, fetch_form, originals_journey


@dataclass(frozen=True)
class Originals:
    """What step 11 shows of a dossier's originals."""

    count: int
    parcel: Parcel | None
    papers: list[PaperInside]
    travel: bool
    """True where papers left here would have to go to another place."""
    journey: Journey | None
    fetching: dict[str, Any]
    """What the form that asks for a courier at home offers; empty where nobody can come."""

    @property
    def to_seal(self) -> bool:
        """True while the envelope is open."""
        here = self.parcel is not None and self.parcel.holder_kind == "UNIT"
        return here and self.parcel is not None and self.parcel.state == ParcelState.CREATED


def originals_at(dossier: Dossier | None, *, now: datetime) -> Originals | None:
    """Return the originals that have to travel, from here or from home; None where none have to."""
    if dossier is None or dossier.state == State.DRAFT or is_filing(dossier):
        return None
    count, travels = len(pairs_of(dossier)), originals_travel(dossier)
    journey = originals_journey(dossier) if count else None
    if not count or not (travels or (journey and (journey.parcel or journey.may_ask))):
        return None
    fetching = fetch_form(dossier, {}, now=now) if journey and journey.may_ask else {}
    parcel = journey.parcel if journey else None
    return Originals(count, parcel, journey.papers if journey else [], travels, journey, fetching)


@staff_required(*CLERKS)
@require_POST
def originals(request: ActedRequest, visit_id: UUID) -> HttpResponse:
    """Make the envelope of the originals, tick them and seal it, or have them fetched at home."""
    visit, _ = visit_of(request, visit_id)
    key = read_id(request.POST, "ho_so")
    dossier = Dossier.objects.filter(id=key, visit=visit).first() if key else None
    if dossier is None:
        raise Http404
    now = timezone.now()
    try:
        if request.POST.get("act") == "niem":
            parcel = hand_in_originals(
                dossier_id=dossier.id,
                inside=request.POST.getlist("papers"),
                seal_number=request.POST.get("seal_number", ""),
                clerk=request.actor,
                at=now,
            )
            messages.success(request, f"Đã niêm phong {parcel.label}. Chờ bưu tá ở trang Giao nhận.")
        elif request.POST.get("act") == "hen-lay":
            parcel = ask_to_fetch(
                dossier_id=dossier.id,
                asker=request.actor,
                window=request.POST.get("khung_gio", ""),
                address=request.POST.get("dia_chi", ""),
                ward_code=request.POST.get("phuong", ""),
                at=now,
            )
            messages.success(request, agreed_words(parcel))
        elif request.POST.get("act") == "thoi-lay":
            call_off_fetching(dossier_id=dossier.id, asker=request.actor, at=now)
            messages.success(request, "Bưu tá không tới nhà lấy nữa.")
        else:
            parcel = pack_originals(dossier_id=dossier.id, clerk=request.actor, at=now)
            messages.success(request, f"Phong bì {parcel.label}: in nhãn, dán, bỏ từng bản gốc vào.")
    except DomainError as refused:
        messages.error(request, phrases.say(refused))
    return go(visit, 11)
