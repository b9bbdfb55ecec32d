"""Where a procedure is taken in: choose the places, publish the list."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.catalogue.policies import APPROVERS
from cuamo.catalogue.selectors.accepting import lists_of, places_to_choose, standing_of
from cuamo.catalogue.selectors.versions import versions_of
from cuamo.catalogue.services.publish_accepting import publish_accepting
from cuamo.kernel.errors import DomainError, NotFound
from cuamo.organisation.types import UnitKind
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest
from cuamo.web.catalogue.audience import catalogue_staff

KINDS = ((UnitKind.BRANCH, "Chi nhánh"), (UnitKind.POINT, "Điểm phục vụ của phường, xã"))


@catalogue_staff
@require_http_methods(["GET", "POST"])
def accepting(request: ActedRequest, code: str) -> HttpResponse:
    """Show the list that counts and those before; POST publishes the ticked places."""
    versions = versions_of(code)
    if not versions:
        raise NotFound(
            "catalogue.no_procedure", f"Không thấy thủ tục {code}.", f"There is no procedure {code}."
        )
    standing, error = standing_of(code), ""
    chosen = {place["code"] for place in standing.newest.places} if standing.newest else None
    paper = request.POST.get("van-ban", "")
    if request.method == "POST":
        chosen = set(request.POST.getlist("noi"))
        try:
            made = publish_accepting(
                code=code, unit_codes=chosen, paper=paper, actor=request.actor, at=timezone.now()
            )
            messages.success(request, f"Đã công bố danh sách {len(made.places)} nơi tiếp nhận.")
            return redirect("catalogue:accepting", code)
        except DomainError as refused:
            if refused.status in {403, 404}:
                raise
            error = phrases.say(refused)
    units = places_to_choose()
    return render(
        request,
        "catalogue/accepting.html",
        {
            "procedure": versions[0].procedure,
            "standing": standing,
            "lists": lists_of(code),
            "groups": [
                (word, [(unit, chosen is None or unit.code in chosen) for unit in units if unit.kind == kind])
                for kind, word in KINDS
            ],
            "paper": paper,
            "errors": {"noi": error} if error else {},
            "is_approver": bool(request.actor.roles & APPROVERS),
        },
        status=422 if error else 200,
    )
