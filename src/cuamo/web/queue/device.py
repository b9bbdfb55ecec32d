"""The screen at a point's door: staff set it up once; the browser keeps its point and its paper."""

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse

COOKIE = "cua"
YEAR = 60 * 60 * 24 * 365
_signer = Signer(salt="cuamo.door")


PAPERS = ("80", "a6")
"""A roll of 80 mm, or sheets of A6."""


def stands_at(request: HttpRequest) -> str:
    """Return the code of the point this browser is the door screen of; empty for any other browser."""
    return _kept(request).partition("/")[0]


def prints_on(request: HttpRequest) -> str:
    """Return the paper of this door screen, one of `PAPERS`; the roll for any other browser."""
    paper = _kept(request).partition("/")[2]
    return paper if paper in PAPERS else PAPERS[0]


def _kept(request: HttpRequest) -> str:
    try:
        return _signer.unsign(request.COOKIES.get(COOKIE, ""))
    except BadSignature:
        return ""


def set_up(response: HttpResponse, unit_code: str, *, paper: str, secure: bool) -> HttpResponse:
    """Make the browser that gets `response` the door screen of the point."""
    response.set_cookie(
        COOKIE,
        _signer.sign(f"{unit_code}/{paper}"),
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=secure,
    )
    return response
