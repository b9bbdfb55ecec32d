"""Q6: a paper the person has already is used again with their yes, instead of being scanned once more."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.selectors.own_papers import Offer, offers_for
from cuamo.dossiers.selectors.papers import PaperSlot
from cuamo.dossiers.services.reuse_paper import reuse_paper
from cuamo.kernel.errors import DomainError
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.bench import CLERKS, step_url
from cuamo.web.counter.tray import _draft
from cuamo.web.forms import read_id
from cuamo.web.language import vi_en


def offered(dossier: Dossier, slots: Sequence[PaperSlot]) -> list[tuple[PaperSlot, list[Offer]]]:
    """Return the papers still asked for that the person has in their store, with what may be used."""
    missing = [slot for slot in slots if not slot.files and not slot.need.replaced_by_data]
    found = offers_for(dossier, [slot.need.key for slot in missing], now=timezone.now())
    return [(slot, found[slot.need.key]) for slot in missing if slot.need.key in found]


@staff_required(*CLERKS)
@require_POST
def reuse(request: ActedRequest, visit_id: UUID) -> HttpResponse:
    """Use the paper the person agreed to, and show the step again."""
    visit, dossier = _draft(request, visit_id)
    own = read_id(request.POST, "giay_cu")
    if own is None:
        messages.error(request, vi_en("Chọn giấy để dùng lại.", "Choose the paper to use again."))
        return redirect(step_url(visit, 6))
    try:
        reuse_paper(
            dossier_id=dossier.id,
            actor=request.actor,
            own_paper_id=own,
            component_key=request.POST.get("muc", ""),
            agreed=bool(request.POST.get("dong_y")),
            at=timezone.now(),
        )
    except DomainError as refused:
        messages.error(request, phrases.say(refused))
    else:
        messages.success(request, vi_en("Đã dùng lại giấy trong kho.", "The paper is used again."))
    return redirect(step_url(visit, 6))
