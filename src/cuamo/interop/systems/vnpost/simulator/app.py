"""The HTTP face of the simulated Vietnam Post."""

import hmac
from typing import Any

from werkzeug.wrappers import Request, Response

from cuamo.interop.systems.carrying.depot import Depot
from cuamo.interop.systems.carrying.office import Office, answer

CODES = {
    "CREATED": "1",
    "ACCEPTED": "2",
    "PICKED_UP": "3",
    "IN_TRANSIT": "4",
    "OUT_FOR_DELIVERY": "5",
    "DELIVERED": "6",
    "FAILED_ATTEMPT": "7",
    "RETURNING": "10",
    "RETURNED": "11",
    "CANCELLED": "12",
    "LOST": "13",
}
"""Invented: the list of Vietnam Post was not found."""
NEEDED = (
    *("CustomerCode", "OrderNumber", "SenderProvince", "SenderDistrict", "SenderAddress", "SenderName"),
    *("ReceiverProvince", "ReceiverDistrict", "ReceiverAddress", "ReceiverName"),
)
_CUSTOMER = "CUAMO"
_OPEN_STATES = frozenset({"CREATED", "ACCEPTED"})


class VietnamPostOffice(Office):
    """Routes of Vietnam Post."""

    title = "Vietnam Post (mô phỏng)"

    def __init__(self, depot: Depot, *, key: str, secret: str) -> None:
        super().__init__(depot)
        self._account = (key, secret)
        self.business = {
            ("POST", "/token"): self._token,
            ("POST", "/vnpost/order"): lambda request: self._signed(request, self._order),
            ("POST", "/vnpost/collection"): lambda request: self._signed(request, self._order),
            ("POST", "/vnpost/order/cancel"): lambda request: self._signed(request, self._cancel),
            ("GET", "/vnpost/order"): lambda request: self._signed(request, self._find),
            ("GET", "/vnpost/tracking"): lambda request: self._signed(request, self._tracking),
            ("GET", "/vnpost/proof"): lambda request: self._signed(request, self._proof),
        }

    def _token(self, request: Request) -> Response:
        given = request.authorization
        key, secret = (given.username, given.password) if given is not None else ("", "")
        known = hmac.compare_digest(str(secret).encode(), self._account[1].encode())
        if key != self._account[0] or not known:
            return answer({"error": "invalid_client"}, status=401)
        return answer({"access_token": self.depot.new_token(), "token_type": "Bearer", "expires_in": 3600})

    def _signed(self, request: Request, act: Any) -> Response:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not self.depot.token_is_good(token):
            return answer({"message": "Access token expired"}, status=401)
        done: Response = act(request)
        return done

    def _order(self, request: Request) -> Response:
        form = request.get_json(silent=True)
        if not isinstance(form, dict) or any(not form.get(name) for name in NEEDED):
            return answer({"Status": "105", "Message": "Thiếu thông tin đơn"})
        if form["CustomerCode"] != _CUSTOMER or "refuse" in self.depot.faults():
            return answer({"Status": "104", "Message": "Không nhận đơn"})
        direction = "COLLECTION" if request.path.endswith("/collection") else "RESULT"
        item = self.depot.take(str(form["OrderNumber"]), {**form, "_direction": direction}, prefix="VN")
        return answer({"Status": "100", "Message": "", "ItemCode": item["carrier_number"]})

    def _cancel(self, request: Request) -> Response:
        form = request.get_json(silent=True) or {}
        item = self.depot.item(str(form.get("OrderNumber", "")))
        if item is None or form.get("CustomerCode") != _CUSTOMER:
            return answer({"Status": "404", "Message": "Không có đơn"})
        if not item["cancelled"]:
            states = {row["state"] for row in self.depot.statuses_of(item)}
            if states - _OPEN_STATES:
                return answer({"Status": "106", "Message": "Đơn đã được thu gom"})
            self.reach(item, "CANCELLED")
        return answer({"Status": "100", "Message": "", "ItemCode": item["carrier_number"]})

    def _find(self, request: Request) -> Response:
        item = self.depot.item(request.args.get("OrderNumber", ""))
        if item is None:
            return answer({"Status": "404", "Message": "Không có đơn"})
        rows = [_row(row) for row in self.depot.statuses_of(item, held=False)]
        return answer({"Status": "100", "Message": "", "ItemCode": item["carrier_number"], "Tracking": rows})

    def _tracking(self, request: Request) -> Response:
        """Answer one page after `lastId`; a carrier at fault shows rows twice, backwards, or of strangers."""
        last = int(request.args.get("lastId") or 0)
        size = min(int(request.args.get("pageSize") or 50), 500)
        faults = self.depot.faults()
        rows = [_row(row) for row in self.depot.statuses_after(last, limit=size)]
        if "double" in faults:
            rows = [row for row in rows for _ in range(2)]
        if "shuffled" in faults:
            rows.reverse()
        if "stranger" in faults and rows:
            rows.append({**rows[-1], "id": rows[-1]["id"] + 9_000_000, "OrderNumber": "NGUOI-KHAC-1"})
        if "dropped" in faults:
            rows = []
        return answer({"Items": rows})

    def _proof(self, request: Request) -> Response:
        item = self.depot.item(request.args.get("OrderNumber", ""))
        proofs = self.proofs_of(item) if item is not None else []
        told = [
            {
                "Id": proof["id"],
                "ReceiverName": proof["name"],
                "Relation": proof["relation"],
                "Otp": proof["otp"],
                "Image": proof["photo"],
            }
            for proof in proofs
        ]
        return answer({"Proofs": told})


def _row(row: Any) -> dict[str, Any]:
    return {
        "id": row["id"],
        "OrderNumber": row["number"],
        "StatusCode": row["code"],
        "StatusMessage": row["state"].replace("_", " ").lower(),
    }
