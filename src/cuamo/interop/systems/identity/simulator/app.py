"""Authorization code flow with PKCE: discovery, keys, sign-in page, token, user info."""

import base64
import hashlib
import hmac
import html
import json
import time
from typing import Any
from urllib.parse import urlencode

import jwt
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from cuamo.interop.systems.identity.simulator.memory import CODE_LIFE, TOKEN_LIFE, Memory
from cuamo.interop.systems.identity.simulator.people import PEOPLE, by_id

KEY_ID = "vneid-simulator-1"
MODES = {"normal", "slow", "error"}


def build(memory: Memory, *, issuer: str, client_id: str, secret: str, redirect_prefix: str) -> Any:
    """Return the provider as a WSGI application; only addresses under `redirect_prefix` get codes."""

    def discovery(request: Request) -> Response:
        return _json(
            {
                "issuer": issuer,
                "authorization_endpoint": f"{issuer}/authorize",
                "token_endpoint": f"{issuer}/token",
                "userinfo_endpoint": f"{issuer}/userinfo",
                "jwks_uri": f"{issuer}/jwks",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
                "scopes_supported": ["openid", "profile", "personal_id", "phone"],
                "claims_supported": sorted(PEOPLE[0].claims()),
            }
        )

    def keys(request: Request) -> Response:
        numbers = memory.key.public_key().public_numbers()
        key = {
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "kid": KEY_ID,
            "n": _b64(numbers.n.to_bytes(256)),
            "e": _b64(numbers.e.to_bytes(3)),
        }
        return _json({"keys": [key]})

    def authorize(request: Request) -> Response:
        asked = request.args.to_dict() if request.method == "GET" else request.form.to_dict()
        fault = _fault(asked)
        if fault:
            return _html(_page("Yêu cầu sai", f"<p>{html.escape(fault)}</p>"), status=400)
        if request.method == "GET":
            return _html(_page("Đăng nhập VNeID (mô phỏng)", _choices(asked)))
        person = by_id(str(asked.get("person", "")))
        if person is None:
            return _back(asked, error="access_denied")
        grant = {
            "person": person.personal_id,
            "challenge": asked["code_challenge"],
            "redirect_uri": asked["redirect_uri"],
            "nonce": asked.get("nonce", ""),
        }
        return _back(asked, code=memory.keep("code", json.dumps(grant), CODE_LIFE))

    def _fault(asked: dict[str, Any]) -> str:
        if asked.get("client_id") != client_id:
            return "client_id không được đăng ký."
        if not str(asked.get("redirect_uri", "")).startswith(redirect_prefix):
            return "redirect_uri không được đăng ký."
        if asked.get("response_type") != "code" or "openid" not in str(asked.get("scope", "")).split():
            return "Chỉ nhận response_type=code với scope openid."
        if asked.get("code_challenge_method") != "S256" or not asked.get("code_challenge"):
            return "Cần PKCE S256."
        return ""

    def token(request: Request) -> Response:
        if memory.mode == "error":
            return _json({"error": "temporarily_unavailable"}, status=503)
        form = request.form.to_dict()
        given_id, given_secret = _credentials(request, form)
        if given_id != client_id or not hmac.compare_digest(given_secret, secret):
            return _json({"error": "invalid_client"}, status=401)
        kept = memory.take("code", form.get("code", ""), once=True)
        grant = json.loads(kept) if kept else None
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if (
            grant is None
            or grant["redirect_uri"] != form.get("redirect_uri")
            or not hmac.compare_digest(_b64(verifier), grant["challenge"])
        ):
            return _json({"error": "invalid_grant"}, status=400)
        person = by_id(grant["person"])
        assert person is not None
        now = int(time.time())
        claims = {"iss": issuer, "aud": client_id, "iat": now, "exp": now + TOKEN_LIFE, **person.claims()}
        if grant["nonce"]:
            claims["nonce"] = grant["nonce"]
        signed = jwt.encode(claims, memory.key, algorithm="RS256", headers={"kid": KEY_ID})
        access = memory.keep("token", person.personal_id, TOKEN_LIFE)
        return _json(
            {"access_token": access, "token_type": "Bearer", "expires_in": TOKEN_LIFE, "id_token": signed},
            headers={"Cache-Control": "no-store"},
        )

    def userinfo(request: Request) -> Response:
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        person = by_id(memory.take("token", bearer, once=False) or "")
        if person is None:
            return _json({"error": "invalid_token"}, status=401)
        return _json(person.claims())

    def control(request: Request) -> Response:
        mode = str((request.get_json(silent=True) or {}).get("mode", ""))
        if mode not in MODES:
            return _json({"error": f"mode must be one of {sorted(MODES)}"}, status=422)
        memory.mode = mode
        return _json({"mode": mode})

    def healthz(request: Request) -> Response:
        return _json({"status": "ok", "mode": memory.mode})

    def home(request: Request) -> Response:
        rows = "".join(
            f"<li>{html.escape(person.full_name)} · {person.personal_id} · mức {person.loa}</li>"
            for person in PEOPLE
        )
        return _html(_page("VNeID (mô phỏng)", f"<p>Những người này không có thật.</p><ul>{rows}</ul>"))

    views = {
        "home": home,
        "healthz": healthz,
        "control": control,
        "discovery": discovery,
        "keys": keys,
        "authorize": authorize,
        "token": token,
        "userinfo": userinfo,
    }
    routes = Map(
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

    def application(environ: Any, start_response: Any) -> Any:
        try:
            endpoint, _ = routes.bind_to_environ(environ).match()
            answer: Any = views[endpoint](Request(environ))
        except HTTPException as refused:
            answer = refused
        return answer(environ, start_response)

    return application


def _json(content: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(json.dumps(content), status=status, headers=headers, content_type="application/json")


def _html(content: str, *, status: int = 200) -> Response:
    return Response(content, status=status, content_type="text/html; charset=utf-8")


def _credentials(request: Request, form: dict[str, str]) -> tuple[str, str]:
    header = request.headers.get("authorization", "")
    if header.startswith("Basic "):
        name, _, word = base64.b64decode(header[6:]).decode().partition(":")
        return name, word
    return form.get("client_id", ""), form.get("client_secret", "")


def _back(asked: dict[str, Any], **answer: str) -> Response:
    query = urlencode(answer | ({"state": asked["state"]} if asked.get("state") else {}))
    return redirect(f"{asked['redirect_uri']}?{query}")


def _choices(asked: dict[str, Any]) -> str:
    hidden = "".join(
        f'<input type="hidden" name="{html.escape(str(key))}" value="{html.escape(str(value))}">'
        for key, value in asked.items()
    )
    buttons = "".join(
        f'<p><button type="submit" name="person" value="{person.personal_id}">'
        f"{html.escape(person.full_name)} (mức {person.loa})</button></p>"
        for person in PEOPLE
    )
    refuse = '<p><button type="submit" name="person" value="">Không đồng ý</button></p>'
    form = f'<form method="post" action="/authorize">{hidden}{buttons}{refuse}</form>'
    return f"<p>Chọn người đăng nhập.</p>{form}"


def _page(title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width"></head>'
        f"<body><main><h1>{title}</h1>{body}</main></body></html>"
    )


def _b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
