"""How often a phone may try codes, and how much it may send."""

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import TooMany
from cuamo.organisation.services.sign_in_limit import closed_until, take_try
from cuamo.web.account.place import place_of

WRONG_CODES = 30
"""Codes of no open visit, from one address in ten minutes."""
PHOTOS = 120
"""Things sent into one visit in ten minutes, right or not."""


def require_codes_left(request: HttpRequest) -> None:
    """Look whether this address may try a code.

    Raises:
        TooMany: it tried too many wrong ones.
    """
    until = closed_until(allowed={_place(request): WRONG_CODES}, at=timezone.now())
    if until is not None:
        raise _wait(until)


def count_wrong_code(request: HttpRequest) -> None:
    """Count a code behind which no visit is open."""
    take_try(what=_place(request), most=WRONG_CODES, at=timezone.now())


def count_photo(code: str) -> None:
    """Count what is sent into a visit, before anything of it is read.

    Raises:
        TooMany: too much came in ten minutes.
    """
    taken = take_try(what=f"capture:{code.upper()}", most=PHOTOS, at=timezone.now())
    if not taken.allowed:
        raise _wait(taken.until)


def _place(request: HttpRequest) -> str:
    return f"capture-code:{place_of(request)}"


def _wait(until: datetime) -> TooMany:
    time = f"{to_hanoi(until):%H:%M}"
    return TooMany(
        "capture.tries",
        f"Đã thử nhiều lần liên tiếp. Gửi tiếp từ {time}.",
        f"Many tries one after another. Go on from {time}.",
        hint_vi="Ảnh chưa gửi vẫn còn trong điện thoại. Cần ngay thì đưa giấy cho nhân viên quét.",
        hint_en="Photos not sent are still on the phone. If it is urgent, let the clerk scan the paper.",
    )
