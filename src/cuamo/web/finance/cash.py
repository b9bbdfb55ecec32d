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

from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import DomainError
from cuamo.kernel.keyset import read_place
from cuamo.organisation.models import Unit
from cuamo.payments.rules.day import day_begins
from cuamo.payments.selectors.books import balance_of
from cuamo.payments.selectors.cash_bags import bags_overdue, bags_page, open_differences, shifts_to_bag
from cuamo.payments.selectors.cash_lines import free_cash_lines
from cuamo.payments.services.agree_bag import agree_on_bag, drop_proposal, propose_deposit, propose_lost
from cuamo.payments.services.cash_difference import close_difference
from cuamo.payments.types import Account
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest
from cuamo.web.finance.audience import accountant_required
from cuamo.web.forms import read_id

DONE = "da-vao"
LOST = "mat"
"""Chosen instead of a line: the bag is lost."""
MOST = 100


@accountant_required
@require_http_methods(["GET", "POST"])
def cash(request: ActedRequest) -> HttpResponse:
    """Show cash that is not at the bank yet; say by two people what became of a bag; close a difference."""
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            said = _do(request)
        except DomainError as refused:
            where = f"{refused.where}_{_posted_id(request)}" if refused.where else "tien"
            errors, status = {where: phrases.say(refused)}, refused.status
        else:
            messages.success(request, said)
            return redirect("finance:cash")
    now = timezone.now()
    done = request.GET.get("nhom") == DONE
    page = bags_page(done=done, after=read_place(request.GET.get("sau", "")))
    midnight = day_begins(now)
    yesterday = now.astimezone(HANOI).date() - timedelta(days=1)
    late = set() if done else {bag.id for bag in bags_overdue(yesterday)}
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
                "key": str(bag.id),
                "place": names.get(bag.unit_code, ""),
                "late": bag.id in late,
                "asked": str(bag.id) == _posted_id(request),
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
        "differences": [
            {"row": each, "key": str(each.id), "place": names.get(each.unit_code, "")} for each in differences
        ],
        "transit_vnd": balance_of(Account.TRANSIT),
        "difference_vnd": balance_of(Account.CASH_DIFFERENCE),
        "lines": [] if done else free_cash_lines(),
        "lost": LOST,
        "own_id": request.actor.id,
        "errors": errors,
        "posted": request.POST,
        "posted_id": _posted_id(request),
    }
    context["unsaved"] = _unsaved(request, context) if errors else []
    return render(request, "finance/cash.html", context, status=status)


def _posted_id(request: ActedRequest) -> str:
    return request.POST.get("bag", "") or request.POST.get("difference", "")


def _unsaved(request: ActedRequest, context: dict[str, Any]) -> list[str]:
    """Return what was typed about a bag or a difference the page has no form for any more."""
    mine = _posted_id(request)
    open_bags = {str(each["bag"].id) for each in context["bags"] if not each["bag"].proposal}
    open_ones = {str(each["row"].id) for each in context["differences"] if each["row"].explained_at}
    shown = open_bags if "bag" in request.POST else open_ones
    typed = [] if mine in shown else [request.POST.get(name, "") for name in ("words", "conclusion")]
    return [text for text in typed if text]


def _do(request: ActedRequest) -> str:
    act, posted, now = request.POST.get("act", ""), request.POST, timezone.now()
    if act == "propose":
        return _propose(request)
    if act == "agree":
        bag = agree_on_bag(
            bag_id=_required(request, "bag"), seen=posted.get("seen", ""), accountant=request.actor, at=now
        )
        return f"Đã ghi túi {bag.number}."
    if act == "drop":
        bag = drop_proposal(bag_id=_required(request, "bag"), accountant=request.actor, at=now)
        return f"Đã bỏ đề nghị về túi {bag.number}."
    if act == "close":
        close_difference(
            difference_id=_required(request, "difference"),
            conclusion=posted.get("conclusion", ""),
            accountant=request.actor,
            at=now,
        )
        return "Đã kết luận chênh lệch."
    raise Http404


def _propose(request: ActedRequest) -> str:
    posted, now = request.POST, timezone.now()
    bag_id, words, line = _required(request, "bag"), posted.get("words", ""), posted.get("line", "").strip()
    if line == LOST:
        bag = propose_lost(bag_id=bag_id, words=words, accountant=request.actor, at=now)
    else:
        bag = propose_deposit(bag_id=bag_id, line_number=line, words=words, accountant=request.actor, at=now)
    return f"Đã đề nghị về túi {bag.number}. Kế toán thứ hai đồng ý thì ghi sổ."


def _required(request: ActedRequest, name: str) -> UUID:
    found = read_id(request.POST, name)
    if found is None:
        raise Http404
    return found
