"""The HTTP face of the signing simulator."""

import base64
import binascii
import hmac
import html
import json
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from cuamo.interop.systems.signing.simulator.authority import TIME_STAMP_PATH, Authority
from cuamo.interop.systems.signing.simulator.memory import Memory, TokenRow

MODES = ("normal", "slow", "error", "dead", "refuse", "garbage", "no_timestamp", "no_revocation")
PIN_TRIES = 3
"""Wrong PINs in a row before a token locks itself."""
_CLOCK_SKEW_SECONDS = 300
_SLOW_SECONDS = 3.0
_DEAD_SECONDS = 60.0


def build_app(folder: Path, *, base_url: str, secret: str) -> "SigningService":
    """Return the WSGI application with its state in `folder`."""
    memory = Memory(folder)
    return SigningService(memory, Authority(folder, base_url=base_url, memory=memory), secret=secret)


class SigningService:
    """Routes of the service; errors are JSON with `code` and `message`."""

    def __init__(self, memory: Memory, authority: Authority, *, secret: str) -> None:
        self._memory = memory
        self._authority = authority
        self._secret = secret.encode()
        self._routes: dict[tuple[str, str], Callable[[Request], Response]] = {
            ("GET", "/"): self._page,
            ("GET", "/healthz"): lambda _: Response("ok\n"),
            ("GET", "/ca/root.crt"): lambda _: Response(
                self._authority.certificate("root"), mimetype="application/pkix-cert"
            ),
            ("GET", "/ca/public.crt"): lambda _: Response(
                self._authority.certificate("public"), mimetype="application/pkix-cert"
            ),
            ("POST", "/expire"): self._expire,
            ("POST", "/token/insert"): self._insert_token,
            ("POST", "/token/remove"): self._remove_token,
            ("POST", "/token/certificates"): self._token_certificates,
            ("POST", "/token/sign"): self._token_sign,
            ("GET", "/control"): lambda _: _json({"mode": self._mode(), "modes": MODES}),
            ("POST", "/control"): self._control,
            ("POST", "/revoke"): self._revoke,
            ("POST", "/credentials"): self._credentials,
            ("POST", "/sign"): self._sign,
        }

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        return self._answer(request)(environ, start_response)

    def _answer(self, request: Request) -> Response:
        try:
            route = self._routes.get((request.method, request.path))
            spoken_to = {"/credentials", "/sign", "/token/certificates", "/token/sign"}
            if route is not None and request.path not in spoken_to:
                return route(request)
            if (broken := self._misbehave(request)) is not None:
                return broken
            return route(request) if route is not None else self._authority.serve(request)
        except _Refusal as refusal:
            return _json({"code": refusal.code, "message": refusal.message}, status=refusal.status)
        except HTTPException as error:
            return _json({"code": "http", "message": error.description or ""}, status=error.code or 500)

    def _mode(self) -> str:
        return self._memory.setting("mode", "normal")

    def _misbehave(self, request: Request) -> Response | None:
        mode = self._mode()
        if mode == "slow":
            time.sleep(_SLOW_SECONDS)
        if mode == "dead":
            time.sleep(_DEAD_SECONDS)
        if mode in {"error", "dead"} or (mode == "no_timestamp" and request.path == TIME_STAMP_PATH):
            return _json({"code": "unavailable", "message": "out of order"}, status=503)
        if mode == "no_revocation" and ("/ocsp/" in request.path or "/crls/" in request.path):
            return _json({"code": "unavailable", "message": "no answer about revocation"}, status=503)
        if mode == "garbage":
            return Response("<html>proxy error</html>", mimetype="text/html")
        return None

    def _credentials(self, request: Request) -> Response:
        asked = self._checked(request)
        signer = self._memory.enrol(
            code=_text(asked, "signer_code", 80),
            name=_text(asked, "signer_name", 200),
            agency=_text(asked, "agency_name", 300),
            scheme="public" if asked.get("scheme") == "public" else "official",
        )
        public = signer.scheme == "public"
        return _json(
            {
                "signer_code": signer.code,
                "certificate": _base64(self._authority.certificate_of(signer)),
                "chain": [] if public else [_base64(self._authority.certificate("issuing"))],
                "root": _base64(self._authority.certificate("public" if public else "root")),
                "time_stamp_root": _base64(self._authority.certificate("root")),
                "time_stamp_path": TIME_STAMP_PATH,
            }
        )

    def _sign(self, request: Request) -> Response:
        asked = self._checked(request)
        request_id, code = _text(asked, "request_id", 80), _text(asked, "signer_code", 80)
        if asked.get("digest_algorithm") != "sha256":
            raise _Refusal(400, "algorithm", "digest_algorithm must be sha256")
        digest = _digest(asked)
        signer = self._memory.signer(code)
        if self._mode() == "refuse" or signer is None or (signer.revoked_at and not signer.quiet):
            raise _Refusal(403, "not_allowed", f"no valid certificate for {code}")
        earlier = self._memory.signature_of(request_id)
        if earlier is not None and (earlier[0], earlier[1]) != (code, digest.hex()):
            raise _Refusal(409, "request_id_reused", "this request_id was used for another content")
        signature = earlier[2] if earlier else self._authority.sign(signer, digest)
        if earlier is None:
            self._memory.remember(
                request_id, signer_code=code, digest=digest.hex(), signature=signature, at=_now()
            )
        return _json({"request_id": request_id, "signature": _base64(signature)})

    def _control(self, request: Request) -> Response:
        mode = request.form.get("mode") or (request.get_json(silent=True) or {}).get("mode")
        if mode not in MODES:
            raise _Refusal(400, "mode", f"mode must be one of {', '.join(MODES)}")
        self._memory.set_setting("mode", str(mode))
        return _json({"mode": mode})

    def _revoke(self, request: Request) -> Response:
        told = request.form or request.get_json(silent=True) or {}
        code = self._known(told)
        self._memory.revoke(code, at=_now(), quiet=bool(told.get("quiet")))
        self._authority.reload()
        return _json({"revoked": code})

    def _expire(self, request: Request) -> Response:
        told = request.form or request.get_json(silent=True) or {}
        code = self._known(told)
        yesterday = datetime.now(UTC) - timedelta(days=1)
        self._memory.end(code, until=yesterday.strftime("%Y-%m-%dT%H:%M:%S+0000"))
        self._authority.reload()
        return _json({"expired": code})

    def _known(self, told: Mapping[str, Any]) -> str:
        code = str(told.get("signer_code", ""))
        if self._memory.signer(code) is None:
            raise _Refusal(404, "signer", "no such signer")
        return code

    def _insert_token(self, request: Request) -> Response:
        told = request.form or request.get_json(silent=True) or {}
        code = _text(told, "signer_code", 80)
        self._memory.enrol(
            code=code, name=_text(told, "signer_name", 200), agency=_text(told, "agency_name", 300)
        )
        serial = _text(told, "serial", 40)
        self._memory.insert_token(serial=serial, signer_code=code, pin=_text(told, "pin", 20))
        return _json({"inserted": serial})

    def _remove_token(self, request: Request) -> Response:
        told = request.form or request.get_json(silent=True) or {}
        self._memory.remove_token(_text(told, "serial", 40))
        return _json({"removed": told["serial"]})

    def _token_certificates(self, request: Request) -> Response:
        self._checked(request)
        return _json({"tokens": [self._token(row) for row in self._memory.tokens()]})

    def _token(self, row: TokenRow) -> dict[str, Any]:
        signer = self._memory.signer(row.signer_code)
        assert signer is not None
        return {
            "serial": row.serial,
            "certificate": _base64(self._authority.certificate_of(signer)),
            "chain": [_base64(self._authority.certificate("issuing"))],
            "root": _base64(self._authority.certificate("root")),
        }

    def _token_sign(self, request: Request) -> Response:
        asked = self._checked(request)
        serial, digest = _text(asked, "serial", 40), _digest(asked)
        row = next((one for one in self._memory.tokens() if one.serial == serial), None)
        if row is None:
            raise _Refusal(404, "token_absent", "the token is not plugged in")
        if row.tries >= PIN_TRIES:
            raise _Refusal(403, "pin_locked", "the token has locked itself")
        right = hmac.compare_digest(row.pin.encode(), _text(asked, "pin", 20).encode())
        self._memory.count_try(serial, right=right)
        if not right:
            left = PIN_TRIES - row.tries - 1
            raise _Refusal(403, "pin_wrong" if left else "pin_locked", str(left))
        signer = self._memory.signer(row.signer_code)
        assert signer is not None
        return _json({"signature": _base64(self._authority.sign(signer, digest))})

    def _checked(self, request: Request) -> dict[str, Any]:
        """Return the JSON of a request whose HMAC and moment are right."""
        body = request.get_data(cache=True)
        moment = request.headers.get("X-Timestamp", "")
        expected = hmac.new(self._secret, moment.encode() + b"." + body, sha256).hexdigest()
        if not hmac.compare_digest(expected, request.headers.get("X-Signature", "")):
            raise _Refusal(401, "signature", "X-Signature is wrong")
        if not moment.isdigit() or abs(time.time() - int(moment)) > _CLOCK_SKEW_SECONDS:
            raise _Refusal(401, "timestamp", "X-Timestamp is too far from now")
        try:
            asked = json.loads(body)
        except ValueError:
            raise _Refusal(400, "json", "the body is not JSON") from None
        if not isinstance(asked, dict):
            raise _Refusal(400, "json", "the body is not an object")
        return asked

    def _page(self, request: Request) -> Response:
        signers = "".join(
            f"<tr><td>{html.escape(row.code)}<td>{html.escape(row.name)}<td>{html.escape(row.agency)}"
            f"<td>{'đã thu hồi ' + html.escape(row.revoked_at) if row.revoked_at else 'còn hiệu lực'}"
            for row in self._memory.signers()
        )
        signed = "".join(
            f"<tr><td>{html.escape(at)}<td>{html.escape(code)}<td><code>{html.escape(digest[:24])}…</code>"
            for at, code, digest in self._memory.latest()
        )
        modes = "".join(f'<button name="mode" value="{mode}">{mode}</button> ' for mode in MODES)
        return Response(
            f"""<!doctype html><html lang="vi"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<title>Ký số mô phỏng</title>
<style>body{{font:18px/1.5 system-ui;margin:2rem auto;max-width:60rem;padding:0 1rem}}
table{{border-collapse:collapse;width:100%}}td,th{{border:1px solid #8a8375;padding:.4rem;text-align:left}}
button{{font:inherit;min-height:44px;padding:0 1rem}}</style>
<main><h1>Dịch vụ ký số (mô phỏng)</h1>
<p>Đã ký <strong>{self._memory.count()}</strong> lần. Cách chạy hiện nay: <strong>{self._mode()}</strong>.
<a href="/ca/root.crt">Chứng thư gốc</a></p>
<form method="post" action="/control">{modes}</form>
<h2>Người ký</h2><table><tr><th>Mã<th>Họ tên<th>Cơ quan<th>Chứng thư{signers}</table>
<h2>Lần ký gần đây</h2><table><tr><th>Lúc<th>Người ký<th>Băm nội dung{signed}</table></main></html>""",
            mimetype="text/html",
        )


class _Refusal(Exception):
    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def _text(asked: Mapping[str, Any], key: str, longest: int) -> str:
    value = asked.get(key)
    if not isinstance(value, str) or not 0 < len(value) <= longest:
        raise _Refusal(400, key, f"{key} must be a text of 1 to {longest} characters")
    return value


def _digest(asked: dict[str, Any]) -> bytes:
    try:
        digest = base64.b64decode(str(asked.get("digest", "")), validate=True)
    except binascii.Error:
        digest = b""
    if len(digest) != 32:
        raise _Refusal(400, "digest", "digest must be 32 bytes in base64")
    return digest


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _json(content: Any, *, status: int = 200) -> Response:
    return Response(json.dumps(content), status=status, mimetype="application/json")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
