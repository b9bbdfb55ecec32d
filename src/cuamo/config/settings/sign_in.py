"""How people sign in: staff by password and second factor, citizens through VNeID (OpenID Connect)."""

from typing import Any

ACCOUNT_ADAPTER = "cuamo.web.account.adapter.SignInAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False
"""Tries are counted in the database, for all processes together: `organisation.services.sign_in_limit`."""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/dang-nhap/"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_FORMS = {
    "login": "cuamo.web.account.forms.SignInForm",
    "reauthenticate": "cuamo.web.account.forms.PasswordAgainForm",
    "change_password": "cuamo.web.account.forms.NewPasswordForm",
}

MFA_ADAPTER = "cuamo.web.account.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Cửa Mở"
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "cuamo.web.account.forms.CodeForm",
    "reauthenticate": "cuamo.web.account.forms.CodeAgainForm",
    "activate_totp": "cuamo.web.account.forms.EnrolForm",
}

SECOND_FACTOR_REQUIRED = True
"""Staff reach no page of theirs before they have shown a second factor in this session."""

SOCIALACCOUNT_ADAPTER = "cuamo.web.account.citizen.CitizenAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = True
SOCIALACCOUNT_QUERY_EMAIL = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = ""


def vneid_provider(*, server_url: str, client_id: str, secret: str) -> dict[str, Any]:
    """Return the settings of the national identity as an OpenID Connect provider, code flow with PKCE."""
    app = {
        "provider_id": "vneid",
        "name": "VNeID",
        "client_id": client_id,
        "secret": secret,
        "settings": {
            "server_url": server_url,
            "scope": ["openid", "profile", "personal_id", "phone"],
            "oauth_pkce_enabled": True,
        },
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
