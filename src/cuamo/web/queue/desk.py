"""Q17: the queue as the clerk sees it; numbers are called by a key at Q0 and here."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cuamo.appointments.rules.reasons import BY_KEY, REASONS
from cuamo.appointments.selectors.bookings import bookings_on
from cuamo.appointments.selectors.queue import called_by, missed_at, queues_of, waiting_at
from cuamo.appointments.services.call import call_after_missing, call_next, come_back
from cuamo.appointments.services.take_ticket import arrive, take_ticket
from cuamo.appointments.types import Priority
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import DomainError
from cuamo.organisation.models import Unit
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.bench import CLERKS, page_keys
from cuamo.web.forms import read_id
from cuamo.web.queue.device import set_up
from cuamo.web.queue.waiting import queue_keys, waiting_block


@staff_required(*CLERKS)
@require_POST
def call(request: ActedRequest) -> HttpResponse:
    """Call the next number, the same one again, or pass it over."""
    now = timezone.now()
    try:
        if request.POST.get("viec") == "vang":
            called = call_after_missing(clerk=request.actor, at=now)
        else:
            called = call_next(clerk=request.actor, at=now)
    except DomainError as refused:
        messages.error(request, phrases.say(refused))
        return redirect("counter:shift" if refused.code == "shift.closed" else "counter:idle")
    if called is None:
        messages.info(request, "Không có ai đang chờ. Số mới sẽ hiện ở đây.")
    return redirect("queue:desk" if request.POST.get("ve") == "hang-cho" else "counter:idle")


@staff_required(*CLERKS)
@require_GET
def fresh(request: ActedRequest) -> HttpResponse:
    """Answer the list of Q0 as it is now; forms and keys stay where they are."""
    return render(request, "queue/_waiting_list.html", waiting_block(request.actor))


@staff_required(*CLERKS)
@require_http_methods(["GET", "POST"])
def desk(request: ActedRequest) -> HttpResponse:
    """Show who waits, take a number for somebody, note who is back or has arrived."""
    clerk, now = request.actor, timezone.now()
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            said = _act(request, clerk)
        except DomainError as refused:
            errors, status = {"viec": phrases.say(refused)}, refused.status
        else:
            messages.success(request, said)
            return redirect("queue:desk")
    called = called_by(clerk.id, at=now)
    waiting = waiting_at(clerk.unit_code, at=now)
    main = {"key": "F10", "name": "Lấy số giúp", "form": "lay-so", "main": True}
    page = {
        "place": "queue",
        "errors": errors,
        "unit_name": getattr(Unit.objects.filter(code=clerk.unit_code).first(), "name_vi", ""),
        "unit_code": clerk.unit_code,
        "called": called,
        "waiting": [(ticket, BY_KEY[ticket.reason].name_vi) for ticket in waiting],
        "missed": missed_at(clerk.unit_code, at=now),
        "booked": [
            booking
            for booking in bookings_on(clerk.unit_code, day=to_hanoi(now).date())
            if booking.state == "BOOKED"
        ],
        "queue": queues_of([clerk.unit_code], at=now)[clerk.unit_code],
        "reasons": [(reason.key, reason.name_vi) for reason in REASONS],
        "priorities": [(key, label.capitalize()) for key, label in Priority.choices],
        "keys": [*queue_keys(called), *page_keys(back=True, main=main)],
        "now": now,
    }
    return render(request, "queue/desk.html", page, status=status)


@staff_required(*CLERKS)
@require_POST
def make_door(request: ActedRequest) -> HttpResponse:
    """Make this very browser the screen at the point's door."""
    to_door = redirect(reverse("queue:door", args=[request.actor.unit_code]))
    paper = "a6" if request.POST.get("giay") == "a6" else "80"
    return set_up(to_door, request.actor.unit_code, paper=paper, secure=request.is_secure())


def _act(request: ActedRequest, clerk: Actor) -> str:
    now, what = timezone.now(), request.POST.get("act", "")
    if what == "quay-lai":
        ticket = come_back(ticket_id=read_id(request.POST, "so") or UUID(int=0), actor=clerk, at=now)
        return f"Số {ticket.shown} chờ tiếp."
    if what == "da-toi":
        ticket = arrive(booking_id=read_id(request.POST, "hen") or UUID(int=0), actor=clerk, at=now)
        return f"Đã tới theo hẹn: số {ticket.shown}."
    ticket = take_ticket(
        unit_code=clerk.unit_code,
        reason=request.POST.get("viec", ""),
        priority=request.POST.get("dien", ""),
        source="CLERK",
        actor=clerk,
        at=now,
    )
    return f"Đã lấy số {ticket.shown}."
