"""The HTTP face of the simulated SMS gateway."""

import hmac
import json
import re
import time
from collections.abc import Iterable
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from cuamo.interop.systems.sms.simulator import pages
from cuamo.interop.systems.sms.simulator.memory import Memory

MODES = {
    "normal": "gửi ngay",
    "slow": "chậm 4 giây",
    "error": "báo lỗi 503",
    "dead": "không trả lời",
    "refuse": "từ chối số máy",
    "lost": "nhận nhưng không tới máy",
    "forgetful": "nhận rồi trả lời lỗi",
}
_PHONE = re.compile(r"\+84\d{9,10}")
_LONGEST_TEXT = 612


class SmsGateway:
    """Routes of the gateway."""

    def __init__(self, memory: Memory, *, secret: str, dead_seconds: float = 60.0) -> None:
        self._memory = memory
        self._secret = secret
        self._dead_seconds = dead_seconds

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        routes = {
            ("GET", "/healthz"): lambda _: Response("ok\n"),
            ("GET", "/"): self._inbox,
            ("GET", "/messages"): self._messages,
            ("GET", "/control"): lambda _: _json({"mode": self._mode(), "modes": list(MODES)}),
            ("POST", "/control"): self._control,
            ("POST", "/message"): self._take,
            ("POST", "/reports"): self._reports,
        }
        route = routes.get((request.method, request.path))
        try:
            response = route(request) if route else _json({"error": "no such address"}, status=404)
        except HTTPException as error:
            response = _json({"error": error.description or ""}, status=error.code or 500)
        return response(environ, start_response)

    def _mode(self) -> str:
        return self._memory.setting("mode", "normal")

    def _take(self, request: Request) -> Response:
        fault = self._turned_away(request)
        if fault is not None:
            return fault
        mode = self._mode()
        said = request.get_json(silent=True)
        said = said if isinstance(said, dict) else {}
        phone, text, tracking_id = (str(said.get(name, "")) for name in ("phone", "text", "tracking_id"))
        if (
            not _PHONE.fullmatch(phone)
            or not 0 < len(text) <= _LONGEST_TEXT
            or not 0 < len(tracking_id) <= 64
        ):
            return _json({"error": "phone, text or tracking_id"}, status=422)
        if mode == "refuse":
            return _json({"error": "number not served"}, status=422)
        number, repeated = self._memory.keep(
            tracking_id=tracking_id, phone=phone, text=text, delivered=mode != "lost"
        )
        if mode == "forgetful":
            return _json({"error": "lost the answer"}, status=502)
        return _json({"id": f"sms-{number}", "status": "ACCEPTED", "repeated": repeated})

    def _reports(self, request: Request) -> Response:
        fault = self._turned_away(request)
        if fault is not None:
            return fault
        said = request.get_json(silent=True)
        asked = said.get("tracking_ids") if isinstance(said, dict) else None
        if not isinstance(asked, list) or len(asked) > 1000:
            return _json({"error": "tracking_ids"}, status=422)
        return _json({"delivered": self._memory.delivered(str(one) for one in asked)})

    def _turned_away(self, request: Request) -> Response | None:
        mode = self._mode()
        if mode == "slow":
            time.sleep(4.0)
        if mode == "dead":
            time.sleep(self._dead_seconds)
        if mode in {"error", "dead"}:
            return _json({"error": "out of order"}, status=503)
        if not hmac.compare_digest(
            request.headers.get("Authorization", "").encode(), f"Bearer {self._secret}".encode()
        ):
            return _json({"error": "bearer secret"}, status=401)
        return None

    def _messages(self, request: Request) -> Response:
        found = self._memory.messages(phone=_international(request.args.get("phone", "")))
        return _json({"messages": [dict(row) for row in found]})

    def _control(self, request: Request) -> Response:
        mode = request.form.get("mode") or (request.get_json(silent=True) or {}).get("mode")
        if mode not in MODES:
            return _json({"error": f"mode must be one of {', '.join(MODES)}"}, status=400)
        self._memory.set_setting("mode", str(mode))
        if "text/html" in request.headers.get("Accept", ""):
            return Response(status=303, headers={"Location": "/"})
        return _json({"mode": mode})

    def _inbox(self, request: Request) -> Response:
        phones = self._memory.phones()
        chosen = _international(request.args.get("phone", "")) or (phones[0]["phone"] if phones else "")
        messages = self._memory.messages(phone=chosen) if chosen else []
        page = pages.inbox(phones=phones, chosen=chosen, messages=messages, mode=self._mode(), modes=MODES)
        return Response(page, mimetype="text/html")


def _international(phone: str) -> str:
    digits = re.sub(r"\D", "", phone)
    return "+84" + re.sub("^(84|0)", "", digits) if digits else ""


def _json(content: Any, *, status: int = 200) -> Response:
    return Response(json.dumps(content, ensure_ascii=False), status=status, mimetype="application/json")
