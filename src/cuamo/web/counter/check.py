"""Q7 and Q8: the citizen sees everything, and confirms with a code the clerk never sees."""

from django.http import HttpResponse
from django.utils import timezone

from cuamo.dossiers.models import Confirmation, Dossier, Visit
from cuamo.dossiers.services.request_confirmation import Incomplete, request_confirmation
from cuamo.kernel.errors import DomainError
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest
from cuamo.web.counter.bench import go, step_page, step_url

PLACES = {"question": 4, "field": 5, "paper": 6, "delivery": 6}


def summary(request: ActedRequest, visit: Visit, dossier: Dossier) -> HttpResponse:
    """Show the summary to the citizen; what is missing is listed at once with the step to mend it."""
    gaps: list[tuple[str, str]] = []
    errors: dict[str, str] = {}
    confirmation: Confirmation | None = None
    try:
        confirmation = request_confirmation(dossier_id=dossier.id, actor=request.actor, at=timezone.now())
    except Incomplete as refused:
        gaps = [(gap.vi, step_url(visit, PLACES[gap.where.split(":")[0]])) for gap in refused.gaps]
    except DomainError as refused:
        errors = {"tom-tat": phrases.say(refused)}
    if request.method == "POST" and confirmation is not None and confirmation.agreed_at is not None:
        return go(visit, 8)
    return step_page(
        request,
        visit,
        dossier,
        7,
        "counter/summary.html",
        gaps=gaps,
        errors=errors,
        confirmation=confirmation,
        rows=confirmation.summary["rows"] if confirmation else [],
        change_url=step_url(visit, 5),
    )


def code(request: ActedRequest, visit: Visit, dossier: Dossier) -> HttpResponse:
    """Wait while the citizen keys in the code; only that it is confirmed is shown."""
    if dossier.confirmed_at is not None:
        return go(visit, 9)
    return step_page(request, visit, dossier, 8, "counter/code.html")
