"""F: cash between tills and the bank: what is in no bag, bags under way, differences with their owners."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.kernel.errors import DomainError
from cuamo.kernel.keyset import read_place
from cuamo.organisation.models import Unit
from cuamo.payments.rules.day import day_begins
from cuamo.payments.selectors.books import balance_of
from cuamo.payments.selectors.cash_bags import bags_page, open_differences, shifts_to_bag
from cuamo.payments.services.bag_parts import read_number
from cuamo.payments.services.carry_bag import confirm_deposit
from cuamo.payments.services.cash_difference import close_difference
from cuamo.payments.types import Account
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest
from cuamo.web.counter.cash_bags import slip_amount
from cuamo.web.finance.audience import accountant_required
from cuamo.web.forms import read_id
from cuamo.web.oversight.people import place_of

DONE = "da-vao"
MOST = 100
LATE_AFTER = timedelta(days=1)
"""A bag is paid in on the working day after it was sealed."""


@accountant_required
@require_http_methods(["GET", "POST"])
def cash(request: ActedRequest) -> HttpResponse:
    """Show cash that is not at the bank yet; confirm a deposit by hand; close a difference."""
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            said = _do(request)
        except DomainError as refused:
            errors, status = {refused.where or "tien": phrases.say(refused)}, refused.status
        else:
            messages.success(request, said)
            return redirect("finance:cash")
    now = timezone.now()
    done = request.GET.get("nhom") == DONE
    page = bags_page(done=done, after=read_place(request.GET.get("sau", "")))
    midnight = day_begins(now)
    held = [] if done else shifts_to_bag(not_taken_since=midnight)[:MOST]
    differences = [] if done else list(open_differences()[:MOST])
    codes = {bag.unit_code for bag in page.rows} | {each.shift.unit_code for each in held}
    codes |= {each.unit_code for each in differences}
    names = dict(Unit.objects.filter(code__in=codes).values_list("code", "name_vi"))
    context: dict[str, Any] = {
        "done": done,
        "bags": [
            {
                "bag": bag,
                "place": names.get(bag.unit_code, ""),
                "late": not done and bag.packed_at < now - LATE_AFTER,
                "asked": str(bag.id) == request.POST.get("bag", ""),
            }
            for bag in page.rows
        ],
        "next_url": "?" + urlencode({"nhom": DONE if done else "", "sau": page.next_after})
        if page.next_after
        else "",
        "held": [
            {
                "row": each,
                "place": names.get(each.shift.unit_code, ""),
                "late": each.shift.closed_at is not None and each.shift.closed_at < midnight,
            }
            for each in held
        ],
        "differences": [{"row": each, "place": names.get(each.unit_code, "")} for each in differences],
        "transit_vnd": balance_of(Account.TRANSIT),
        "difference_vnd": balance_of(Account.CASH_DIFFERENCE),
        "errors": errors,
        "posted": request.POST,
        "posted_id": request.POST.get("bag", "") or request.POST.get("difference", ""),
        "unit_name": place_of(request.actor),
    }
    return render(request, "finance/cash.html", context, status=status)


def _do(request: ActedRequest) -> str:
    act, posted, now = request.POST.get("act", ""), request.POST, timezone.now()
    if act == "confirm":
        line = read_number(
            posted.get("line", ""),
            where="line",
            what_vi="số bút toán của ngân hàng",
            what_en="the bank's line",
        )
        bag = confirm_deposit(
            bag_id=_required(request, "bag"),
            amount_vnd=slip_amount(posted),
            source=f"line:{line}",
            actor=request.actor,
            at=now,
        )
        return f"Đã ghi túi {bag.number} vào ngân hàng."
    if act == "close":
        close_difference(
            difference_id=_required(request, "difference"),
            conclusion=posted.get("conclusion", ""),
            accountant=request.actor,
            at=now,
        )
        return "Đã kết luận chênh lệch."
    raise Http404


def _required(request: ActedRequest, name: str) -> UUID:
    found = read_id(request.POST, name)
    if found is None:
        raise Http404
    return found
