"""P5: where a dossier stands, by code and four digits, or by the receipt's QR."""

import math
import re
from datetime import datetime

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.rules.linked import is_filing
from cuamo.dossiers.rules.typed_code import provisional
from cuamo.dossiers.selectors.brought import local_number_of
from cuamo.dossiers.selectors.mandates import mandate_of
from cuamo.dossiers.selectors.tracking import find_by_code, find_by_token, good_for, head_of_token, track
from cuamo.dossiers.services.rate import RATEABLE
from cuamo.dossiers.states import OPEN, Money, State
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import NotFound
from cuamo.kernel.remembered import Remembered
from cuamo.organisation.services.sign_in_limit import closed_until, take_try
from cuamo.web import language
from cuamo.web.account.place import place_of
from cuamo.web.audiences import ActedRequest, everyone
from cuamo.web.carriage import carriages_of
from cuamo.web.context import Display
from cuamo.web.ladder import ladder_steps
from cuamo.web.language import vi_en
from cuamo.web.originals import originals_journey

MESSAGES_COOKIE = CookieStorage.cookie_name
REMEMBERED = Remembered(most=2000, seconds=600)
"""Receipt pages of people who are not signed in; a new event of the dossier makes a new page.

What else is on the page hangs on the hour only: that the term is over, or nearly.
"""
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="(\w+)"')
TOKEN_PLACE = b"@csrf@"
PER_CODE, PER_ADDRESS = 10, 60


@everyone
@require_http_methods(["GET", "POST"])
def by_code(request: ActedRequest) -> HttpResponse:
    """Ask for code and four digits; wrong ones are counted and then refused for a while."""
    code, error, status, wait = request.POST.get("ma", "").strip()[:80], "", 200, {}
    if request.method == "POST":
        now = timezone.now()
        allowed = {f"track:{code.upper()}": PER_CODE, f"track-from:{place_of(request)}": PER_ADDRESS}
        until = closed_until(allowed=allowed, at=now)
        found = find_by_code(code, request.POST.get("bon_so", "")) if until is None else None
        if found is not None:
            return redirect("portal:receipt", found.token)
        if until is None:
            tries = [take_try(what=what, most=most, at=now) for what, most in allowed.items()]
            until = max((one.until for one in tries if not one.allowed), default=None)
        if until is not None:
            time = f"{until.astimezone(HANOI):%H:%M}"
            error = vi_en(
                f"Đã thử nhiều lần. Thử lại từ {time}, hoặc quét mã QR trên phiếu.",
                f"Tried many times. Try again from {time}, or scan the QR of the receipt.",
            )
            status, wait = 429, {"Retry-After": str(max(1, math.ceil((until - now).total_seconds())))}
        elif provisional(code):
            error = vi_en(
                "Chưa thấy hồ sơ có số tạm này với bốn số đã ghi. Phiếu làm khi mất mạng được gửi trong ngày;"
                " chưa có tin nhắn thì thử lại sau, hoặc gọi đường dây miễn phí.",
                "No dossier with this provisional number and these digits yet. What was done without the"
                " network is sent the same day; try later, or call the free hotline.",
            )
            status = 404
        else:
            error = vi_en(
                "Không thấy hồ sơ với mã và bốn số này. Xem lại mã trên phiếu.",
                "There is no dossier with this code and these digits. Check the receipt.",
            )
            status = 404
    context = {"code": code, "errors": {"ma": error} if error else {}}
    response = render(request, "portal/track.html", context, status=status)
    for name, value in wait.items():
        response.headers[name] = value
    return response


@everyone
def by_token(request: ActedRequest, token: str) -> HttpResponse:
    """Show the ladder without any personal data; asked again within moments, it comes from memory."""
    head = head_of_token(token)
    if head is None:
        raise unknown()
    own = {settings.SESSION_COOKIE_NAME, MESSAGES_COOKIE} & request.COOKIES.keys()
    anonymous = not own and not request.META["QUERY_STRING"]
    key = (*head, request.path, language.read(getattr(request, "language", None)), Display.of(request))
    page = REMEMBERED.recall(key) if anonymous else None
    if page is None:
        page, seconds = _receipt(request, token, timezone.now())
        if anonymous:
            REMEMBERED.keep(key, _tokenless(page), at_most=seconds)
    return HttpResponse(page.replace(TOKEN_PLACE, get_token(request).encode()))


def _tokenless(page: bytes) -> bytes:
    """Return the page without the token of whom it was drawn for: each answer gets its own."""
    found = TOKEN.search(page)
    return page.replace(found.group(1), TOKEN_PLACE) if found else page


def _receipt(request: ActedRequest, token: str, now: datetime) -> tuple[bytes, float | None]:
    """Return the page and the seconds after which the term is over and the page another."""
    dossier = find_by_token(token)
    if dossier is None:
        raise unknown()
    seen = track(dossier, now=now)
    context = {
        "track": seen,
        "steps": ladder_steps(seen),
        "token": token,
        "may_rate": may_rate(dossier),
        "carriages": carriages_of(dossier, now=now),
        "originals": None if is_filing(dossier) else originals_journey(dossier),
        "home": dossier.delivery.get("way") == "HOME",
        "paid": dossier.money == Money.PAID,
        "local_number": local_number_of(dossier.id),
        "acted_for": bool(dossier.visit_id) and mandate_of(dossier.id) is not None,
        "asked_to_move": dossier.id if State(dossier.state) in OPEN else None,
    }
    return render(request, "portal/receipt.html", context).content, good_for(seen, now=now)


def may_rate(dossier: Dossier) -> bool:
    """True when there is an outcome that has not been rated."""
    return State(dossier.state) in RATEABLE and not hasattr(dossier, "rating")


def unknown() -> NotFound:
    """The answer to a token nobody has."""
    return NotFound(
        "track.unknown",
        "Không thấy hồ sơ này.",
        "There is no such dossier.",
        hint_vi="Quét lại mã QR trên phiếu, hoặc tra bằng mã hồ sơ.",
        hint_en="Scan the receipt's QR again, or look it up by code.",
    )
