"""How we speak with VNeID: code flow with PKCE and a nonce, the ID token always checked (facts §5.2)."""

import base64
import hashlib
import hmac
from typing import Any

import requests
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest

from cuamo.kernel.crypto import keyed_hash
from cuamo.web.language import without_english

PROVIDER = "vneid"
_ADDRESSES = {"issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"}


class VneidClient(OAuth2Client):  # type: ignore[misc]  # allauth carries no types
    """Sends a nonce bound to the secret this session keeps for PKCE."""

    def get_redirect_url(self, authorization_url: str, scope: list[str], extra_params: dict[str, Any]) -> str:
        challenge = extra_params["code_challenge"]
        extra_params = {**extra_params, "nonce": nonce_of(challenge)}
        address: str = super().get_redirect_url(authorization_url, scope, extra_params)
        return address


class VneidAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth carries no types
    """Takes an answer only if its ID token is signed by VNeID, for us, and for this very sign-in."""

    client_class = VneidClient

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Return the one address VNeID has registered, the same from an English page."""
        address: str = super().get_callback_url(request, app)
        return without_english(address)

    @property
    def openid_config(self) -> dict[str, Any]:
        try:
            config: dict[str, Any] = super().openid_config
        except requests.RequestException as error:
            raise OAuth2Error("VNeID does not say where it is") from error
        if not isinstance(config, dict) or not set(config) >= _ADDRESSES:
            raise OAuth2Error("VNeID does not say where everything is")
        return config

    def get_access_token_data(
        self, request: HttpRequest, app: SocialApp, client: OAuth2Client, pkce_code_verifier: str = ""
    ) -> dict[str, Any]:
        data: dict[str, Any] = super().get_access_token_data(request, app, client, pkce_code_verifier)
        digest = hashlib.sha256(pkce_code_verifier.encode()).digest()
        self._expected_nonce = nonce_of(_b64(digest))
        return data

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """Return who signs in.

        Raises:
            OAuth2Error: no ID token, a wrong signature or nonce, or user info of somebody else.
        """
        said = self._decode_id_token(app, str(kwargs["response"].get("id_token") or ""))
        if not hmac.compare_digest(str(said.get("nonce", "")).encode(), self._expected_nonce.encode()):
            raise OAuth2Error("the nonce is another one")
        info = self._fetch_user_info(token.token)
        if not said.get("sub") or info.get("sub") != said["sub"]:
            raise OAuth2Error("user info and ID token speak of two people")
        return self.get_provider().sociallogin_from_response(request, {"id_token": said, "userinfo": info})

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        said: dict[str, Any] = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        return said


class VneidProvider(OpenIDConnectProvider):  # type: ignore[misc]  # allauth carries no types
    """The provider without what a link from outside could change about a sign-in."""

    oauth2_adapter_class = VneidAdapter

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Return what an account is found by: a keyed hash, as the subject may be made of an ID number."""
        return keyed_hash(super().extract_uid(data), purpose="vneid-subject").hex()

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, str]:
        return dict(self.get_auth_params())

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        return list(self.get_scope())


def nonce_of(challenge: str | bytes) -> str:
    """Return the nonce that goes with a PKCE challenge: who holds the session can find it again."""
    text = challenge.decode() if isinstance(challenge, bytes) else challenge
    return _b64(hashlib.sha256(f"nonce:{text}".encode()).digest())


def _b64(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
