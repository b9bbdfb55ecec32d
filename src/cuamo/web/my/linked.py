"""T2L: a linked filing: one ladder, its parts, what only the person decides."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.policies import unknown_dossier
from cuamo.dossiers.rules.ladder import Rung
from cuamo.dossiers.rules.linked import is_filing
from cuamo.dossiers.selectors.linked import filing_of, said_of
from cuamo.dossiers.selectors.linked_track import PartTrack
from cuamo.dossiers.selectors.mandates import acted_by
from cuamo.dossiers.selectors.of_person import own_dossier
from cuamo.dossiers.selectors.papers import paper_slots
from cuamo.dossiers.selectors.tracking import track
from cuamo.dossiers.services.start_part import go_on_without
from cuamo.dossiers.services.withdraw import withdraw
from cuamo.dossiers.services.withdraw_linked import withdraw_filing
from cuamo.kernel.errors import DomainError
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, citizen_required
from cuamo.web.forms import read_id
from cuamo.web.ladder import ladder_steps
from cuamo.web.language import vi_en
from cuamo.web.linked_words import in_words

NOT_WITHDRAWN = frozenset({Rung.READY, Rung.ON_THE_WAY, Rung.RETURNED, Rung.REFUSED, Rung.WITHDRAWN})


def filing_page(request: ActedRequest, filing: Dossier) -> HttpResponse:
    """Show a linked filing of the person: the parts that need them first."""
    seen = track(filing, now=timezone.now())
    row = filing_of(filing)
    said = said_of(row) if row is not None else None
    return render(
        request,
        "my/linked.html",
        {
            "dossier": filing,
            "track": seen,
            "name": vi_en(said.name_vi, said.name_en) if said else seen.procedure_vi,
            "summary": in_words(seen),
            "steps": ladder_steps(seen),
            "asked": [part for part in seen.parts if part.rung is Rung.SUPPLEMENT],
            "choices": [part for part in seen.parts if part.must_choose],
            "slots": [slot for slot in paper_slots(filing) if slot.files],
            "acted_by": acted_by(filing),
            "may_withdraw": any(part.rung not in NOT_WITHDRAWN for part in seen.parts),
        },
    )


@citizen_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """Withdraw the whole, withdraw one part, or go on with one although the part before has no result."""
    filing = own_dossier(request.actor.person_id, dossier_id, now=timezone.now())
    if filing is None or not is_filing(filing):
        raise unknown_dossier()
    if request.method != "POST":
        return filing_page(request, filing)
    what, now = request.POST.get("viec", ""), timezone.now()
    try:
        if what == "rut-tat-ca":
            reason = request.POST.get("ly_do", "")
            kept = withdraw_filing(dossier_id=filing.id, citizen=request.actor, reason=reason, at=now)
            messages.success(request, _withdrawn(filing, kept))
        elif what in {"rut-phan", "lam-tiep"}:
            part = _part(filing, read_id(request.POST, "phan"))
            if what == "rut-phan":
                withdraw(dossier_id=part.dossier_id, citizen=request.actor, reason="", at=now)
                messages.success(
                    request, vi_en("Đã ghi yêu cầu rút phần này.", "The withdrawal is recorded.")
                )
            else:
                go_on_without(dossier_id=part.dossier_id, citizen=request.actor, at=now)
                messages.success(request, vi_en("Đã chuyển phần này đi.", "This part is on its way."))
    except DomainError as refused:
        messages.error(request, phrases.say(refused))
    return redirect("my:dossier", filing.id)


def _part(filing: Dossier, dossier_id: UUID | None) -> PartTrack:
    parts = track(filing, now=timezone.now()).parts
    found = next((part for part in parts if part.dossier_id == dossier_id), None)
    if found is None:
        raise unknown_dossier()
    return found


def _withdrawn(filing: Dossier, kept: list[str]) -> str:
    names = [
        vi_en(part.name_vi, part.name_en)
        for part in track(filing, now=timezone.now()).parts
        if part.key in kept
    ]
    done = vi_en("Đã ghi yêu cầu rút.", "The withdrawal is recorded.")
    if not names:
        return done
    listed = ", ".join(names)
    return done + vi_en(f" Không rút được: {listed}.", f" Could not be withdrawn: {listed}.")
