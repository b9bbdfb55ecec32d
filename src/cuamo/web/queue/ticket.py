"""H4: a number, followed on any phone; it says nothing about who holds it."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from cuamo.appointments.models import Ticket
from cuamo.appointments.rules.reasons import BY_KEY
from cuamo.appointments.rules.spoken import digits
from cuamo.appointments.selectors.queue import ahead_of, queues_of, ticket_by_token, wait_of
from cuamo.appointments.services.call import come_back, leave
from cuamo.appointments.types import TicketState
from cuamo.documents.services.read_aloud import can_read_aloud
from cuamo.kernel.actors import ActorKind
from cuamo.kernel.clock import to_hanoi
from cuamo.organisation.models import Unit
from cuamo.web.audiences import ActedRequest, everyone
from cuamo.web.codes import qr_svg
from cuamo.web.language import current
from cuamo.web.queue.device import prints_on, stands_at
from cuamo.web.screen.listen import said


@everyone
@require_GET
def ticket(request: ActedRequest, token: str) -> HttpResponse:
    """Show the number, how many come before it and about how long; prints as a slip."""
    mine = ticket_by_token(token)
    unit = Unit.objects.get(code=mine.unit_code)
    at_door = stands_at(request) == mine.unit_code
    address = settings.PUBLIC_URL + reverse("queue:ticket", args=[token]).removeprefix("/en")
    page = _scene(mine) | {
        "unit": unit,
        "at_door": at_door,
        "fresh": at_door and mine.state == TicketState.WAITING and mine.calls == 0,
        "qr": qr_svg(address),
        "reason": BY_KEY.get(mine.reason),
        "may_print": at_door or request.actor.kind is ActorKind.STAFF,
        "a6": request.GET.get("kho", prints_on(request)) == "a6",
        "can_listen": can_read_aloud(current()),
        "printed_at": timezone.now(),
    }
    return _not_kept(render(request, "queue/ticket.html", page))


@everyone
@require_GET
def fresh(request: ActedRequest, token: str) -> HttpResponse:
    """Answer the part of the page that changes; a change of state asks for the whole page."""
    mine = ticket_by_token(token)
    if mine.state != request.GET.get("dang"):
        return _not_kept(HttpResponse(status=204, headers={"X-Go": reverse("queue:ticket", args=[token])}))
    return _not_kept(render(request, "queue/_ticket.html", _scene(mine)))


@everyone
@require_GET
def listen(request: ActedRequest, token: str) -> HttpResponse:
    """Say the number, digit by digit, and how many come before it."""
    mine = ticket_by_token(token)
    page = render_to_string("queue/_ticket.html", _scene(mine), request)
    return _not_kept(said(request, f"<main>{page.replace(mine.shown, digits(mine.shown, current()))}</main>"))


@everyone
@require_POST
def give_up(request: ActedRequest, token: str) -> HttpResponse:
    """Give the number up."""
    leave(ticket_id=ticket_by_token(token).id, actor=request.actor, at=timezone.now())
    return redirect("queue:ticket", token)


@everyone
@require_POST
def back(request: ActedRequest, token: str) -> HttpResponse:
    """Wait again after a missed call."""
    come_back(ticket_id=ticket_by_token(token).id, actor=request.actor, at=timezone.now())
    return redirect("queue:ticket", token)


def _scene(mine: Ticket) -> dict[str, Any]:
    now = timezone.now()
    over = mine.day != to_hanoi(now).date()
    page: dict[str, Any] = {"ticket": mine, "over": over}
    if mine.state == TicketState.WAITING and not over:
        ahead = ahead_of(mine)
        page |= {
            "ahead": ahead,
            "wait": wait_of(mine, ahead=ahead, at=now),
            "queue": queues_of([mine.unit_code], at=now)[mine.unit_code],
        }
    return page


def _not_kept(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store, private"
    return response
