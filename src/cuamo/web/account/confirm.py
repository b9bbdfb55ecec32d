"""A2 Second factor at sign-in; A8 confirm once more before something weighty."""

from typing import Any

from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as CodeReauthenticateView
from allauth.mfa.webauthn.views import LoginWebAuthnView, ReauthenticateWebAuthnView

from cuamo.web.account.pages import SaysErrors
from cuamo.web.audiences import everyone, staff_required


class SecondFactorView(SaysErrors, AuthenticateView):  # type: ignore[misc]  # allauth carries no types
    """Code of the app, recovery code or passkey."""


class PasswordAgainView(SaysErrors, ReauthenticateView):  # type: ignore[misc]  # allauth carries no types
    """The password once more."""

    first_field = "password"


class CodeAgainView(SaysErrors, CodeReauthenticateView):  # type: ignore[misc]  # allauth carries no types
    """The code once more."""


class PasskeyAgainView(SaysErrors, ReauthenticateWebAuthnView):  # type: ignore[misc]  # allauth carries no types
    """The passkey once more."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "passkey": True}


second_factor = everyone(SecondFactorView.as_view(template_name="mfa/authenticate.html"))
passkey_sign_in = everyone(LoginWebAuthnView.as_view(template_name="account/login.html"))
password_again = staff_required()(PasswordAgainView.as_view(template_name="account/reauthenticate.html"))
code_again = staff_required()(CodeAgainView.as_view(template_name="account/reauthenticate.html"))
passkey_again = staff_required()(PasskeyAgainView.as_view(template_name="account/reauthenticate.html"))
