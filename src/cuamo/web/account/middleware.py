"""Staff who have not shown a second factor see only the pages where they do."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cuamo.people.models import Account
from cuamo.web.account.second_factor import has_shown_second_factor

FREE = ("/dang-nhap/", "/static/", "/healthz", "/readyz", "/metrics", "/favicon.ico", "/robots.txt")


class SecondFactorRequired:
    """Sends a staff session without a second factor to the page where one is set up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _must_enrol(request):
            return redirect("mfa_activate_totp")
        return self.get_response(request)


def _must_enrol(request: HttpRequest) -> bool:
    if not settings.SECOND_FACTOR_REQUIRED or request.path_info.startswith(FREE):
        return False
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    account = request.user
    if not isinstance(account, Account) or not account.is_staff_member:
        return False
    return not has_shown_second_factor(request)
