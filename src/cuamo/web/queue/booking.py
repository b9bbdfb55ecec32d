"""P10: book a time at a point without an account; move or cancel it by its own link."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cuamo.appointments import config
from cuamo.appointments.models import Booking
from cuamo.appointments.selectors.bookings import booking_by_token
from cuamo.appointments.selectors.lessons import lessons
from cuamo.appointments.selectors.queue import queues_of
from cuamo.appointments.selectors.slots import free_slots
from cuamo.appointments.services.book import book
from cuamo.appointments.services.change_booking import cancel, move
from cuamo.appointments.services.take_ticket import arrive
from cuamo.appointments.types import BookingKind, BookingState
from cuamo.kernel.clock import HANOI, to_hanoi
from cuamo.kernel.errors import DomainError, NotFound, TooMany
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.agencies import agency, list_agencies
from cuamo.organisation.services.sign_in_limit import take_try
from cuamo.web import phrases
from cuamo.web.account.place import place_of
from cuamo.web.audiences import ActedRequest, everyone
from cuamo.web.codes import qr_svg

PAGE = 20
PER_ADDRESS = 20
NEVER = datetime(2000, 1, 1, tzinfo=HANOI)


@everyone
@require_GET
def choose_point(request: ActedRequest) -> HttpResponse:
    """Choose where; each point says how many wait there now."""
    words, after = request.GET.get("q", "").strip()[:200], request.GET.get("sau", "")[:20]
    units = list_agencies(words=words, after=after, limit=PAGE)
    queues = queues_of([unit.code for unit in units], at=timezone.now())
    rows = [{"unit": unit, "queue": queues[unit.code]} for unit in units]
    more = units[-1].code if len(units) == PAGE else ""
    return render(request, "queue/points.html", {"rows": rows, "words": words, "more": more})


@everyone
@require_http_methods(["GET", "POST"])
def choose_time(request: ActedRequest, unit_code: str) -> HttpResponse:
    """Choose a day, then a time; name and phone number are all that is asked."""
    unit = _unit(unit_code)
    now = timezone.now()
    moved = _moved(request, unit)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            count_booking(request)
            starts_at = _moment(request.POST.get("gio", ""))
            if moved is not None:
                move(booking_id=moved.id, starts_at=starts_at, actor=request.actor, at=now)
                return redirect("queue:booking", moved.token)
            made = book(
                unit_code=unit.code,
                starts_at=starts_at,
                name=request.POST.get("ho_ten", ""),
                phone=request.POST.get("dien_thoai", ""),
                actor=request.actor,
                at=now,
            )
            return redirect("queue:booking", made.token)
        except DomainError as refused:
            errors, status = {FIELDS.get(refused.where, "gio"): phrases.say(refused)}, refused.status
    page = {"unit": unit, "errors": errors, "posted": request.POST, "moved": moved}
    return render(request, "queue/times.html", page | _times(request, unit, now), status=status)


@everyone
@require_GET
def show(request: ActedRequest, token: str) -> HttpResponse:
    """Show a booked time with its code; no name or number of anybody stands on it."""
    return _own(request, booking_by_token(token))


@everyone
@require_POST
def act(request: ActedRequest, token: str, what: str) -> HttpResponse:
    """Cancel the time, or say that one is here."""
    mine = booking_by_token(token)
    try:
        if what == "huy":
            cancel(booking_id=mine.id, actor=request.actor, at=timezone.now())
        elif what == "toi":
            ticket = arrive(booking_id=mine.id, actor=request.actor, at=timezone.now())
            return redirect("queue:ticket", ticket.token)
        else:
            raise NotFound("booking.act", "Không có việc này.", "There is no such thing to do.")
    except DomainError as refused:
        return _own(request, mine, error=refused)
    return redirect("queue:booking", token)


FIELDS = {"name": "ho_ten", "phone": "dien_thoai", "starts_at": "gio"}
"""Where a refusal points to, and the field of the page."""


def count_booking(request: HttpRequest) -> None:
    """Count one try at booking from this address.

    Raises:
        TooMany: there were too many in ten minutes.
    """
    taken = take_try(what=f"booking:{place_of(request)}", most=PER_ADDRESS, at=timezone.now())
    if not taken.allowed:
        time = f"{to_hanoi(taken.until):%H:%M}"
        raise TooMany(
            "booking.tries",
            f"Đã đặt nhiều lần từ nơi này. Thử lại từ {time}, hoặc gọi {settings.HOTLINE}.",
            f"Many tries from here. Try again from {time}, or call {settings.HOTLINE}.",
        )


def _own(request: HttpRequest, mine: Booking, error: DomainError | None = None) -> HttpResponse:
    now = timezone.now()
    unit = Unit.objects.get(code=mine.unit_code)
    is_open = mine.state == BookingState.BOOKED and mine.starts_at > now
    visit = mine.kind == BookingKind.VISIT
    early = mine.starts_at - config.ARRIVES_BEFORE <= now <= mine.starts_at + config.ARRIVES_AFTER
    page = {
        "booking": mine,
        "unit": unit,
        "lesson": lessons().get(mine.session.lesson_key) if mine.session else None,
        "ends_at": mine.starts_at + timedelta(minutes=mine.session.minutes) if mine.session else None,
        "may_change": is_open,
        "may_move": is_open and visit,
        "may_arrive": mine.state == BookingState.BOOKED and visit and early,
        "passed": mine.state == BookingState.BOOKED and mine.starts_at + config.ARRIVES_AFTER < now,
        "ticket": getattr(mine, "ticket", None) if mine.state == BookingState.ARRIVED else None,
        "qr": qr_svg(settings.PUBLIC_URL + reverse("queue:booking", args=[mine.token]).removeprefix("/en")),
        "move_url": f"{reverse('queue:times', args=[unit.code])}?{urlencode({'doi': mine.token})}",
        "error": phrases.say(error) if error else "",
    }
    response = render(request, "queue/booking.html", page, status=error.status if error else 200)
    response.headers["Cache-Control"] = "no-store, private"
    return response


def _times(request: HttpRequest, unit: Unit, now: datetime) -> dict[str, Any]:
    today = to_hanoi(now).date()
    free = free_slots(unit, first=today, last=today + timedelta(days=config.DAYS_AHEAD), at=now)
    asked = request.GET.get("ngay", "") or to_day(request.POST.get("gio", ""))
    days = [{"day": day, "left": sum(slot.left for slot in slots)} for day, slots in free.items()]
    chosen = next((day for day in free if day.isoformat() == asked), None)
    if chosen is None:
        chosen = next((day for day, slots in free.items() if slots), None)
    return {"days": days, "chosen": chosen, "slots": free.get(chosen, []) if chosen else []}


def to_day(text: str) -> str:
    """Return the day of a moment as the page writes it, empty when it is none."""
    return text[:10]


def _moved(request: HttpRequest, unit: Unit) -> Booking | None:
    token = request.POST.get("doi") or request.GET.get("doi") or ""
    if not token:
        return None
    mine = booking_by_token(token)
    return mine if mine.unit_code == unit.code else None


def _moment(text: str) -> datetime:
    """Read the time a form names; what is none is a time nobody can book."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return NEVER
    moment = moment if moment.tzinfo else moment.replace(tzinfo=HANOI)
    return moment if 2000 < moment.year < 9000 else NEVER


def _unit(code: str) -> Unit:
    unit = agency(code[:20])
    if unit is None or not unit.is_open:
        raise NotFound("point.unknown", "Không có điểm phục vụ này.", "There is no such point.")
    return unit
