"""Help, accessibility and privacy; and P7, telling the city something."""

from urllib.parse import urlencode

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
    if request.method == "POST":
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
            return redirect(f"{reverse('portal:feedback')}?{urlencode({'ma': kept.code, 'da_gui': 1})}")
        except DomainError as refused:
            errors, status = {refused.where or "noi_dung": phrases.say(refused)}, refused.status
    found = None
    if asked := request.GET.get("ma", "").strip().upper():
        found, refusal = _asked(request, asked)
        if refusal:
            errors, status = {"ma": refusal}, TooMany.status
    context = {
        "errors": errors,
        "just_sent": "da_gui" in request.GET,
        "found": found,
        "posted": request.POST,
        "asked": request.GET.get("ma"),
        "extra": "doi_tien" in request.POST or "doi_tien" in request.GET,
        "about": request.POST.get("ve", "") or request.GET.get("ve", "")[:40],
    }
    return render(request, "portal/feedback.html", context, status=status)


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
