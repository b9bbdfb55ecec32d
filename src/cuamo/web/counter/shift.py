"""Q15: open the shift or take one over; close it, alone or handing over to the next."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.delivery.selectors.parcels import parcels_at
from cuamo.dossiers.selectors.brought import cash_in_no_book_of
from cuamo.dossiers.services.finish_shift import begin_from, finish_shift, open_in, unsent_in
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import Conflict, DomainError, Invalid
from cuamo.organisation.models import Shift, Unit
from cuamo.organisation.selectors.pins import has_pin
from cuamo.organisation.selectors.shifts import free_counters, open_shift_of, waiting_handovers
from cuamo.organisation.types import Role
from cuamo.payments.rules.day import day_begins
from cuamo.payments.selectors.books import cash_in_of
from cuamo.payments.selectors.cash_bags import shifts_to_bag
from cuamo.payments.services.till import open_till
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.amounts import read_amount
from cuamo.web.counter.bench import CLERKS, page_keys
from cuamo.web.forms import read_id, read_number

NOTES_VND = (500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000)
"""Notes in circulation a till holds."""


@staff_required(*CLERKS)
@require_http_methods(["GET", "POST"])
def shift(request: ActedRequest) -> HttpResponse:
    """Open with a float, close with a count; a difference and unsent dossiers must be explained."""
    mine = open_shift_of(request.actor.id)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            _require_same(mine, request.POST)
            if mine is None:
                return _begin(request)
            finish_shift(shift_id=mine.id, clerk=request.actor, at=timezone.now(), **ending_of(request.POST))
        except DomainError as refused:
            errors, status = {refused.where or "ca": phrases.say(refused)}, refused.status
        else:
            handed = request.POST.get("leave") == "hand-over"
            messages.success(request, "Đã kết ca và để lại bàn giao." if handed else "Đã kết ca.")
            waits = not handed and shifts_to_bag(unit_code=mine.unit_code, ids=[mine.id])
            return redirect("counter:cash-bags" if waits else "counter:shift")
    context = {
        "errors": errors,
        "unsaved": _unsaved(request.POST) if errors and mine is None else [],
        "posted": request.POST,
        "place": "shift",
        "unit_name": getattr(Unit.objects.filter(code=request.actor.unit_code).first(), "name_vi", ""),
        "leads": Role.SHIFT_LEAD in request.actor.roles,
        "to_bag": 0
        if mine
        else len(
            shifts_to_bag(unit_code=request.actor.unit_code, not_taken_since=day_begins(timezone.now()))
        ),
    }
    context |= closing_of(mine, request.POST) if mine else _opening(request)
    main = {"key": "F10", "name": context["main_name"], "form": "buoc", "main": True}
    context["keys"] = page_keys(back=mine is not None, main=main)
    return render(request, "counter/shift.html", context, status=status)


def closing_of(mine: Shift, posted: QueryDict) -> dict[str, Any]:
    """Return what the closing form shows of a shift."""
    cash_in = cash_in_of(mine.id)
    visits = open_in(mine)
    for visit in visits:
        visit.words = posted.get(f"luot.{visit.id}", "")  # type: ignore[attr-defined]  # read by the template
    return {
        "main_name": "Kết ca",
        "shift": mine,
        "cash_in": cash_in,
        "expected": mine.float_vnd + cash_in,
        "overnight": mine.opened_at.astimezone(HANOI).date() < timezone.now().astimezone(HANOI).date(),
        "visits": visits,
        "unsent": unsent_in(mine, visits),
        "unbooked": cash_in_no_book_of(str(mine.clerk_id)),
        "envelopes": parcels_at([mine.unit_code]).count(),
        "notes": [(note, posted.get(f"to.{note}", "")) for note in NOTES_VND],
        "taken_from": getattr(mine, "taken_from", None),
    }


def ending_of(posted: QueryDict) -> dict[str, Any]:
    """Return what was entered at the end of a shift.

    Raises:
        Invalid: an amount is none, or the notes do not add up to it.
    """
    notes = {str(note): read_number(posted.get(f"to.{note}", "")) for note in NOTES_VND}
    notes = {note: count for note, count in notes.items() if count}
    summed = sum(int(note) * count for note, count in notes.items())
    typed = posted.get("counted", "").strip()
    counted = read_amount(typed, where="counted") if typed or not notes else summed
    if notes and counted != summed:
        raise Invalid(
            "shift.notes",
            f"Các tờ tiền cộng lại là {summed:,} ₫, khác số đã ghi. Sửa một trong hai.".replace(",", "."),
            f"The notes add up to {summed:,} ₫, not to the sum written. Change one of them.",
            where="counted",
        )
    return {
        "counted_vnd": counted,
        "count_lines": notes,
        "reason": posted.get("reason", ""),
        "unsent_reason": posted.get("unsent_reason", ""),
        "hand_over": posted.get("leave") == "hand-over",
        "visit_words": {
            name.removeprefix("luot."): str(text) for name, text in posted.items() if name.startswith("luot.")
        },
        "papers_count": read_number(posted.get("papers_count", "")),
        "papers_words": posted.get("papers_words", ""),
        "words": posted.get("words", ""),
        "overnight_reason": posted.get("overnight_reason", ""),
    }


def _require_same(mine: Shift | None, posted: QueryDict) -> None:
    """Let pass what was sent from the page of the shift as it is now.

    Raises:
        Conflict: the shift was closed or opened elsewhere since the page was drawn.
    """
    drawn_for = posted.get("ca", "")
    if drawn_for and (mine is None or str(mine.id) != drawn_for):
        raise Conflict(
            "shift.closed_before",
            "Ca này đã kết rồi. Không ghi thêm gì. Xem lại ở bảng dưới.",
            "This shift is closed already. Nothing more is written.",
        )
    if mine is not None and not drawn_for and ("float" in posted or "handover" in posted):
        raise Conflict(
            "shift.open_before",
            "Ca đã mở rồi. Không mở thêm ca nào.",
            "The shift is open already. No other one is opened.",
        )


def _unsaved(posted: QueryDict) -> list[str]:
    """Return what was typed about the end of a shift that has no form any more."""
    names = ("reason", "unsent_reason", "overnight_reason", "papers_words", "words")
    return [text for name in names if (text := posted.get(name, ""))]


def _opening(request: ActedRequest) -> dict[str, Any]:
    chosen = request.POST.get("handover") or request.GET.get("nhan", "")
    waiting = sorted(waiting_handovers(request.actor.unit_code), key=lambda left: str(left.id) != chosen)
    taken = {left.counter_id for left in waiting}
    free = [counter for counter in free_counters(request.actor.unit_code) if counter.id not in taken]
    return {
        "main_name": "Nhận ca" if waiting else "Mở ca",
        "handovers": waiting,
        "counters": free,
        "has_pin": has_pin(request.actor.id),
    }


def _begin(request: ActedRequest) -> HttpResponse:
    posted = request.POST
    handover = read_id(posted, "handover")
    if handover is not None:
        begin_from(
            handover_id=handover,
            clerk=request.actor,
            counted_vnd=read_amount(posted.get("taken", ""), where="counted_vnd"),
            papers_found=read_number(posted.get("papers_found", "")),
            note=posted.get("note", ""),
            at=timezone.now(),
        )
        messages.success(request, "Đã nhận ca.")
    else:
        counters = {str(counter.id): counter for counter in free_counters(request.actor.unit_code)}
        chosen = posted.get("counter", "") or next(iter(counters), "")
        open_till(
            clerk=request.actor,
            counter_id=UUID(chosen) if chosen in counters else UUID(int=0),
            float_vnd=read_amount(posted.get("float", "0") or "0", where="float_vnd"),
            float_note=posted.get("float_note", ""),
            at=timezone.now(),
        )
    return redirect("counter:idle")
