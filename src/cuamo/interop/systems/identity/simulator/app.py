"""Authorization code flow with PKCE: discovery, keys, sign-in page, token, user info."""

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Collection
from typing import Any
from urllib.parse import unquote_plus, urlencode

import jwt
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from cuamo.interop.systems.identity.simulator import pages
from cuamo.interop.systems.identity.simulator.memory import CODE_LIFE, TOKEN_LIFE, Memory
from cuamo.interop.systems.identity.simulator.people import PEOPLE, Invented, by_id, people_of

KEY_ID = "vneid-simulator-1"
CLIENT_NAME = "Cửa Mở · Dịch vụ công Hà Nội"
MODES = {
    "normal": "trả lời ngay",
    "slow": "chậm 4 giây",
    "error": "báo lỗi 503",
    "expired": "phát mã đã hết hạn",
    "forged": "ký bằng khóa lạ",
    "replayed": "trả lời cho lần đăng nhập khác",
}
_QUIET = frozenset({"/healthz", "/control", "/"})


class IdentityProvider:
    """The provider as a WSGI application; only `redirect_uris`, letter for letter, get codes."""

    def __init__(
        self, memory: Memory, *, issuer: str, client_id: str, secret: str, redirect_uris: Collection[str]
    ) -> None:
        self._memory, self._issuer = memory, issuer
        self._client_id, self._secret, self._redirect_uris = client_id, secret, redirect_uris
        self._views = {
            "home": self._home,
            "healthz": self._healthz,
            "control": self._control,
            "discovery": self._discovery,
            "keys": self._keys,
            "authorize": self._authorize,
            "token": self._token,
            "userinfo": self._userinfo,
        }
        self._routes = Map(
            [
                Rule("/", endpoint="home", methods=["GET"]),
                Rule("/healthz", endpoint="healthz", methods=["GET"]),
                Rule("/control", endpoint="control", methods=["POST"]),
                Rule("/.well-known/openid-configuration", endpoint="discovery", methods=["GET"]),
                Rule("/jwks", endpoint="keys", methods=["GET"]),
                Rule("/authorize", endpoint="authorize", methods=["GET", "POST"]),
                Rule("/token", endpoint="token", methods=["POST"]),
                Rule("/userinfo", endpoint="userinfo", methods=["GET", "POST"]),
            ]
        )

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        answer: Any
        try:
            endpoint, _ = self._routes.bind_to_environ(environ).match()
            request = Request(environ)
            answer = self._out_of_order(request) or self._views[endpoint](request)
        except HTTPException as refused:
            answer = refused
        return answer(environ, start_response)

    def _out_of_order(self, request: Request) -> Response | None:
        if request.path in _QUIET:
            return None
        if self._memory.mode == "slow":
            time.sleep(4.0)
        if self._memory.mode == "error":
            return _json({"error": "temporarily_unavailable"}, status=503)
        return None

    def _discovery(self, request: Request) -> Response:
        return _json(
            {
                "issuer": self._issuer,
                "authorization_endpoint": f"{self._issuer}/authorize",
                "token_endpoint": f"{self._issuer}/token",
                "userinfo_endpoint": f"{self._issuer}/userinfo",
                "jwks_uri": f"{self._issuer}/jwks",
                "response_types_supported": ["code"],
                "grant_types_supported": ["authorization_code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
                "scopes_supported": ["openid", "profile", "personal_id", "phone"],
                "claims_supported": sorted(PEOPLE[0].claims()),
            }
        )

    def _keys(self, request: Request) -> Response:
        numbers = self._memory.key.public_key().public_numbers()
        key = {
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "kid": KEY_ID,
            "n": _b64(numbers.n.to_bytes(256)),
            "e": _b64(numbers.e.to_bytes(3)),
        }
        return _json({"keys": [key]})

    def _authorize(self, request: Request) -> Response:
        asked = (request.args if request.method == "GET" else request.form).to_dict()
        if asked.get("client_id") != self._client_id:
            return _html(pages.refused("client_id không được đăng ký."), status=400)
        if asked.get("redirect_uri") not in self._redirect_uris:
            return _html(pages.refused("redirect_uri không được đăng ký."), status=400)
        if asked.get("response_type") != "code":
            return _back(asked, error="unsupported_response_type")
        if "openid" not in asked.get("scope", "").split():
            return _back(asked, error="invalid_scope")
        if asked.get("code_challenge_method") != "S256" or len(asked.get("code_challenge", "")) != 43:
            return _back(asked, error="invalid_request", error_description="PKCE S256 is required")
        people = people_of(self._memory.folder)
        if request.method == "GET":
            return _html(pages.choose(people, asked, CLIENT_NAME))
        person = by_id(people, asked.get("person", ""))
        if person is None:
            return _back(asked, error="access_denied")
        grant = {
            "person": person.personal_id,
            "challenge": asked["code_challenge"],
            "redirect_uri": asked["redirect_uri"],
            "nonce": asked.get("nonce", ""),
        }
        life = 0 if self._memory.mode == "expired" else CODE_LIFE
        return _back(asked, code=self._memory.keep("code", json.dumps(grant), life))

    def _token(self, request: Request) -> Response:
        form = request.form.to_dict()
        given_id, given_secret = _credentials(request, form)
        right = hmac.compare_digest(given_secret.encode(), self._secret.encode())
        if given_id != self._client_id or not right:
            return _json({"error": "invalid_client"}, status=401)
        if form.get("grant_type") != "authorization_code":
            return _json({"error": "unsupported_grant_type"}, status=400)
        code = form.get("code", "")
        kept = self._memory.take("code", code, once=True)
        if kept is None:
            self._memory.forget_of(code)
            return _json({"error": "invalid_grant"}, status=400)
        grant = json.loads(kept)
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        person = by_id(people_of(self._memory.folder), grant["person"])
        if (
            person is None
            or grant["redirect_uri"] != form.get("redirect_uri")
            or not hmac.compare_digest(_b64(verifier).encode(), grant["challenge"].encode())
        ):
            return _json({"error": "invalid_grant"}, status=400)
        access = self._memory.keep("token", person.personal_id, TOKEN_LIFE, origin=code)
        return _json(
            {
                "access_token": access,
                "token_type": "Bearer",
                "expires_in": TOKEN_LIFE,
                "id_token": self._id_token(person, grant["nonce"]),
            },
            headers={"Cache-Control": "no-store"},
        )

    def _id_token(self, person: Invented, nonce: str) -> str:
        now = int(time.time())
        claims: dict[str, object] = {"iss": self._issuer, "aud": self._client_id, "iat": now}
        claims |= {"exp": now + TOKEN_LIFE, "auth_time": now, **person.claims()}
        if nonce:
            claims["nonce"] = nonce[::-1] if self._memory.mode == "replayed" else nonce
        key = self._memory.foreign_key if self._memory.mode == "forged" else self._memory.key
        return jwt.encode(claims, key, algorithm="RS256", headers={"kid": KEY_ID})

    def _userinfo(self, request: Request) -> Response:
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        personal_id = self._memory.take("token", bearer, once=False) or ""
        person = by_id(people_of(self._memory.folder), personal_id)
        if person is None:
            return _json({"error": "invalid_token"}, status=401)
        return _json(person.claims())

    def _control(self, request: Request) -> Response:
        said = request.get_json(silent=True)
        mode = request.form.get("mode") or (said.get("mode") if isinstance(said, dict) else None)
        if mode not in MODES:
            return _json({"error": f"mode must be one of {', '.join(MODES)}"}, status=400)
        self._memory.mode = str(mode)
        if "text/html" in request.headers.get("Accept", ""):
            return Response(status=303, headers={"Location": "/"})
        return _json({"mode": mode})

    def _healthz(self, request: Request) -> Response:
        return _json({"status": "ok", "mode": self._memory.mode})

    def _home(self, request: Request) -> Response:
        people = people_of(self._memory.folder)
        return _html(pages.overview(people, mode=self._memory.mode, modes=MODES))


def _json(content: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(json.dumps(content), status=status, headers=headers, content_type="application/json")


def _html(content: str, *, status: int = 200) -> Response:
    return Response(
        content,
        status=status,
        content_type="text/html; charset=utf-8",
        headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"},
    )


def _credentials(request: Request, form: dict[str, str]) -> tuple[str, str]:
    """Return client id and secret of the header (each form-encoded, RFC 6749 §2.3.1) or of the body."""
    header = request.headers.get("authorization", "")
    if not header.startswith("Basic "):
        return form.get("client_id", ""), form.get("client_secret", "")
    try:
        name, _, word = base64.b64decode(header[6:], validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return unquote_plus(name), unquote_plus(word)


def _back(asked: dict[str, str], **answer: str) -> Response:
    query = urlencode(answer | ({"state": asked["state"]} if asked.get("state") else {}))
    return redirect(f"{asked['redirect_uri']}?{query}")


def _b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
