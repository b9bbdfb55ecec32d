"""The HTTP face of the daily files: signed for programs, a page for the demonstrator."""

import hmac
import html
import json
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from hashlib import sha256

from werkzeug.wrappers import Request, Response

from cuamo.interop.systems.payment.simulator import pages
from cuamo.interop.systems.payment.simulator.day_book import DayBook
from cuamo.interop.systems.payment.simulator.day_files import (
    BANK_FAULTS,
    FILE_FAULTS,
    HANOI,
    ROW_FAULTS,
    Fault,
    Moved,
)

SKEW_SECONDS = 300
FAULTS = ROW_FAULTS | BANK_FAULTS | FILE_FAULTS
CODES = {"TRF": "chuyển khoản", "CSH": "nộp tiền mặt", "CHG": "phí ngân hàng"}


class DayPages:
    """Routes of the daily files."""

    def __init__(self, book: DayBook, *, secret: str) -> None:
        self._book = book
        self._secret = secret.encode()
        self.business: dict[tuple[str, str], Callable[[Request], Response]] = {
            ("GET", "/api/files/settlement"): lambda request: self._file(request, book.settlement),
            ("GET", "/api/files/statement"): lambda request: self._file(request, book.statement),
        }
        self.open: dict[tuple[str, str], Callable[[Request], Response]] = {
            ("GET", "/ngay"): self._overview,
            ("POST", "/ngay/chot"): self._close,
            ("POST", "/ngay/loi"): self._fault,
            ("POST", "/ngay/sua"): self._correct,
            ("POST", "/ngay/tai-khoan"): self._move,
        }

    def _file(self, request: Request, write: Callable[[date], bytes]) -> Response:
        moment = request.headers.get("X-Timestamp", "")
        path = f"{request.path}?{request.query_string.decode()}"
        fresh = moment.isdigit() and abs(time.time() - int(moment)) <= SKEW_SECONDS
        if not fresh or not hmac.compare_digest(
            self._proof(f"{moment}.{path}".encode()), request.headers.get("X-Signature", "")
        ):
            return _json({"code": "signature", "message": "X-Signature is wrong"}, status=401)
        day = _day(request.args.get("day", ""))
        if day is None:
            return _json({"code": "day", "message": "day must be YYYY-MM-DD"}, status=400)
        if not self._book.is_closed(day):
            return _json({"code": "open", "message": "the day is not closed"}, status=404)
        content = write(day)
        sent = str(int(time.time()))
        proof = self._proof(sent.encode() + b"." + content)
        return Response(content, mimetype="text/csv", headers={"X-Signature": f"t={sent},v1={proof}"})

    def _proof(self, data: bytes) -> str:
        return hmac.new(self._secret, data, sha256).hexdigest()

    def _close(self, request: Request) -> Response:
        day = _day(request.form.get("day", "")) or _today()
        self._book.close(day)
        return _back(request, {"closed": day.isoformat()})

    def _fault(self, request: Request) -> Response:
        kind, day = request.form.get("kind", ""), _day(request.form.get("day", "")) or _today()
        if kind not in FAULTS:
            return _json({"code": "kind", "message": f"kind must be one of {', '.join(FAULTS)}"}, status=400)
        side = request.form.get("side") or "settlement"
        self._book.add_fault(Fault(day, kind, request.form.get("target", "").strip()), side=side)
        return _back(request, {"day": day.isoformat(), "kind": kind})

    def _correct(self, request: Request) -> Response:
        day = _day(request.form.get("day", "")) or _today()
        self._book.correct(day)
        return _back(request, {"corrected": day.isoformat()})

    def _move(self, request: Request) -> Response:
        form = request.form
        day, code = _day(form.get("day", "")) or _today(), form.get("code", "")
        amount = form.get("amount_vnd", "")
        if code not in CODES or not amount.lstrip("-").isdigit() or int(amount) == 0:
            return _json({"code": "form", "message": "code and amount_vnd are needed"}, status=400)
        at = datetime.now(HANOI).replace(year=day.year, month=day.month, day=day.day)
        party = form.get("party", "NGUYEN VAN MAU")
        self._book.move(Moved(at, int(amount), code, party, form.get("words", "")))
        return _back(request, {"day": day.isoformat(), "amount_vnd": int(amount)})

    def _overview(self, request: Request) -> Response:
        today = _today()
        days = [today - timedelta(days=step) for step in range(8)]
        chosen = "".join(f'<option value="{day}">{day:%d/%m/%Y}</option>' for day in days)
        kinds = "".join(f'<option value="{name}">{html.escape(FAULTS[name])}</option>' for name in FAULTS)
        codes = "".join(f'<option value="{code}">{html.escape(CODES[code])}</option>' for code in CODES)
        went_wrong = "".join(
            f"<tr><td>{row['day']}<td>{html.escape(FAULTS.get(row['kind'], row['kind']))}"
            f"<td>{html.escape(row['side'])}<td>{html.escape(row['target'])}"
            f"<td>{'đã gửi' if row['served'] else ''}"
            for row in self._book.faults()
        )
        moved = "".join(
            f"<tr><td>{html.escape(row['booked_at'][:16])}<td>{pages.money(row['amount_vnd'])}"
            f"<td>{html.escape(CODES[row['code']])}<td>{html.escape(row['party'])}"
            f"<td>{html.escape(row['words'])}"
            for row in self._book.events()
        )
        closing = "đã chốt" if self._book.is_closed(today) else "chưa chốt"
        content = f"""<p><a href="/">Trang đầu</a> · Hôm nay {today:%d/%m/%Y}: {closing}</p>
<form method="post" action="/ngay/chot"><button class="main">Chốt ngày hôm nay</button></form>
<h2>Lỗi của một ngày</h2><form method="post" action="/ngay/loi">
<label for="f-day">Ngày</label><select id="f-day" name="day">{chosen}</select>
<label for="f-kind">Lỗi</label><select id="f-kind" name="kind">{kinds}</select>
<label for="f-side">Tệp (với lỗi của cả tệp)</label><select id="f-side" name="side">
<option value="settlement">cổng thanh toán</option><option value="statement">ngân hàng</option></select>
<label for="f-target">Mã giao dịch (để trống: giao dịch giữa ngày)</label><input id="f-target" name="target">
<p><button>Đặt lỗi</button></p></form>
<form method="post" action="/ngay/sua"><label for="s-day">Bỏ mọi lỗi của ngày</label>
<select id="s-day" name="day">{chosen}</select><p><button>Bỏ lỗi</button></p></form>
<table><tr><th>Ngày<th>Lỗi<th>Tệp<th>Giao dịch<th>{went_wrong}</table>
<h2>Tài khoản ở ngân hàng</h2><form method="post" action="/ngay/tai-khoan">
<label for="m-day">Ngày</label><select id="m-day" name="day">{chosen}</select>
<label for="m-code">Loại</label><select id="m-code" name="code">{codes}</select>
<label for="m-amount">Số tiền, âm là tiền ra</label>
<input id="m-amount" name="amount_vnd" inputmode="numeric">
<label for="m-party">Bên kia</label><input id="m-party" name="party" value="NGUYEN VAN MAU">
<label for="m-words">Nội dung</label><input id="m-words" name="words">
<p><button>Ghi</button></p></form>
<table><tr><th>Lúc<th>Tiền<th>Loại<th>Bên kia<th>Nội dung{moved}</table>"""
        return Response(pages.frame("Tệp hằng ngày", content), mimetype="text/html")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _today() -> date:
    return datetime.now(HANOI).date()


def _back(request: Request, content: dict[str, object]) -> Response:
    if "text/html" in request.headers.get("Accept", ""):
        return Response(status=303, headers={"Location": "/ngay"})
    return _json(content)


def _json(content: dict[str, object], *, status: int = 200) -> Response:
    return Response(json.dumps(content), status=status, mimetype="application/json")
