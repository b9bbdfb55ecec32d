"""Q11: the citizen's originals go to the authority: envelope, ticks, seal; then the page of hand-overs."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cuamo.delivery.models import PaperInside, Parcel
from cuamo.delivery.selectors.parcels import originals_of
from cuamo.delivery.states import ParcelState
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.selectors.originals import pairs_of
from cuamo.dossiers.selectors.originals_to_send import originals_travel
from cuamo.dossiers.services.send_originals import hand_in_originals, pack_originals
from cuamo.dossiers.states import State
from cuamo.kernel.errors import DomainError
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.bench import CLERKS, go, visit_of
from cuamo.web.forms import read_id


@dataclass(frozen=True)
class Originals:
    """What step 11 shows of a dossier's originals."""

    count: int
    parcel: Parcel | None
    papers: list[PaperInside]

    @property
    def to_seal(self) -> bool:
        """True while the envelope is open."""
        return self.parcel is not None and self.parcel.state == ParcelState.CREATED


def originals_at(dossier: Dossier | None) -> Originals | None:
    """Return the originals that have to travel; None where there are none or they are where they belong."""
    if dossier is None or dossier.state == State.DRAFT or not originals_travel(dossier):
        return None
    count = len(pairs_of(dossier))
    if not count:
        return None
    parcel = originals_of(dossier.id)
    return Originals(count, parcel, list(parcel.papers.order_by("number")) if parcel else [])


@staff_required(*CLERKS)
@require_POST
def originals(request: ActedRequest, visit_id: UUID) -> HttpResponse:
    """Make the envelope of the originals, or tick them and seal it."""
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
        else:
            parcel = pack_originals(dossier_id=dossier.id, clerk=request.actor, at=now)
            messages.success(request, f"Phong bì {parcel.label}: in nhãn, dán, bỏ từng bản gốc vào.")
    except DomainError as refused:
        messages.error(request, phrases.say(refused))
    return go(visit, 11)
