"""P2: find a procedure, and what it takes."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cuamo.catalogue.rules import clock, components, fees, questions
from cuamo.catalogue.rules.helpers import help_by
from cuamo.catalogue.selectors.accepting import newest_list
from cuamo.catalogue.selectors.search import search
from cuamo.catalogue.selectors.versions import most_used, version_in_force
from cuamo.kernel.clock import HANOI
from cuamo.web.audiences import ActedRequest, everyone


@everyone
def find(request: ActedRequest) -> HttpResponse:
    """Search by everyday words."""
    words = request.GET.get("q", "").strip()[:200]
    hits = search(words, limit=12) if words else []
    return render(request, "portal/find.html", {"words": words, "hits": hits, "used": most_used(limit=9)})


@everyone
def show(request: ActedRequest, code: str) -> HttpResponse:
    """Show one procedure; the checklist follows from the answers in the address."""
    today = timezone.now().astimezone(HANOI).date()
    version = version_in_force(code, on=today)
    content = version.content
    answers = {key: value for key, value in request.GET.items() if isinstance(value, str)}
    assessed = fees.assess(content, answers=answers, values={}, channel="ONLINE", filed_on=today)
    return render(
        request,
        "portal/procedure.html",
        {
            "content": content,
            "asked": questions.visible(content, answers),
            "open_questions": bool(questions.missing(content, answers)),
            "needs": components.needed(content, answers),
            "fees": assessed,
            "can_be_filed": bool(content.get("form", {}).get("sections")),
            "ministry": content["route"] != "CITY",
            "unconfirmed": bool(content.get("unconfirmed")),
            "found": newest_list(code),
            "helpers": help_by(content) if content.get("helpers") else [],
            "limit": clock.limit_for(content, answers) if content.get("time_limit") else {},
        },
    )
