"""Help, accessibility and privacy; and P7, telling the city something."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import DomainError, TooMany
from cuamo.kernel.money import parse_vnd
from cuamo.organisation.services.sign_in_limit import closed_until, take_try
from cuamo.oversight.models import Feedback
from cuamo.oversight.services.receive_feedback import receive_feedback
from cuamo.web import phrases
from cuamo.web.account.place import place_of
from cuamo.web.audiences import ActedRequest, everyone

PER_ADDRESS = 20
JUST_SENT = "cuamo_phan_anh"
"""Cookie that carries the code of a message to the page that says it."""
SAID_FOR = 600
"""Seconds the code waits to be said."""
UNKNOWN_CODES = 20
"""Codes of no message from one address in ten minutes."""


@everyone
def help_page(request: ActedRequest) -> HttpResponse:
    """Say how things work, what can be used by whom, and what happens to data."""
    return render(request, "portal/help.html")


@everyone
@require_http_methods(["GET", "POST"])
def feedback(request: ActedRequest) -> HttpResponse:
    """P7: take a message without signing in; «ai đó đòi thêm tiền» is the first choice."""
    errors: dict[str, str] = {}
    status = 200
    looks, opens = request.POST.get("viec") == "xem", request.POST.get("viec") == "bao"
    if request.method == "POST" and not looks and not opens:
        now = timezone.now()
        try:
            taken = take_try(what=f"feedback:{place_of(request)}", most=PER_ADDRESS, at=now)
            if not taken.allowed:
                time = f"{taken.until.astimezone(HANOI):%H:%M}"
                raise TooMany(
                    "feedback.many",
                    f"Đã gửi nhiều lần. Gửi tiếp từ {time}, hoặc gọi {settings.HOTLINE}.",
                    f"Sent many times. Send again from {time}, or call {settings.HOTLINE}.",
                )
            kept = receive_feedback(
                text=request.POST.get("noi_dung", ""),
                place=request.POST.get("noi", ""),
                extra_money=request.POST.get("doi_tien") == "1",
                about=request.POST.get("ve", ""),
                asked_vnd=_amount(request.POST.get("so_tien", "")),
                actor=request.actor,
                at=now,
            )
            return _told(request, kept)
        except DomainError as refused:
            errors, status = {refused.where or "noi_dung": phrases.say(refused)}, refused.status
    asked = request.POST.get("ma", "").strip().upper() if looks else ""
    found = _just_sent(request) if request.method == "GET" else None
    just_sent = found is not None
    if asked:
        found, refusal = _asked(request, asked)
        if refusal:
            errors, status = {"ma": refusal}, TooMany.status
    context = {
        "errors": errors,
        "just_sent": just_sent,
        "found": found,
        "posted": request.POST,
        "asked": asked,
        "extra": opens or "doi_tien" in request.POST or "doi_tien" in request.GET,
        "about": request.POST.get("ve", "")[:40],
    }
    return render(request, "portal/feedback.html", context, status=status)


def _told(request: ActedRequest, kept: Feedback) -> HttpResponse:
    """Lead to the page that says the code: no code stands in an address, a log or a history."""
    response = redirect(f"{reverse('portal:feedback')}?da_gui=1")
    response.set_signed_cookie(
        JUST_SENT,
        kept.code,
        max_age=SAID_FOR,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response


def _just_sent(request: ActedRequest) -> Feedback | None:
    """Return the message this browser has just sent."""
    if "da_gui" not in request.GET:
        return None
    code = request.get_signed_cookie(JUST_SENT, default="", max_age=SAID_FOR)
    return Feedback.objects.filter(code=code).first() if code else None


def _asked(request: ActedRequest, code: str) -> tuple[Feedback | None, str]:
    """Return the message of a code; codes of no message are counted by address, and few may be tried."""
    now, what = timezone.now(), f"feedback-code:{place_of(request)}"
    until = closed_until(allowed={what: UNKNOWN_CODES}, at=now)
    if until is not None:
        return None, f"Đã hỏi nhiều mã không có. Hỏi lại từ {until.astimezone(HANOI):%H:%M}."
    found = Feedback.objects.filter(code=code).first()
    if found is None:
        take_try(what=what, most=UNKNOWN_CODES, at=now)
    return found, ""


def _amount(text: str) -> int | None:
    """Return the amount somebody was asked for; None for nothing written, 0 for what cannot be read."""
    if not text.strip():
        return None
    try:
        return parse_vnd(text)
    except ValueError:
        return 0
