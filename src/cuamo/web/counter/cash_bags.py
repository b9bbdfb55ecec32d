"""Q15: the money of closed shifts goes into sealed bags and leaves the point; two people sign each step."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.documents.services.print_sheet import print_sheet
from cuamo.kernel.errors import DomainError
from cuamo.organisation.models import Unit
from cuamo.organisation.types import Role
from cuamo.payments.models import CashBag
from cuamo.payments.rules.day import day_begins
from cuamo.payments.selectors.cash_bags import (
    bag_of,
    bag_sheet,
    bags_of_unit,
    differences_owned_by,
    shifts_to_bag,
)
from cuamo.payments.services.carry_bag import give_bag, see_bag_off, tell_deposit
from cuamo.payments.services.cash_difference import explain_difference
from cuamo.payments.services.note_printed import note_bag_printed
from cuamo.payments.services.pack_bag import pack_bag, seal_bag
from cuamo.payments.services.undo_bag import fetch_back, reseal_bag, unpack_bag
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.amounts import read_amount
from cuamo.web.counter.bench import CLERKS, page_keys
from cuamo.web.counter.beside import beside_the_page
from cuamo.web.forms import read_id

SAYS = {
    "pack": "Đã cho tiền vào túi. Cần người thứ hai ký niêm phong.",
    "seal": "Đã ký niêm phong.",
    "give": "Đã giao túi.",
    "told": "Đã ghi giấy nộp tiền.",
    "explain": "Đã ghi giải trình.",
    "see-off": "Đã ký: ngân hàng đã lấy túi.",
    "unpack": "Đã mở túi. Tiền về lại ca, cho vào túi khác.",
    "reseal": "Đã ghi dây niêm phong mới. Cần người thứ hai ký lại.",
    "fetch-back": "Túi đã về lại điểm.",
}


@staff_required(*CLERKS)
@require_http_methods(["GET", "POST"])
def cash_bags(request: ActedRequest) -> HttpResponse:
    """Show what is in no bag, the bags of the point, and differences the clerk has to explain."""
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        act = request.POST.get("act", "")
        try:
            _do(act, request)
        except DomainError as refused:
            errors, status = {refused.where or "tui": phrases.say(refused)}, refused.status
        else:
            messages.success(request, SAYS[act])
            return redirect("counter:cash-bags")
    leads = Role.SHIFT_LEAD in request.actor.roles
    held = shifts_to_bag(unit_code=request.actor.unit_code, not_taken_since=day_begins(timezone.now()))
    context: dict[str, Any] = {
        "held": [each for each in held if leads or str(each.shift.clerk_id) == request.actor.id],
        "others": 0 if leads else sum(str(each.shift.clerk_id) != request.actor.id for each in held),
        "bags": [_row(bag, request, leads) for bag in bags_of_unit(request.actor.unit_code)],
        "differences": differences_owned_by(request.actor.id),
        "errors": errors,
        "posted": request.POST,
        "packing": request.POST.getlist("shift") if request.POST.get("act") == "pack" else [],
        "packed_seal": request.POST.get("seal_number", "") if request.POST.get("act") == "pack" else "",
        "place": "shift",
        "unit_name": getattr(Unit.objects.filter(code=request.actor.unit_code).first(), "name_vi", ""),
    }
    context["unsaved"] = _unsaved(request, context) if errors else []
    main = {"key": "F10", "name": "Cho vào túi", "form": "buoc", "main": True} if context["held"] else None
    return render(
        request, "counter/cash_bags.html", context | {"keys": page_keys(back=True, main=main)}, status=status
    )


@staff_required(*CLERKS)
@require_GET
@beside_the_page
def slip(request: ActedRequest, bag_id: UUID) -> HttpResponse:
    """Answer the slip that goes with a bag, on A5; printed again it says so."""
    bag = bag_of(bag_id)
    if bag.unit_code != request.actor.unit_code:
        raise Http404
    now = timezone.now()
    before = note_bag_printed(bag_id=bag.id, clerk=request.actor, at=now)
    response = HttpResponse(
        print_sheet("cash_bag", bag_sheet(bag, printed_at=now, reprint=before)),
        content_type="application/pdf",
    )
    response.headers["Content-Disposition"] = f'inline; filename="{bag.number}.pdf"'
    return response


def _unsaved(request: ActedRequest, context: dict[str, Any]) -> list[str]:
    """Return what was typed about a bag or a difference the page has no form for any more."""
    posted = request.POST
    act = posted.get("act", "")
    steps = {str(row["bag"].id): {row["act"], row["undo"]} for row in context["bags"]}
    drawn = act in steps.get(posted.get("bag", ""), set())
    drawn = drawn or posted.get("difference", "") in {str(each.id) for each in context["differences"]}
    if drawn or (act == "pack" and context["held"]):
        return []
    names = ("words", "bag_words", "seal_number", "seal_seen", "bank_receipt", "slip_number", "slip_vnd")
    return [text for name in names if (text := posted.get(name, ""))]


def _do(act: str, request: ActedRequest) -> None:
    posted, now = request.POST, timezone.now()
    if act == "pack":
        ids = [found for text in posted.getlist("shift") if (found := _id(text)) is not None]
        pack_bag(shift_ids=ids, seal_number=posted.get("seal_number", ""), clerk=request.actor, at=now)
    elif act == "explain":
        explain_difference(
            difference_id=_required(posted, "difference"),
            words=posted.get("words", ""),
            owner=request.actor,
            at=now,
        )
    elif act == "seal":
        seal_bag(
            bag_id=_required(posted, "bag"),
            seal_seen=posted.get("seal_seen", ""),
            signer=request.actor,
            at=now,
        )
    elif act == "see-off":
        see_bag_off(
            bag_id=_required(posted, "bag"),
            seal_seen=posted.get("seal_seen", ""),
            signer=request.actor,
            at=now,
        )
    elif act in {"unpack", "reseal", "fetch-back"}:
        _undo(act, request)
    elif act == "give":
        give_bag(
            bag_id=_required(posted, "bag"),
            bank_receipt=posted.get("bank_receipt", ""),
            giver=request.actor,
            at=now,
        )
    elif act == "told":
        tell_deposit(
            bag_id=_required(posted, "bag"),
            slip_number=posted.get("slip_number", ""),
            amount_vnd=slip_amount(posted),
            actor=request.actor,
            at=now,
        )
    else:
        raise Http404


def _undo(act: str, request: ActedRequest) -> None:
    posted, now = request.POST, timezone.now()
    bag_id, words = _required(posted, "bag"), posted.get("bag_words", "")
    if act == "unpack":
        unpack_bag(bag_id=bag_id, words=words, clerk=request.actor, at=now)
    elif act == "fetch-back":
        fetch_back(bag_id=bag_id, words=words, actor=request.actor, at=now)
    else:
        reseal_bag(
            bag_id=bag_id,
            seal_number=posted.get("seal_number", ""),
            words=words,
            lead=request.actor,
            at=now,
        )


def slip_amount(posted: QueryDict) -> int:
    """Return the amount written for a deposit slip.

    Raises:
        Invalid: it is none.
    """
    return read_amount(posted.get("slip_vnd", ""), where="slip_vnd")


def _row(bag: CashBag, request: ActedRequest, leads: bool) -> dict[str, Any]:
    may_seal = bag.packed_by_id != request.actor.id and (leads or bag.packed_by_lead)
    acts = {
        "PACKED": "seal" if may_seal else "",
        "SEALED": "give",
        "GIVEN": "see-off" if bag.bank_receipt and bag.given_by_id != request.actor.id else "",
        "TAKEN": "told" if not bag.taken_by_id and bag.given_by_id != request.actor.id else "",
    }
    undo = {
        "PACKED": "unpack" if not bag.sealed_at and (leads or bag.packed_by_id == request.actor.id) else "",
        "SEALED": "reseal" if leads else "",
        "GIVEN": "fetch-back" if leads or bag.given_by_id == request.actor.id else "",
    }
    act = acts.get(bag.state, "")
    return {
        "bag": bag,
        "act": act,
        "undo": undo.get(bag.state, ""),
        "blind": act in {"seal", "see-off"},
        "asked": str(bag.id) == request.POST.get("bag", ""),
        "rows": list(bag.shifts.all()),
    }


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _required(posted: QueryDict, name: str) -> UUID:
    found = read_id(posted, name)
    if found is None:
        raise Http404
    return found
