"""`Carrier` on Viettel Post: sign-in for a token, orders, updates of seven kinds, messages to our address."""

from collections.abc import Callable
from enum import IntEnum
from typing import Any

import httpx

from cuamo.delivery.errors import CarrierRefused, CarrierUnavailable
from cuamo.delivery.types import DeliveryProof, News, NewsPage, OrderForm, Seen
from cuamo.interop.systems.carrying.http import TIMEOUT, ask
from cuamo.interop.systems.carrying.tokens import Tokens
from cuamo.interop.systems.viettelpost.messages import news_of, order_of, proof_of, read_message
from cuamo.kernel.errors import Invalid

BAD_TOKEN = 202
REFUSALS = (204,)
"""Answers that are a certain no (confidence X: to be confirmed with the operator's list). Any other answer
says nothing of what was done."""
TOKEN_SECONDS = 3600.0
"""How long a token is used; the operator says no end, a refused one is replaced anyway."""


class Update(IntEnum):
    """What an order can be asked to do."""

    APPROVE = 1
    APPROVE_RETURN = 2
    DELIVER_AGAIN = 3
    CANCEL = 4
    RESEND = 5
    DELETE = 11


class ViettelPost:
    """One customer of Viettel Post."""

    def __init__(
        self,
        base_url: str,
        *,
        username: str,
        secret: str,
        webhook_secret: str,
        customer: str,
        timeout: httpx.Timeout = TIMEOUT,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._account = (username, secret)
        self._webhook_secret = webhook_secret
        self._customer = customer
        self._timeout = timeout
        self._tokens = Tokens(account=f"{self._base_url}/{username}", secret=secret, fetch=self._sign_in)

    def place(self, form: OrderForm) -> str:
        told = self._call("POST", "/v2/order/createOrder", content=order_of(form, customer=self._customer))
        data = told.get("data")
        number = data.get("ORDER_NUMBER") if isinstance(data, dict) else None
        if not isinstance(number, str) or not 0 < len(number) <= 40:
            raise CarrierUnavailable("no number of the item")
        return number

    def find(self, number: str) -> Seen | None:
        told = self._call("GET", "/v2/order/find", params={"ORDER_REFERENCE": number})
        data = told.get("data")
        if not isinstance(data, list):
            raise CarrierUnavailable("no list of orders")
        if not data:
            return None
        try:
            news = tuple(news_of(row) for row in data[0]["STATUSES"])
            return Seen(str(data[0]["ORDER_NUMBER"]), news)
        except (KeyError, TypeError, Invalid) as error:
            raise CarrierUnavailable("an order is not in the agreed form") from error

    def cancel(self, *, number: str, carrier_number: str) -> None:
        self.update(Update.CANCEL, carrier_number=carrier_number or number, note="Hủy theo yêu cầu")

    def deliver_again(self, *, number: str, carrier_number: str, note: str) -> None:
        self.update(Update.DELIVER_AGAIN, carrier_number=carrier_number or number, note=note)

    def update(self, kind: Update, *, carrier_number: str, note: str) -> None:
        """Ask an order for one of the things of `Update`."""
        content = {"TYPE": int(kind), "ORDER_NUMBER": carrier_number, "NOTE": note[:150]}
        self._call("POST", "/v2/order/UpdateOrder", content=content)

    def news_since(self, cursor: str, *, ours: Callable[[set[str]], set[str]] = set) -> NewsPage:
        return NewsPage((), cursor)

    def proofs(self, *, number: str, carrier_number: str) -> list[DeliveryProof]:
        told = self._call("GET", "/v2/order/proof", params={"ORDER_NUMBER": carrier_number or number})
        data = told.get("data")
        if not isinstance(data, list):
            raise CarrierUnavailable("no list of proofs")
        return [proof_of(row) for row in data]

    def read_webhook(self, body: bytes) -> News:
        return read_message(body, secret=self._webhook_secret)

    def _call(
        self, method: str, path: str, *, params: dict[str, str] | None = None, content: Any = None
    ) -> dict[str, Any]:
        """Call once, and once more after signing in anew where the token was refused."""
        for _ in range(2):
            token = self._tokens.get()
            status, told = ask(
                method,
                self._base_url + path,
                headers={"Token": token},
                params=params,
                content=content,
                timeout=self._timeout,
            )
            if status == 401 or told.get("status") == BAD_TOKEN:
                self._tokens.forget(token)
                continue
            if status == 200 and told.get("error") is True and told.get("status") in REFUSALS:
                raise CarrierRefused(str(told.get("message", ""))[:200])
            if status != 200 or told.get("error") is not False or told.get("status") != 200:
                raise CarrierUnavailable(f"an answer nobody understands: {status} {told.get('status')!r:.40}")
            return told
        raise CarrierUnavailable("two fresh tokens were refused")

    def _sign_in(self) -> tuple[str, float]:
        content = {"USERNAME": self._account[0], "PASSWORD": self._account[1]}
        _, told = ask("POST", self._base_url + "/v2/user/Login", content=content, timeout=self._timeout)
        data = told.get("data")
        token = data.get("token") if isinstance(data, dict) else None
        if not isinstance(token, str) or not token:
            raise CarrierUnavailable("no token")
        return token, TOKEN_SECONDS
