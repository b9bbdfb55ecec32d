"""The HTTP face of the simulated Viettel Post."""

import hmac
import json
import sqlite3
from datetime import datetime
from typing import Any

from werkzeug.wrappers import Request, Response

from cuamo.interop.systems.carrying.depot import Depot
from cuamo.interop.systems.carrying.office import Office, answer
from cuamo.kernel.clock import HANOI

CODES = {
    "CREATED": "100",
    "ACCEPTED": "104",
    "PICKED_UP": "105",
    "IN_TRANSIT": "300",
    "OUT_FOR_DELIVERY": "500",
    "DELIVERED": "501",
    "FAILED_ATTEMPT": "506",
    "RETURNING": "502",
    "RETURNED": "504",
    "CANCELLED": "107",
    "LOST": "503",
}
MOMENT = "%d/%m/%Y %H:%M:%S"
NEEDED = (
    *("ORDER_NUMBER", "SENDER_FULLNAME", "SENDER_ADDRESS", "SENDER_DISTRICT", "RECEIVER_FULLNAME"),
    *("RECEIVER_ADDRESS", "RECEIVER_WARD", "RECEIVER_DISTRICT", "RECEIVER_PROVINCE", "PRODUCT_TYPE"),
)
APPROVE, APPROVE_RETURN, DELIVER_AGAIN, CANCEL, RESEND, DELETE = 1, 2, 3, 4, 5, 11
_OPEN_STATES = frozenset({"CREATED", "ACCEPTED"})


class ViettelPostOffice(Office):
    """Routes of Viettel Post; its messages go out through the post of the depot."""

    title = "Viettel Post (mô phỏng)"

    def __init__(self, depot: Depot, *, username: str, secret: str, webhook_secret: str) -> None:
        super().__init__(depot)
        self._account = (username, secret)
        self._webhook_secret = webhook_secret
        self.business = {
            ("POST", "/v2/user/Login"): self._login,
            ("POST", "/v2/order/createOrder"): lambda request: self._signed(request, self._create),
            ("POST", "/v2/order/UpdateOrder"): lambda request: self._signed(request, self._update),
            ("GET", "/v2/order/find"): lambda request: self._signed(request, self._find),
            ("GET", "/v2/order/proof"): lambda request: self._signed(request, self._proof),
        }

    def tell(self, status: sqlite3.Row) -> None:
        """Queue the message of a status, twice or with one about a stranger where a fault says so."""
        number = status["number"]
        if self.depot.strikes("dropped", number):
            return
        data = _data(status)
        for _ in range(2 if self.depot.strikes("double", number) else 1):
            self._post(status["id"], data, held=bool(status["held"]))
        if self.depot.strikes("stranger", number):
            self._post(
                None, {**data, "ORDER_REFERENCE": "NGUOI-KHAC-1", "ORDER_NUMBER": "VTP-KHAC-1"}, held=False
            )
            self._post(None, {**data, "ORDER_NUMBER": "VTP-KHAC-2"}, held=False)

    def _post(self, status_id: int | None, data: dict[str, Any], *, held: bool) -> None:
        body = json.dumps({"DATA": data, "TOKEN": self._webhook_secret}, ensure_ascii=False)
        self.depot.queue(status_id, body, held=held)

    def _login(self, request: Request) -> Response:
        given = request.get_json(silent=True) or {}
        known = given.get("USERNAME") == self._account[0]
        if not known or not hmac.compare_digest(
            str(given.get("PASSWORD")).encode(), self._account[1].encode()
        ):
            return answer({"status": 201, "error": True, "message": "Sai tài khoản", "data": None})
        return _done({"userId": 1, "token": self.depot.new_token()})

    def _signed(self, request: Request, act: Any) -> Response:
        if not self.depot.token_is_good(request.headers.get("Token", "")):
            return answer({"status": 202, "error": True, "message": "Token invalid", "data": None})
        done: Response = act(request)
        return done

    def _create(self, request: Request) -> Response:
        form = request.get_json(silent=True)
        if not isinstance(form, dict) or any(not form.get(name) for name in NEEDED):
            return _refused("Thiếu thông tin đơn")
        if "refuse" in self.depot.faults():
            return _refused("Không nhận đơn")
        item = self.depot.take(str(form["ORDER_NUMBER"]), form, prefix="VTP")
        return _done({"ORDER_NUMBER": item["carrier_number"], "MONEY_TOTAL": 0})

    def _update(self, request: Request) -> Response:
        """Do what an update asks for, by its type; another type than those of the book is refused."""
        form = request.get_json(silent=True) or {}
        item = self.depot.item(str(form.get("ORDER_NUMBER", "")))
        if item is None:
            return _refused("Không có đơn")
        kind = form.get("TYPE")
        states = [row["state"] for row in self.depot.statuses_of(item)]
        if kind in {CANCEL, DELETE}:
            if set(states) - _OPEN_STATES - {"CANCELLED"}:
                return _refused("Đơn đã được nhận, không hủy được")
            if not item["cancelled"]:
                self.reach(item, "CANCELLED")
        elif kind == APPROVE:
            if "ACCEPTED" not in states:
                self.reach(item, "ACCEPTED")
        elif kind == APPROVE_RETURN:
            self.reach(item, "RETURNING")
        elif kind in {DELIVER_AGAIN, RESEND}:
            if states[-1] != "FAILED_ATTEMPT":
                return _refused("Đơn không chờ phát lại")
            self.reach(item, "OUT_FOR_DELIVERY")
        else:
            return _refused("Không có loại cập nhật này")
        return _done({"ORDER_NUMBER": item["carrier_number"]})

    def _find(self, request: Request) -> Response:
        items = self.depot.items(request.args.get("ORDER_REFERENCE", ""))
        told = [
            {
                "ORDER_NUMBER": item["carrier_number"],
                "STATUSES": [_data(row) for row in self.depot.statuses_of(item, held=False)],
            }
            for item in items
        ]
        return _done(told)

    def _proof(self, request: Request) -> Response:
        item = self.depot.item(request.args.get("ORDER_NUMBER", ""))
        proofs = self.proofs_of(item) if item is not None else []
        told = [
            {
                "ID": proof["id"],
                "RECEIVER": proof["name"],
                "RELATION": proof["relation"],
                "OTP": proof["otp"],
                "IMAGE": proof["photo"],
            }
            for proof in proofs
        ]
        return _done(told)


def _data(row: sqlite3.Row) -> dict[str, Any]:
    moment = datetime.fromisoformat(row["happened_at"]).astimezone(HANOI)
    return {
        "ORDER_NUMBER": row["carrier_number"],
        "ORDER_REFERENCE": row["number"],
        "ORDER_STATUSDATE": moment.strftime(MOMENT),
        "ORDER_STATUS": int(row["code"]),
        "STATUS_NAME": row["state"].replace("_", " ").capitalize(),
        "LOCALION_CURRENTLY": "Hà Nội",
        "NOTE": "",
        "MONEY_COLLECTION": 0,
        "MONEY_FEECOD": 0,
        "MONEY_TOTAL": 0,
        "EXPECTED_DELIVERY": "",
        "PRODUCT_WEIGHT": 100,
        "ORDER_SERVICE": "VCN",
    }


def _done(data: Any) -> Response:
    return answer({"status": 200, "error": False, "message": "OK", "data": data})


def _refused(words: str) -> Response:
    return answer({"status": 204, "error": True, "message": words, "data": None})
