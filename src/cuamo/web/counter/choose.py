"""Q3 and Q4: which procedure, and what decides papers, fee and form."""

from django.http import HttpResponse
from django.utils import timezone

from cuamo.catalogue.rules import questions
from cuamo.catalogue.selectors.search import search
from cuamo.catalogue.selectors.versions import most_used
from cuamo.dossiers.models import Dossier, Visit
from cuamo.dossiers.services.choose_procedure import choose_procedure
from cuamo.dossiers.services.fill_form import answer_questions
from cuamo.kernel.errors import DomainError
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest
from cuamo.web.counter.bench import go, step_page

MODES = (("TOGETHER", "Làm cùng"), ("FOR", "Làm giúp"))
SUGGESTED = 9


def procedure(request: ActedRequest, visit: Visit, dossier: Dossier | None) -> HttpResponse:
    """Suggest, search, choose; choosing opens the draft."""
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        code = request.POST.get("procedure", "")
        try:
            choose_procedure(
                visit_id=visit.id,
                clerk=request.actor,
                procedure_code=code,
                mode=request.POST.get("mode", "TOGETHER"),
                at=timezone.now(),
            )
            return go(visit, 4)
        except DomainError as refused:
            errors, status = {"q": phrases.say(refused)}, refused.status
    words = request.GET.get("q", "").strip()
    if words:
        found = [(hit.code, hit.name_vi) for hit in search(words, limit=SUGGESTED)]
    else:
        found = [(row.code, row.name_vi) for row in most_used(limit=SUGGESTED)]
    return step_page(
        request,
        visit,
        dossier,
        3,
        "counter/procedure.html",
        status=status,
        words=words,
        found=found,
        modes=MODES,
        chosen=dossier.procedure_code if dossier else "",
        errors=errors,
    )


def answers(request: ActedRequest, visit: Visit, dossier: Dossier) -> HttpResponse:
    """Ask what decides papers, fee and form, until nothing is open."""
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        given = {key: value for key, value in request.POST.items() if isinstance(value, str)}
        try:
            dossier = answer_questions(
                dossier_id=dossier.id, actor=request.actor, answers=given, at=timezone.now()
            )
        except DomainError as refused:
            errors, status = {refused.where: phrases.say(refused)}, refused.status
        else:
            if not questions.missing(dossier.version.content, dossier.answers):
                return go(visit, 5)
    asked = questions.visible(dossier.version.content, dossier.answers)
    if not asked:
        return go(visit, 5)
    return step_page(
        request, visit, dossier, 4, "counter/questions.html", status=status, asked=asked, errors=errors
    )
