"""H1–H3: take a number, at the door or on one's own phone; no name, no account, no script needed."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.appointments.rules.reasons import BY_KEY, REASONS
from cuamo.appointments.selectors.bookings import booking_by_code
from cuamo.appointments.selectors.opening import closes
from cuamo.appointments.selectors.queue import queues_of
from cuamo.appointments.services.take_ticket import arrive, open_point, take_ticket
from cuamo.appointments.types import Priority
from cuamo.documents.services.read_aloud import can_read_aloud
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import DomainError, NotFound, TooMany
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.agencies import agency
from cuamo.organisation.services.sign_in_limit import give_back, take_try
from cuamo.web import phrases
from cuamo.web.account.place import place_of
from cuamo.web.audiences import ActedRequest, everyone
from cuamo.web.language import current
from cuamo.web.queue.device import stands_at
from cuamo.web.screen.listen import said

PER_ADDRESS = 30
"""Numbers from one address in ten minutes; everybody in a post office shares its Wi-Fi."""
WRONG_CODES = 20
CLAIMS = (
    (Priority.ELDERLY, "Từ 60 tuổi trở lên", "60 years or older", "person"),
    (Priority.PREGNANT, "Đang mang thai, hoặc bế con nhỏ", "Pregnant, or carrying a baby", "people"),
    (Priority.DISABLED, "Người khuyết tật", "With a disability", "wheelchair"),
    (Priority.MERIT, "Người có công", "With meritorious service", "star"),
)


@everyone
@require_http_methods(["GET", "POST"])
def door(request: ActedRequest, unit_code: str) -> HttpResponse:
    """Ask what for, then whether somebody has priority; the answer gives the number."""
    unit, now = _unit(unit_code), timezone.now()
    if request.method == "POST":
        try:
            _count(request, unit)
            ticket = take_ticket(
                unit_code=unit.code,
                reason=request.POST.get("viec", ""),
                priority=request.POST.get("dien", ""),
                source="DOOR" if stands_at(request) == unit.code else "PHONE",
                actor=request.actor,
                at=now,
            )
        except DomainError as refused:
            return _closed(request, unit, refused)
        return redirect("queue:ticket", ticket.token)
    try:
        open_point(unit.code, at=now)
    except DomainError as refused:
        return _closed(request, unit, refused)
    name, page = _page_of(request, unit)
    return render(request, name, page)


@everyone
@require_http_methods(["GET", "POST"])
def booked(request: ActedRequest, unit_code: str) -> HttpResponse:
    """Take the six digits of a booked time; they can be touched one by one without scripts."""
    unit, now = _unit(unit_code), timezone.now()
    given = "".join(sign for sign in request.GET.get("ma", "") if sign.isdigit())[:6]
    error, status = "", 200
    if request.method == "POST":
        given = "".join(sign for sign in request.POST.get("ma", "") if sign.isdigit())[:6]
        try:
            tried = _count(request, unit, what="door-code", most=_most_codes(request, unit))
            booking = booking_by_code(unit.code, given, day=to_hanoi(now).date())
            if booking is None:
                raise NotFound(
                    "booking.code",
                    "Không thấy mã này ở đây hôm nay.",
                    "There is no such code here today.",
                    hint_vi="Xem lại 6 chữ số trong tin nhắn, hoặc lấy số như người chưa hẹn.",
                    hint_en="Look at the 6 digits of the message again, or take a number.",
                )
            give_back(what=tried)
            return redirect("queue:ticket", arrive(booking_id=booking.id, actor=request.actor, at=now).token)
        except DomainError as refused:
            error, status = phrases.say(refused), refused.status
    touched = request.GET.get("so", "")
    if touched.isdigit() and len(touched) == 1 and len(given) < 6:
        given += touched
    elif touched == "xoa":
        given = given[:-1]
    page = _base(unit) | {
        "given": given,
        "sound_of": "?trang=hen",
        "digits": "1234567890",
        "full": len(given) == 6,
        "errors": {"ma": error} if error else {},
    }
    return render(request, "queue/code.html", page, status=status)


@everyone
@require_GET
def listen(request: ActedRequest, unit_code: str) -> HttpResponse:
    """Say what the page at the door asks."""
    unit = _unit(unit_code)
    if request.GET.get("trang") == "hen":
        page = render_to_string("queue/code.html", _base(unit) | {"digits": ""}, request)
        return said(request, page)
    name, context = _page_of(request, unit)
    return said(request, render_to_string(name, context, request))


def _page_of(request: HttpRequest, unit: Unit) -> tuple[str, dict[str, Any]]:
    reason = BY_KEY.get(request.GET.get("viec", ""))
    page = _base(unit)
    if reason is None:
        queue = queues_of([unit.code], at=timezone.now())[unit.code]
        return "queue/door.html", page | {"reasons": REASONS, "queue": queue}
    claims = [{"key": key, "name_vi": vi, "name_en": en, "icon": icon} for key, vi, en, icon in CLAIMS]
    return "queue/priority.html", page | {
        "reason": reason,
        "claims": claims,
        "sound_of": f"?viec={reason.key}",
    }


def _base(unit: Unit) -> dict[str, Any]:
    return {
        "unit": unit,
        "until": closes(unit, at=timezone.now()),
        "can_listen": can_read_aloud(current()),
        "sound_of": "",
    }


def _closed(request: HttpRequest, unit: Unit, refused: DomainError) -> HttpResponse:
    page = _base(unit) | {"error": phrases.say(refused), "can_listen": False}
    return render(request, "queue/closed.html", page, status=refused.status)


def _unit(code: str) -> Unit:
    unit = agency(code[:20])
    if unit is None:
        raise NotFound("point.unknown", "Không có điểm phục vụ này.", "There is no such point.")
    return unit


def _count(request: HttpRequest, unit: Unit, *, what: str = "ticket", most: int = PER_ADDRESS) -> str:
    """Count a try and return whose; the screen at the door itself is not counted when it gives numbers."""
    whose = f"{what}:{unit.code}:{place_of(request)}"
    if what == "ticket" and stands_at(request) == unit.code:
        return whose
    taken = take_try(what=whose, most=most, at=timezone.now())
    if not taken.allowed:
        time = f"{to_hanoi(taken.until):%H:%M}"
        raise TooMany(
            "ticket.many",
            f"Đã thử nhiều lần từ nơi này. Thử lại từ {time}, hoặc nhờ nhân viên lấy số.",
            f"Many tries from here. Try again from {time}, or ask the staff for a number.",
            hint_vi=f"Cần gấp thì gọi {settings.HOTLINE}.",
            hint_en=f"If it is urgent call {settings.HOTLINE}.",
        )
    return whose


def _most_codes(request: HttpRequest, unit: Unit) -> int:
    """Return how many wrong codes are taken in ten minutes: all hands are on the screen at the door."""
    return WRONG_CODES * (10 if stands_at(request) == unit.code else 1)
