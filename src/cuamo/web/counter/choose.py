"""Q3 and Q4: which procedure, and what decides papers, fee and form."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from cuamo.catalogue.rules import questions
from cuamo.catalogue.selectors.search import search
from cuamo.catalogue.selectors.versions import most_used, names_of
from cuamo.dossiers.models import Dossier, Visit
from cuamo.dossiers.selectors.earlier import procedures_before
from cuamo.dossiers.services.choose_procedure import choose_procedure
from cuamo.dossiers.services.fill_form import answer_questions
from cuamo.dossiers.services.guide_only import GUIDED, guide_only
from cuamo.kernel.errors import DomainError
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest
from cuamo.web.counter.bench import go, step_page
from cuamo.web.counter.held import offer

MODES = (("TOGETHER", "Làm cùng"), ("FOR", "Làm giúp"), (GUIDED, "Chỉ hướng dẫn"))
ELSEWHERE = frozenset({"procedure.not_here", "procedure.not_offered"})
"""Refusals after which the person is best sent to a place that can do it."""
SUGGESTED = 9
BEFORE = 3
"""Procedures of the person's own past that stand first."""
MOST_DIGITS = 9
"""Choices one digit can tell apart; longer lists become a list box."""


def procedure(request: ActedRequest, visit: Visit, dossier: Dossier | None) -> HttpResponse:
    """Suggest, search, choose; choosing opens the draft."""
    errors: dict[str, str] = {}
    status, refer_url = 200, ""
    if request.method == "POST":
        code = request.POST.get("procedure", "")
        try:
            if request.POST.get("mode") == GUIDED:
                guide_only(visit_id=visit.id, clerk=request.actor, procedure_code=code, at=timezone.now())
                return redirect("counter:guide", visit.id, code)
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
            if refused.code in ELSEWHERE:
                refer_url = f"{reverse('counter:referral', args=[visit.id])}?{urlencode({'ma': code})}"
    words = request.GET.get("q", "").strip()
    found = searched(visit, words) if words else suggested(visit)
    page = {
        "words": words,
        "found": found,
        "modes": MODES,
        "chosen": dossier.procedure_code if dossier and not words else "",
        "errors": errors,
        "refer_url": refer_url,
    }
    if request.headers.get("X-Requested-With") == "live":
        return render(request, "counter/_found.html", page)
    return step_page(request, visit, dossier, 3, "counter/procedure.html", status=status, **page)


def searched(visit: Visit, words: str) -> list[tuple[str, str]]:
    """Return what the words find; of it, what this person filed before stands first."""
    found = [(hit.code, hit.name_vi) for hit in search(words, limit=SUGGESTED)]
    before = procedures_before(visit.person_id)[:BEFORE] if visit.person_id else []
    return sorted(found, key=lambda hit: hit[0] not in before)


def suggested(visit: Visit) -> list[tuple[str, str]]:
    """Return what this person filed before, then what agencies meet most; nine at most."""
    usual = {row.code: row.name_vi for row in most_used(limit=SUGGESTED)}
    before = procedures_before(visit.person_id)[:BEFORE] if visit.person_id else []
    known = names_of(before)
    return list(({code: known[code] for code in before if code in known} | usual).items())[:SUGGESTED]


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
    first_open = next((question.key for question in asked if not question.answer), asked[0].key)
    return step_page(
        request,
        visit,
        dossier,
        4,
        "counter/questions.html",
        status=status,
        asked=[
            {
                "question": question,
                "kind": "radio" if len(question.options) <= MOST_DIGITS else "select",
                "caret": question.key == first_open,
            }
            for question in asked
        ],
        still_open=sum(1 for question in asked if not question.answer),
        errors=errors,
        save_url=reverse("counter:keep", args=[visit.id, 4]),
        held=offer(request, visit, dossier, 4),
    )
