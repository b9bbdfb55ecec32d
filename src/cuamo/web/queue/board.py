"""H5: the board that calls numbers, for a screen on the wall: seen from 5 metres, heard, and kept fresh."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from cuamo.appointments.models import Ticket
from cuamo.appointments.rules.spoken import call_words
from cuamo.appointments.selectors.queue import calls_at, queues_of
from cuamo.appointments.types import TicketState
from cuamo.documents.services.read_aloud import can_read_aloud, read_aloud
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import NotFound
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.agencies import agency
from cuamo.web.audiences import ActedRequest, everyone
from cuamo.web.codes import qr_svg
from cuamo.web.screen.listen import part_of


@everyone
@require_GET
def board(request: ActedRequest, unit_code: str) -> HttpResponse:
    """Show the last calls of the point; `?moi` answers the part that changes."""
    unit = agency(unit_code[:20])
    if unit is None:
        raise NotFound("point.unknown", "Không có điểm phục vụ này.", "There is no such point.")
    if "moi" in request.GET:
        response = render(request, "queue/_board.html", _scene(unit))
    else:
        door = settings.PUBLIC_URL + reverse("queue:door", args=[unit.code]).removeprefix("/en")
        response = render(request, "queue/board.html", _scene(unit) | {"qr": qr_svg(door)})
    response.headers["Cache-Control"] = "no-store, private"
    return response


@everyone
@require_GET
def sound(request: ActedRequest, unit_code: str, number: int, counter: int) -> HttpResponse:
    """Say one call, digit by digit; only calls of today are said, each is spoken once and then kept."""
    called = Ticket.objects.filter(
        unit_code=unit_code[:20],
        day=to_hanoi(timezone.now()).date(),
        number=number,
        counter_number=counter,
        calls__gt=0,
    ).first()
    if called is None:
        raise NotFound("ticket.not_called", "Số này chưa được gọi.", "This number was not called.")
    words = call_words(called.shown, counter, "vi")
    response = part_of(read_aloud(words, language="vi"), request.headers.get("Range", ""))
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response


def _scene(unit: Unit) -> dict[str, Any]:
    now = timezone.now()
    calls = calls_at(unit.code, at=now)
    return {
        "unit": unit,
        "calls": calls,
        "newest": next((call for call in calls if call.state == TicketState.CALLED), None),
        "queue": queues_of([unit.code], at=now)[unit.code],
        "now": now,
        "speaks": can_read_aloud("vi"),
    }
