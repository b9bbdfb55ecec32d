"""The screen at a point's door: staff set it up once; the browser keeps which point it stands at."""

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse

COOKIE = "cua"
YEAR = 60 * 60 * 24 * 365
_signer = Signer(salt="cuamo.door")


def stands_at(request: HttpRequest) -> str:
    """Return the code of the point this browser is the door screen of; empty for any other browser."""
    try:
        return _signer.unsign(request.COOKIES.get(COOKIE, ""))
    except BadSignature:
        return ""


def set_up(response: HttpResponse, unit_code: str, *, secure: bool) -> HttpResponse:
    """Make the browser that gets `response` the door screen of the point."""
    response.set_cookie(
        COOKIE, _signer.sign(unit_code), max_age=YEAR, httponly=True, samesite="Lax", secure=secure
    )
    return response
