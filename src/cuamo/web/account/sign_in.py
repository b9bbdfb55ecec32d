"""A1 Sign in: staff with user name and password, citizens with VNeID; and sign out."""

from typing import Any

from allauth.account.views import AccountInactiveView, LoginView, LogoutView
from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from cuamo.web.account.pages import SaysErrors
from cuamo.web.audiences import everyone
from cuamo.web.counter.clerk_here import forget_clerk

CITIZEN_AREAS = ("/toi", "/nop/", "/en/toi", "/en/nop/")


class SignInView(SaysErrors, LoginView):  # type: ignore[misc]  # allauth carries no types
    """The page of every sign-in; whoever came from a citizen's page sees VNeID first."""

    first_field = "login"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wanted = self.request.POST.get("next") or self.request.GET.get("next", "")
        if not url_has_allowed_host_and_scheme(wanted, allowed_hosts={self.request.get_host()}):
            wanted = ""
        return {
            **super().get_context_data(**kwargs),
            "next": wanted,
            "citizen_first": wanted.startswith(CITIZEN_AREAS),
            "vneid_url": reverse("openid_connect_login", args=["vneid"]),
        }


class InactiveView(AccountInactiveView):  # type: ignore[misc]  # allauth carries no types
    """The account has been switched off."""


class SignOutView(LogoutView):  # type: ignore[misc]  # allauth carries no types
    """Signing out: the browser no longer knows who worked at it, so nothing is held for them."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer: HttpResponseBase = super().post(request, *args, **kwargs)
        forget_clerk(answer)
        return answer


_to_vneid = csp_update({"form-action": [settings.IDENTITY_URL]})
"""The VNeID button's form is answered by a redirect to the identity provider."""

sign_in = everyone(_to_vneid(SignInView.as_view(template_name="account/login.html")))
sign_out = everyone(require_POST(SignOutView.as_view()))
inactive = everyone(InactiveView.as_view(template_name="account/account_inactive.html"))
