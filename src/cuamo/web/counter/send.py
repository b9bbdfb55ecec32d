"""Q10 and Q11: send once, hand over, say goodbye."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cuamo.catalogue.rules.messages import prints
from cuamo.dossiers.models import Dossier, Visit
from cuamo.dossiers.selectors.papers import papers_given
from cuamo.dossiers.selectors.texts import link_of
from cuamo.dossiers.services.end_visit import end_visit
from cuamo.dossiers.services.enter_external_code import enter_external_code
from cuamo.dossiers.services.submit import submit
from cuamo.dossiers.states import State, Sync
from cuamo.kernel.errors import DomainError
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest
from cuamo.web.codes import qr_svg
from cuamo.web.counter.bench import go, step_page
from cuamo.web.counter.originals import originals_at


def send(request: ActedRequest, visit: Visit, dossier: Dossier) -> HttpResponse:
    """Send the dossier; double-clicked, reloaded or retried, it is sent once."""
    errors: dict[str, str] = {}
    status = 200
    if dossier.state != State.DRAFT:
        return go(visit, 11)
    if request.method == "POST":
        key = request.POST.get("khoa", "") or f"quay-{dossier.id}"
        try:
            submit(dossier_id=dossier.id, actor=request.actor, key=key, at=timezone.now())
            return go(visit, 11)
        except DomainError as refused:
            errors, status = {"nop": phrases.say(refused)}, refused.status
    papers = papers_given(dossier)
    return step_page(
        request,
        visit,
        dossier,
        10,
        "counter/send.html",
        status=status,
        errors=errors,
        key=f"quay-{dossier.id}",
        papers=papers,
        pages=sum(paper.file.pages for paper in papers),
    )


def farewell(request: ActedRequest, visit: Visit, dossier: Dossier | None) -> HttpResponse:
    """Show the code, print, take a ministry's code, give the card back; ending wipes both screens."""
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            if dossier is not None and request.POST.get("act") == "external":
                enter_external_code(
                    dossier_id=dossier.id,
                    actor=request.actor,
                    code=request.POST.get("code", ""),
                    at=timezone.now(),
                )
                return go(visit, 11)
            end_visit(visit_id=visit.id, clerk=request.actor, at=timezone.now())
            return redirect("counter:idle")
        except DomainError as refused:
            errors, status = {refused.where or "code": phrases.say(refused)}, refused.status
    papers = papers_given(dossier) if dossier else []
    return step_page(
        request,
        visit,
        dossier,
        11,
        "counter/farewell.html",
        status=status,
        errors=errors,
        papers=papers,
        pages=sum(paper.file.pages for paper in papers),
        has_receipt=dossier is not None and prints(dossier.version.content, "RECEIPT"),
        external=dossier is not None and dossier.sync == Sync.EXTERNAL,
        qr=qr_svg(link_of(dossier), scale=3) if dossier else "",
        typed=request.POST.get("code", ""),
        originals=originals_at(dossier, now=timezone.now()),
    )
