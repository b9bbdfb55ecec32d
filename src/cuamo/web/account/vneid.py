"""A10 Citizens sign in with VNeID (OpenID Connect, code flow with PKCE)."""

from allauth.socialaccount.providers.openid_connect.views import callback as oidc_callback
from allauth.socialaccount.providers.openid_connect.views import login as oidc_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cuamo.web.audiences import everyone

POINTS = "/diem-phuc-vu"
"""Where somebody helps when VNeID does not."""

start = everyone(oidc_login)
callback = everyone(oidc_callback)


@everyone
def cancelled(request: HttpRequest) -> HttpResponse:
    """The person turned back at VNeID: nothing happened."""
    return redirect("account_login")


@everyone
def failed(request: HttpRequest) -> HttpResponse:
    """VNeID gave no usable answer."""
    return render(request, "account/vneid_failed.html", {"points_url": POINTS}, status=502)


@everyone
def level_needed(request: HttpRequest) -> HttpResponse:
    """The account at VNeID is of level 1: says how to get level 2, and where help is."""
    return render(request, "account/vneid_level.html", {"points_url": POINTS})


@everyone
def unused(request: HttpRequest) -> HttpResponse:
    """Addresses the library knows and we do not offer lead back to the sign-in page."""
    return redirect("account_login")
