"""G: bags of cash a courier signs for, and the deposit slips they bring back."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.kernel.errors import DomainError
from cuamo.organisation.selectors.scope import units_under
from cuamo.organisation.types import Role
from cuamo.payments.selectors.cash_bags import bags_given_to, differences_owned_by
from cuamo.payments.services.carry_bag import take_bag, tell_deposit
from cuamo.payments.services.cash_difference import explain_difference
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.cash_bags import slip_amount
from cuamo.web.forms import read_id


@staff_required(Role.COURIER)
@require_http_methods(["GET", "POST"])
def cash(request: ActedRequest) -> HttpResponse:
    """List bags that wait for a signature and those carried; sign, or write down the deposit slip."""
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            said = _do(request)
        except DomainError as refused:
            errors, status = {refused.where or "tui": phrases.say(refused)}, refused.status
        else:
            messages.success(request, said)
            return redirect("courier:cash")
    bags = bags_given_to(request.actor.id, units_under(request.actor.unit_code))
    context = {
        "bags": bags,
        "differences": differences_owned_by(request.actor.id),
        "errors": errors,
        "posted_id": request.POST.get("bag", ""),
    }
    return render(request, "courier/cash.html", context, status=status)


def _do(request: ActedRequest) -> str:
    posted, now = request.POST, timezone.now()
    act = posted.get("act", "")
    if act == "take":
        bag = take_bag(
            bag_id=_required(request, "bag"),
            seal_seen=posted.get("seal_seen", ""),
            courier=request.actor,
            at=now,
        )
        return f"Đã ký nhận túi {bag.number}."
    if act == "told":
        bag = tell_deposit(
            bag_id=_required(request, "bag"),
            slip_number=posted.get("slip_number", ""),
            amount_vnd=slip_amount(posted),
            actor=request.actor,
            at=now,
        )
        return f"Đã ghi giấy nộp của túi {bag.number}."
    if act == "explain":
        explain_difference(
            difference_id=_required(request, "difference"),
            words=posted.get("words", ""),
            owner=request.actor,
            at=now,
        )
        return "Đã gửi giải trình."
    raise Http404


def _required(request: ActedRequest, name: str) -> UUID:
    found = read_id(request.POST, name)
    if found is None:
        raise Http404
    return found
