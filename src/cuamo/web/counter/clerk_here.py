"""Who last worked at this browser: for whom to hold what comes after the session has ended by itself."""

from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from cuamo.web.audiences import ActedRequest

COOKIE, SALT, AREA, WORKDAY = "nguoi-truc", "counter.lost", "/quay/", 60 * 60 * 12


def remember_clerk(request: ActedRequest, response: HttpResponse) -> HttpResponse:
    """Let this browser say, signed, who works here."""
    if request.get_signed_cookie(COOKIE, default="", salt=SALT) != request.actor.id:
        response.set_signed_cookie(
            COOKIE,
            request.actor.id,
            salt=SALT,
            max_age=WORKDAY,
            path=AREA,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response


def forget_clerk(response: HttpResponseBase) -> None:
    """Nobody works here any more: they have signed out."""
    response.delete_cookie(COOKIE, path=AREA, samesite="Lax")


def clerk_here(request: HttpRequest) -> UUID | None:
    """Return the account of who last worked here and has not signed out; None when nobody."""
    try:
        return UUID(request.get_signed_cookie(COOKIE, salt=SALT, max_age=WORKDAY))
    except (KeyError, ValueError, signing.BadSignature):
        return None
