"""A locked counter answers with the lock page and changes nothing, whatever is asked of it."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from cuamo.organisation.selectors.pins import has_pin
from cuamo.organisation.selectors.staff import actor_of
from cuamo.web.audiences import Audience, audience_of
from cuamo.web.counter import lock_state

AREA = "/quay/"
LOCKED = 423
FREE = ("/quay/khoa/", "/quay/sw.js", "/quay/may/ban/", "/quay/may/guong/")
"""The lock's own addresses, and shells that carry no personal data."""
SENDING = ("/quay/may/nhip/", "/quay/may/tep/", "/quay/may/ho-so/", "/quay/may/goi/")
"""What was finished before the lock goes on being sent: it shows nothing, and stopping it would strand it.

A PC asks for the pack of its point before it sends, to know whose session this is; no citizen is in it.
"""


_LOCKED_REASON = {
    "code": "counter.locked",
    "where": "session",
    "vi": "Quầy đang khóa. Mọi thứ vẫn còn trên máy này.",
    "en": "The counter is locked. Everything is still on this PC.",
    "hint_vi": "Nhập mã PIN để làm tiếp.",
    "hint_en": "Enter the PIN to go on.",
}


class CounterLock:
    """Stands before every page of `/quay/`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Mapping[str, Any]
    ) -> HttpResponseBase | None:
        """Answer in the page's place while the counter is locked; words that were sent are held first."""
        path = request.path_info
        if not path.startswith(AREA) or path.startswith(FREE + SENDING):
            return None
        if not request.user.is_authenticated:
            return None
        now = timezone.now()
        if not lock_state.is_locked(request, at=now):
            lock_state.light_again(request, at=now)
            return None
        clerk = actor_of(request.user, at=now)
        request.actor = clerk  # type: ignore[attr-defined]  # read by the page
        lock_state.lock(request, clerk, why="idle", at=now)
        if request.method == "POST" and (hold := getattr(view, "hold", None)):
            held: HttpResponseBase | None = hold(request, *args, **kwargs)
            if held is not None:
                return held
        if audience_of(view) is Audience.DEVICE:
            return JsonResponse(
                {"reasons": [_LOCKED_REASON]}, status=LOCKED, headers={"Cache-Control": "no-store, private"}
            )
        if request.headers.get("X-Requested-With"):
            return HttpResponse(status=LOCKED, headers={"Cache-Control": "no-store, private"})
        return lock_page(request, back=_back(request))


def lock_page(request: HttpRequest, *, back: str, error: str = "", status: int = LOCKED) -> HttpResponse:
    """Draw the lock page."""
    context = {
        "back": back,
        "errors": {"pin": error} if error else {},
        "has_pin": has_pin(str(request.user.pk)),
    }
    answer = render(request, "counter/lock.html", context, status=status)
    answer.headers["Cache-Control"] = "no-store, private"
    return answer


def safe_back(text: str) -> str:
    """Return an address of the counter to go on at; anything else leads to its first page."""
    parts = urlsplit(text)
    inside = not parts.scheme and not parts.netloc and parts.path.startswith(AREA) and "\\" not in text
    return text if inside and not parts.path.startswith(FREE) else AREA


def _back(request: HttpRequest) -> str:
    if request.method in {"GET", "HEAD"}:
        return safe_back(request.get_full_path())
    came = urlsplit(request.headers.get("Referer", ""))
    return safe_back(came.path) if came.netloc == request.get_host() else AREA
