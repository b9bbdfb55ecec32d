"""The HTTP face of the payment simulator."""

import csv
import hmac
import io
import json
import sqlite3
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from cuamo.interop.systems.payment.simulator import pages, qr, refunds
from cuamo.interop.systems.payment.simulator.day_pages import DayPages
from cuamo.interop.systems.payment.simulator.memory import Memory, as_message
from cuamo.interop.systems.payment.simulator.sender import Sender

MODES = {
    "normal": "báo về ngay, một lần",
    "duplicate": "mỗi tin báo ba lần",
    "delay": "tin báo về sau 20 giây",
    "out_of_order": "giữ tin, thả ra thì tin mới đi trước; kèm tin «không thành công» đến sau",
    "wrong_amount": "người trả chuyển thiếu 1.000 ₫",
    "too_much": "người trả chuyển thừa 1.000 ₫",
    "drop": "không báo gì, chỉ trả lời khi hỏi",
    "refund_refused": "từ chối mọi lệnh hoàn tiền",
    "refund_silent": "hoàn tiền rồi mà không trả lời",
    "slow": "trả lời chậm 4 giây",
    "error": "trả lời 503",
    "dead": "không trả lời",
}
_SKEW_SECONDS = 300
_SLOW_SECONDS = 4.0
_DEAD_SECONDS = 60.0
_LATE_SECONDS = 20.0
_DIFFERENCE_VND = 1_000
_BENEFICIARY = "1234567890123"
_OURS = frozenset({_BENEFICIARY, "1234567890124"})


class PaymentPlatform:
    """Routes of the platform."""

    def __init__(self, memory: Memory, sender: Sender, *, secret: str, days: DayPages) -> None:
        self._memory = memory
        self._sender = sender
        self._secret = secret.encode()
        self._open: dict[tuple[str, str], Callable[[Request], Response]] = {
            ("GET", "/healthz"): lambda _: Response("ok\n"),
            ("GET", "/"): self._overview,
            ("GET", "/control"): lambda _: _json({"mode": self._mode(), "modes": list(MODES)}),
            ("POST", "/control"): self._control,
            ("POST", "/release"): self._release,
            ("GET", "/api/accounts"): self._accounts,
            ("GET", "/statement.csv"): self._statement,
        }
        self._business: dict[tuple[str, str], Callable[[Request], Response]] = {
            ("GET", "/tra-tien"): self._ask,
            ("POST", "/tra-tien"): self._pay,
            ("POST", "/quet"): self._scan,
            ("GET", "/api/transactions"): self._transactions,
            ("POST", "/api/refunds"): self._refund,
            ("GET", "/api/refunds"): self._refund_of,
        }
        self._open |= days.open
        self._business |= days.business

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return self._answer(Request(environ))(environ, start_response)

    def _answer(self, request: Request) -> Response:
        key = (request.method, request.path)
        try:
            if key in self._open:
                return self._open[key](request)
            if request.method == "POST" and request.path.startswith("/messages/"):
                return self._again(request)
            if key not in self._business:
                return _page(pages.told("Không có trang này", "Kiểm tra lại địa chỉ."), status=404)
            return self._misbehave() or self._business[key](request)
        except HTTPException as error:
            return _json({"code": "http", "message": error.description or ""}, status=error.code or 500)

    def _mode(self) -> str:
        return self._memory.setting("mode", "normal")

    def _misbehave(self) -> Response | None:
        mode = self._mode()
        if mode == "slow":
            time.sleep(_SLOW_SECONDS)
        if mode == "dead":
            time.sleep(_DEAD_SECONDS)
        if mode in {"error", "dead"}:
            return _json({"code": "unavailable", "message": "out of order"}, status=503)
        return None

    def _ask(self, request: Request) -> Response:
        query = request.query_string.decode()
        order = self._order(query)
        if order is None:
            words = "Liên kết này không do hệ thống của thành phố tạo ra, hoặc đã bị sửa."
            return _page(pages.told("Không trả được", words), status=403)
        if order["expires"] < time.time():
            words = "Liên kết đã hết hạn. Tạo mã mới trên màn hình rồi trả."
            return _page(pages.told("Liên kết hết hạn", words), status=410)
        paid = [row for row in self._memory.movements(order["reference"]) if row["status"] == "PAID"]
        if paid:
            return _page(pages.told("Đã trả", f"Đã chuyển {pages.money(paid[0]['amount_vnd'])}."))
        return _page(self._page_for(order["amount"], order["reference"], "link:" + query))

    def _scan(self, request: Request) -> Response:
        payload = request.form.get("payload", "")
        try:
            transfer = qr.read(payload)
        except (ValueError, KeyError):
            return _page(pages.told("Không đọc được mã", "Đây không phải mã VietQR còn nguyên."), status=422)
        if transfer.account not in {row["number"] for row in self._memory.accounts()}:
            return _page(pages.told("Không có tài khoản", "Tài khoản nhận không có thật."), status=422)
        return _page(self._page_for(transfer.amount_vnd, transfer.words, "qr:" + payload.strip()))

    def _page_for(self, amount_vnd: int, words: str, hidden: str) -> str:
        payers = [row for row in self._memory.accounts() if row["number"] not in _OURS]
        return pages.ask_payer(amount_vnd=amount_vnd, words=words, hidden=hidden, accounts=payers)

    def _pay(self, request: Request) -> Response:
        kind, _, content = request.form.get("order", "").partition(":")
        if kind == "link":
            order = self._order(content)
            if order is None or order["expires"] < time.time():
                return _page(pages.told("Liên kết hết hạn", "Tạo mã mới rồi trả."), status=410)
            amount_vnd, words, account = order["amount"], order["reference"], order["account"]
            if any(row["status"] == "PAID" for row in self._memory.movements(words)):
                return _page(pages.told("Đã trả", "Lần này đã trả rồi, không trừ tiền thêm."))
        else:
            try:
                transfer = qr.read(content)
            except (ValueError, KeyError):
                return _page(pages.told("Không đọc được mã", "Quét lại mã."), status=422)
            amount_vnd, words, account = transfer.amount_vnd, transfer.words, transfer.account
        agreed = request.form.get("act") == "pay"
        payer = request.form.get("payer", "")
        movement = self._move(amount_vnd, words, account, payer, agreed=agreed, way=kind)
        if not agreed:
            return _page(pages.told("Không trả", "Không có đồng nào bị trừ."))
        words = f"Đã chuyển {pages.money(movement['amount_vnd'])}. Mã giao dịch {movement['transaction_id']}."
        return _page(pages.told("Đã trả tiền", words))

    def _move(
        self, amount_vnd: int, words: str, account: str, payer: str, *, agreed: bool, way: str
    ) -> sqlite3.Row:
        mode = self._mode()
        if mode == "wrong_amount":
            amount_vnd = max(1, amount_vnd - _DIFFERENCE_VND)
        elif mode == "too_much":
            amount_vnd += _DIFFERENCE_VND
        movement = self._memory.move(
            reference=words,
            account=account,
            amount_vnd=amount_vnd,
            payer=payer,
            status="PAID" if agreed else "FAILED",
            way=way,
        )
        self._tell(movement, mode)
        return movement

    def _tell(self, movement: sqlite3.Row, mode: str) -> None:
        queue = self._memory.queue
        if mode == "drop":
            return
        if mode == "out_of_order":
            failed = {"transaction_id": movement["transaction_id"] + ".0", "status": "FAILED"}
            queue(movement, after=0, held=True, **failed)
            queue(movement, after=0, held=True)
            return
        queue(movement, after=_LATE_SECONDS if mode == "delay" else 0)
        if mode == "duplicate":
            queue(movement, after=0)
            queue(movement, after=2)

    def _transactions(self, request: Request) -> Response:
        if not self._is_ours(request, f"{request.path}?{request.query_string.decode()}"):
            return _json({"code": "signature", "message": "X-Signature is wrong"}, status=401)
        reference = request.args.get("reference", "")
        found = self._memory.movements(reference) if reference else []
        return _json({"reference": reference, "transactions": [as_message(row) for row in found]})

    def _refund(self, request: Request) -> Response:
        body = request.get_data()
        if not self._is_ours(request, request.path, b"." + body):
            return _json({"code": "signature", "message": "X-Signature is wrong"}, status=401)
        told = refunds.order(self._memory, body, mode=self._mode())
        return _json(told.content, status=told.status)

    def _refund_of(self, request: Request) -> Response:
        if not self._is_ours(request, f"{request.path}?{request.query_string.decode()}"):
            return _json({"code": "signature", "message": "X-Signature is wrong"}, status=401)
        told = refunds.find(self._memory, request.args.get("key", ""))
        return _json(told.content, status=told.status)

    def _is_ours(self, request: Request, path: str, more: bytes = b"") -> bool:
        moment = request.headers.get("X-Timestamp", "")
        expected = hmac.new(self._secret, f"{moment}.{path}".encode() + more, sha256).hexdigest()
        fresh = moment.isdigit() and abs(time.time() - int(moment)) <= _SKEW_SECONDS
        return fresh and hmac.compare_digest(expected, request.headers.get("X-Signature", ""))

    def _order(self, query: str) -> dict[str, Any] | None:
        """Return what a signed address asks for; None when it is not ours."""
        body, _, proof = query.rpartition("&sig=")
        expected = hmac.new(self._secret, body.encode(), sha256).hexdigest()
        if not hmac.compare_digest(expected, proof):
            return None
        given = parse_qs(body)
        return {
            "reference": given["reference"][0],
            "amount": int(given["amount"][0]),
            "expires": int(given["expires"][0]),
            "account": given.get("account", [_BENEFICIARY])[0],
        }

    def _accounts(self, request: Request) -> Response:
        return _json({"accounts": [dict(row) for row in self._memory.accounts()]})

    def _statement(self, request: Request) -> Response:
        day = request.args.get("day") or datetime.now(UTC).date().isoformat()
        out = io.StringIO()
        lines = csv.writer(out)
        lines.writerow(["occurred_at", "transaction_id", "account", "amount_vnd", "payer", "words"])
        for row in self._memory.movements_of_day(day):
            kept = ("occurred_at", "transaction_id", "account", "amount_vnd", "payer", "reference")
            lines.writerow([row[name] for name in kept])
        return Response(out.getvalue(), mimetype="text/csv")

    def _control(self, request: Request) -> Response:
        mode = request.form.get("mode") or (request.get_json(silent=True) or {}).get("mode")
        if mode not in MODES:
            return _json({"code": "mode", "message": f"mode must be one of {', '.join(MODES)}"}, status=400)
        self._memory.set_setting("mode", str(mode))
        if mode == "normal":
            self._memory.release_held()
        return _back(request) or _json({"mode": mode})

    def _release(self, request: Request) -> Response:
        released = self._memory.release_held()
        return _back(request) or _json({"released": released})

    def _again(self, request: Request) -> Response:
        number = request.path.removeprefix("/messages/").removesuffix("/again")
        if not number.isdigit():
            return _json({"code": "message", "message": "no such message"}, status=404)
        self._memory.send_again(int(number))
        return _back(request) or _json({"sent_again": int(number)})

    def _overview(self, request: Request) -> Response:
        return _page(
            pages.overview(
                mode=self._mode(),
                modes=MODES,
                callback_url=self._sender.callback_url,
                accounts=self._memory.accounts(),
                movements=self._memory.movements(),
                messages=self._memory.messages(),
            )
        )


def _back(request: Request) -> Response | None:
    """Return people to the first page; programs get JSON."""
    if "text/html" in request.headers.get("Accept", ""):
        return Response(status=303, headers={"Location": "/"})
    return None


def _page(content: str, *, status: int = 200) -> Response:
    return Response(content, status=status, mimetype="text/html")


def _json(content: Any, *, status: int = 200) -> Response:
    return Response(json.dumps(content), status=status, mimetype="application/json")
