"""O3: what the operator did and cannot claim, why, and what it says. Nothing here names a citizen."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.settlement.policies import AT_OPERATOR, require_operator
from cuamo.settlement.selectors.objections import item_of, objections_to
from cuamo.settlement.services.object_to_item import object_to_item
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.finance.statement_parts import proven, tried

ROLES = tuple(role.value for role in AT_OPERATOR)


@staff_required(*ROLES)
@require_http_methods(["GET", "POST"])
def item(request: ActedRequest, item_id: UUID) -> HttpResponse:
    """Show one act of the operator with its hand-overs; POST objects to its being kept out."""
    code = request.actor.unit_code
    require_operator(request.actor, code)
    found = item_of(item_id, operator=code)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        errors, status = tried(
            request,
            lambda: object_to_item(
                item_id=found.id,
                words=request.POST.get("y_kien", ""),
                evidence=request.POST.get("chung_cu", ""),
                actor=request.actor,
                at=timezone.now(),
            ),
            where="y_kien",
            said="Đã gửi ý kiến cho trung tâm.",
        )
        if not errors:
            return redirect("coordinator:item", item_id)
    said = objections_to(found, operator=code)
    may_object = not found.claimable and not any(one.state == "OPEN" for one in said)
    typed = {name: request.POST.get(name, "") for name in ("y_kien", "chung_cu")}
    return render(
        request,
        "coordinator/statements/item.html",
        proven(found)
        | {
            "objections": said,
            "may_object": may_object,
            "errors": errors,
            "typed": typed,
            "unsaved": [text for text in typed.values() if text] if errors and not may_object else [],
        },
        status=status,
    )
