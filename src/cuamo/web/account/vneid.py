"""A10 Citizens sign in with VNeID (OpenID Connect, code flow with PKCE)."""

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cuamo.web.account.vneid_client import PROVIDER, VneidAdapter
from cuamo.web.audiences import everyone

POINTS = "/diem-phuc-vu"
"""Where somebody helps when VNeID does not."""


@everyone
def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """A12: on the way to VNeID; a form with scripts off, one press."""
    return _go(OAuth2LoginView, request, provider_id)


@everyone
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take what VNeID answers."""
    return _go(OAuth2CallbackView, request, provider_id)


def _go(view: type[OAuth2LoginView | OAuth2CallbackView], request: HttpRequest, name: str) -> HttpResponse:
    if name != PROVIDER:
        raise Http404
    try:
        answer: HttpResponse = view.adapter_view(VneidAdapter(request, PROVIDER))(request)
    except OAuth2Error:
        return _no_answer(request)
    return answer


@everyone
def cancelled(request: HttpRequest) -> HttpResponse:
    """The person turned back at VNeID: nothing happened."""
    return redirect("account_login")


@everyone
def failed(request: HttpRequest) -> HttpResponse:
    """VNeID gave no usable answer."""
    return _no_answer(request)


def _no_answer(request: HttpRequest) -> HttpResponse:
    return render(request, "account/vneid_failed.html", {"points_url": POINTS}, status=502)


@everyone
def level_needed(request: HttpRequest) -> HttpResponse:
    """The account at VNeID is of level 1: says how to get level 2, and where help is."""
    return render(request, "account/vneid_level.html", {"points_url": POINTS})


@everyone
def unused(request: HttpRequest) -> HttpResponse:
    """Addresses the library knows and we do not offer lead back to the sign-in page."""
    return redirect("account_login")
