"""`Carrier` on Vietnam Post: a token from key and secret, orders both ways, tracking read in pages."""

from collections.abc import Callable
from typing import Any

import httpx

from cuamo.delivery.errors import CarrierRefused, CarrierUnavailable
from cuamo.delivery.types import DeliveryProof, News, NewsPage, OrderForm, Seen
from cuamo.interop.systems.carrying.http import TIMEOUT, ask
from cuamo.interop.systems.carrying.tokens import Tokens
from cuamo.interop.systems.vnpost.messages import news_of, order_of, proof_of
from cuamo.kernel.errors import NotFound

PAGE = 100
OVERLAP = 20
"""Rows read again before the last one known: one written down late has a smaller id than one seen already."""
DONE = "100"
NO_ORDER = "404"
REFUSALS = frozenset({"104", "105", "106", NO_ORDER})
"""Answers that are a certain no (invented, confidence X: the operator's list was not found). Any other answer
says nothing of what was done."""


class VietnamPost:
    """One customer of Vietnam Post."""

    def __init__(
        self, base_url: str, *, key: str, secret: str, customer: str, timeout: httpx.Timeout = TIMEOUT
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._account = (key, secret)
        self._customer = customer
        self._timeout = timeout
        self._tokens = Tokens(account=f"{self._base_url}/{key}", secret=secret, fetch=self._sign_in)

    def place(self, form: OrderForm) -> str:
        path = "/vnpost/collection" if form.collection else "/vnpost/order"
        told = self._call("POST", path, content=order_of(form, customer=self._customer))
        return self._number(self._require_done(told))

    def find(self, number: str) -> Seen | None:
        told = self._call("GET", "/vnpost/order", params={"OrderNumber": number})
        if str(told.get("Status")) == NO_ORDER:
            return None
        self._require_done(told)
        rows = told.get("Tracking")
        if not isinstance(rows, list):
            raise CarrierUnavailable("the order comes without its tracking")
        return Seen(self._number(told), tuple(news_of(row) for row in rows))

    def cancel(self, *, number: str, carrier_number: str) -> None:
        content = {"CustomerCode": self._customer, "OrderNumber": number}
        self._require_done(self._call("POST", "/vnpost/order/cancel", content=content))

    def deliver_again(self, *, number: str, carrier_number: str, note: str) -> None:
        raise CarrierRefused("Vietnam Post has no such call")

    def news_since(self, cursor: str, *, ours: Callable[[set[str]], set[str]] = set) -> NewsPage:
        known = int(cursor) if cursor.isdigit() else 0
        after = max(known - OVERLAP, 0)
        params = {"pageSize": str(PAGE), "lastId": str(after)}
        told = self._call("GET", "/vnpost/tracking", params=params)
        rows = told.get("Items")
        if not isinstance(rows, list):
            raise CarrierUnavailable("the tracking list has no rows")
        news = tuple(news_of(row) for row in rows)
        last = _read_up_to(news, known=known, ours=ours)
        return NewsPage(news, str(last), len(rows) >= PAGE and last > known)

    def proofs(self, *, number: str, carrier_number: str) -> list[DeliveryProof]:
        told = self._call("GET", "/vnpost/proof", params={"OrderNumber": number})
        rows = told.get("Proofs")
        if not isinstance(rows, list):
            raise CarrierUnavailable("no list of proofs")
        return [proof_of(row) for row in rows]

    def read_webhook(self, body: bytes) -> News:
        raise NotFound("carrier.silent", "Hãng này không gửi tin.", "This carrier sends no messages.")

    def _call(
        self, method: str, path: str, *, params: dict[str, str] | None = None, content: Any = None
    ) -> dict[str, Any]:
        """Call once, and once more with a fresh token where the first one was refused."""
        asked = None if params is None else {"CustomerCode": self._customer, **params}
        for _ in range(2):
            token = self._tokens.get()
            status, told = ask(
                method,
                self._base_url + path,
                headers={"Authorization": f"Bearer {token}"},
                params=asked,
                content=content,
                timeout=self._timeout,
            )
            if status == 401:
                self._tokens.forget(token)
                continue
            if status != 200:
                raise CarrierUnavailable(f"status {status}")
            return told
        raise CarrierUnavailable("two fresh tokens were refused")

    def _sign_in(self) -> tuple[str, float]:
        status, told = ask(
            "POST",
            self._base_url + "/token",
            params={"grant_type": "client_credentials"},
            basic=self._account,
            timeout=self._timeout,
        )
        token, seconds = told.get("access_token"), told.get("expires_in")
        if status != 200 or not isinstance(token, str) or not isinstance(seconds, int):
            raise CarrierUnavailable(f"no token, status {status}")
        return token, float(seconds)

    def _require_done(self, told: dict[str, Any]) -> dict[str, Any]:
        said = str(told.get("Status"))
        if said in REFUSALS:
            raise CarrierRefused(str(told.get("Message", ""))[:200])
        if said != DONE:
            raise CarrierUnavailable(f"an answer nobody understands: {said[:40]}")
        return told

    def _number(self, told: dict[str, Any]) -> str:
        number = told.get("ItemCode")
        if not isinstance(number, str) or not number or len(number) > 40:
            raise CarrierUnavailable("no number of the item")
        return number


def _read_up_to(news: tuple[News, ...], *, known: int, ours: Callable[[set[str]], set[str]]) -> int:
    """Return how far the list is read: the greatest row of an order of ours.

    A row of a stranger may have any id and moves nothing, so that no row of ours is passed over. Only a full
    page of strangers is left behind, up to its last row but one.
    """
    mine = ours({piece.number for piece in news if piece.number})
    last = max((piece.ordinal for piece in news if piece.number in mine), default=0)
    places = sorted({piece.ordinal for piece in news})
    if last <= known and len(news) >= PAGE:
        last = places[-2] if len(places) > 1 else places[-1]
    return max(last, known)
