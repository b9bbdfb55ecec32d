"""T2: one of my dossiers."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.documents.selectors.files import content_of
from cuamo.dossiers.models import Dossier, Result, SupplementRequest
from cuamo.dossiers.policies import unknown_dossier
from cuamo.dossiers.rules.linked import is_filing
from cuamo.dossiers.selectors.callbacks import may_ask_call
from cuamo.dossiers.selectors.carried import silent_since_a_fetch
from cuamo.dossiers.selectors.mandates import acted_by
from cuamo.dossiers.selectors.of_person import own_dossier
from cuamo.dossiers.selectors.opinions import asked_now
from cuamo.dossiers.selectors.papers import paper_slots
from cuamo.dossiers.selectors.tracking import track
from cuamo.dossiers.services.withdraw import withdraw
from cuamo.dossiers.states import OPEN, State
from cuamo.kernel.errors import DomainError
from cuamo.payments.selectors.refunds import money_back_of
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, citizen_required
from cuamo.web.carriage import carriage_of, lost_originals
from cuamo.web.ladder import ladder_steps
from cuamo.web.language import vi_en
from cuamo.web.my.both_ways import messages_of, money_of, received_of, subjects_of
from cuamo.web.my.calls import calls_shown
from cuamo.web.my.life import life_of
from cuamo.web.my.linked import filing_page
from cuamo.web.my.next_step import next_step, terms_of
from cuamo.web.originals import originals_journey


def own(request: ActedRequest, dossier_id: UUID) -> Dossier:
    """Return the citizen's own dossier.

    Raises:
        NotFound: it is somebody else's, or there is none.
    """
    found = own_dossier(request.actor.person_id, dossier_id, now=timezone.now())
    if found is None:
        raise unknown_dossier()
    return found


@citizen_required
def show(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """Show everything of one dossier."""
    dossier = own(request, dossier_id)
    if is_filing(dossier):
        return filing_page(request, dossier)
    now = timezone.now()
    seen = track(dossier, now=now)
    asked = SupplementRequest.objects.filter(dossier=dossier).order_by("-number").first()
    drafted = Result.objects.filter(dossier=dossier).first()
    result = drafted if drafted is not None and drafted.issued_at is not None else None
    return render(
        request,
        "my/dossier.html",
        {
            "dossier": dossier,
            "track": seen,
            "steps": ladder_steps(seen, asked=asked_now(dossier)),
            "slots": paper_slots(dossier),
            "asked": asked if dossier.state == State.SUPPLEMENT else None,
            "result": result,
            "acted_by": acted_by(dossier),
            "life": life_of(dossier, drafted),
            "next": next_step(dossier, seen, terms_of([dossier])),
            "carriage": carriage_of(dossier, now=now),
            "lost_papers": lost_originals(dossier),
            "said_dead": silent_since_a_fetch(dossier.id),
            "originals": originals_journey(dossier),
            "received": received_of(dossier),
            "money": money_of(dossier),
            "money_back": money_back_of(subjects_of(dossier)),
            "texts": messages_of(dossier),
            "calls": calls_shown(dossier),
            "may_ask_call": may_ask_call(dossier),
            "may_withdraw": State(dossier.state) in OPEN - {State.WITHDRAWAL},
        },
    )


@citizen_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: ActedRequest, dossier_id: UUID) -> HttpResponseBase:
    """Withdraw the dossier; who comes back here after signing in again sees it, the reason still typed."""
    if request.method != "POST":
        return show(request, dossier_id)
    own(request, dossier_id)
    try:
        withdraw(
            dossier_id=dossier_id,
            citizen=request.actor,
            reason=request.POST.get("ly_do", ""),
            at=timezone.now(),
        )
    except DomainError as refused:
        messages.error(request, phrases.say(refused))
    else:
        messages.success(request, vi_en("Đã ghi yêu cầu rút hồ sơ.", "The withdrawal is recorded."))
    return redirect("my:dossier", dossier_id)


@citizen_required
def result(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """Answer the signed result, byte for byte."""
    dossier = own(request, dossier_id)
    found = Result.objects.filter(dossier=dossier, issued_at__isnull=False).select_related("file").first()
    if found is None or found.file is None:
        raise Http404
    response = HttpResponse(content_of(found.file), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="ket-qua-{dossier.shown_code}.pdf"'
    return response
