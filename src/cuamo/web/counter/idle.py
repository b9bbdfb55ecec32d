"""Q0: nobody is here yet."""

from datetime import datetime, time

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.documents.services.read_codes import read_codes
from cuamo.dossiers.selectors.visits import open_visits, todays_numbers, unsent_of
from cuamo.dossiers.services.start_visit import start_visit
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import DomainError, Invalid
from cuamo.kernel.identifiers.card import CardFacts, read_card
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.shifts import open_shift_of
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.bench import CLERKS, STEPS, page_keys, step_url
from cuamo.web.device.point import waiting_for
from cuamo.web.queue.waiting import queue_keys, waiting_block


@staff_required(*CLERKS)
@require_http_methods(["GET", "POST"])
def idle(request: ActedRequest) -> HttpResponse:
    """Wait for a card; a card that is read begins a visit."""
    typed, error, status = "", "", 200
    shift = None
    if request.method == "POST":
        typed = request.POST.get("card", "")
        try:
            visit = start_visit(clerk=request.actor, card=card_of(request), at=timezone.now())
        except DomainError as refused:
            if refused.code == "shift.closed":
                messages.error(request, phrases.say(refused))
                return redirect("counter:shift")
            error, status = phrases.say(refused), refused.status
        else:
            return redirect(step_url(visit, 1))
    elif (shift := open_shift_of(request.actor.id)) is None:
        return redirect("counter:shift")
    queue = waiting_block(request.actor)
    today = datetime.combine(timezone.now().astimezone(HANOI).date(), time(0), tzinfo=HANOI)
    context = {
        "typed": typed,
        "overnight": shift is not None and shift.opened_at < today,
        "errors": {"card": error} if error else {},
        "parked": [(visit, STEPS[visit.step - 1]) for visit in open_visits(request.actor)],
        "place": "idle",
        **queue,
        "keys": [
            *queue_keys(queue["called"])[:1],
            {"key": "Alt+2", "name": "Không có căn cước", "url": reverse("counter:no-card")},
            *queue_keys(queue["called"])[1:],
            *page_keys(main={"key": "F10", "name": "Bắt đầu lượt", "form": "doc-the", "main": True}),
        ],
        "unsent": len(unsent_of(request.actor)),
        "long_unsent": waiting_for(request.actor),
        "numbers": todays_numbers(request.actor, since=today),
        "unit_name": getattr(Unit.objects.filter(code=request.actor.unit_code).first(), "name_vi", ""),
    }
    return render(request, "counter/idle.html", context, status=status)


def card_of(request: ActedRequest) -> CardFacts:
    """Return the card that was scanned, pasted, or photographed.

    Raises:
        Invalid: it is no card, or the photo shows no QR.
    """
    photo = request.FILES.get("photo")
    if photo is None:
        return read_card(request.POST.get("card", ""))
    for text in read_codes(photo.read()):
        if text.count("|") >= 6:
            return read_card(text)
    raise Invalid(
        "card.no_qr",
        "Không thấy mã QR căn cước trong ảnh.",
        "The photo shows no QR of a card.",
        where="card",
        hint_vi="Chụp gần hơn, đủ sáng, thấy trọn mã QR ở góc thẻ.",
        hint_en="Take it closer, with light, showing the whole QR.",
    )
