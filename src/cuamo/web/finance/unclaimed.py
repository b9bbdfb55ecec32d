"""F16: what operators did and cannot claim, and what they say against it."""

from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.kernel.clock import to_hanoi
from cuamo.organisation.selectors.operators import operator_names
from cuamo.settlement.selectors.objections import item_of, objected, objections_open, objections_to
from cuamo.settlement.selectors.statements import not_claimable, without_price
from cuamo.settlement.services.object_to_item import answer_objection
from cuamo.web.audiences import ActedRequest
from cuamo.web.finance.audience import accountant_required
from cuamo.web.finance.statement_parts import accepts, proven, tried, which_objection


@accountant_required
@require_GET
def unclaimed(request: ActedRequest) -> HttpResponse:
    """List what operators did and cannot claim yet, with the reason; what they object to comes first."""
    page = not_claimable(after=request.GET.get("sau", ""))
    waiting = objections_open(after=request.GET.get("y_kien", ""))
    further = f"{request.path}?{urlencode({'y_kien': waiting.next_after})}#y-kien"
    return render(
        request,
        "finance/statements/unclaimed.html",
        {
            "rows": page.rows,
            "next_after": page.next_after,
            "objected": objected(row.id for row in page.rows),
            "waiting": waiting.rows,
            "next_url": further if waiting.next_after else "",
            "names": operator_names(),
            "without": without_price(
                until=to_hanoi(timezone.now()).date().replace(day=1) - timedelta(days=1)
            ),
        },
    )


@accountant_required
@require_http_methods(["GET", "POST"])
def item(request: ActedRequest, item_id: UUID) -> HttpResponse:
    """Show one of them with its hand-overs; POST answers what the operator says."""
    found = item_of(item_id)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        errors, status = tried(
            request,
            lambda: answer_objection(
                objection_id=which_objection(request),
                accept=accepts(request),
                words=request.POST.get("tra_loi", ""),
                actor=request.actor,
                at=timezone.now(),
            ),
            where="tra_loi",
            said="Đã trả lời ý kiến của đơn vị.",
        )
        if not errors:
            return redirect("finance:unclaimed-item", item_id)
        found = item_of(item_id)
    objections, said = objections_to(found), request.POST.get("tra_loi", "")
    waits = any(each.state == "OPEN" for each in objections)
    return render(
        request,
        "finance/statements/item.html",
        proven(found)
        | {
            "objections": objections,
            "unsaved": [said] if errors and said and not waits else [],
            "names": operator_names(),
            "ways": [("dong-y", "Đồng ý, tính việc này"), ("giu", "Giữ nguyên")],
            "errors": errors,
            "typed": {name: request.POST.get(name, "") for name in ("tra_loi", "y")},
        },
        status=status,
    )
