"""HTTP to the payment platform."""

import time
from typing import Any
from urllib.parse import urlencode

import httpx

from cuamo.interop.systems.payment.errors import unavailable
from cuamo.interop.systems.payment.messages import proof_of_order, proof_of_request
from cuamo.interop.trust import trust

TIMEOUT = httpx.Timeout(6.0, connect=3.0)


class PaymentClient:
    """One payment platform at `base_url`, spoken to with the shared `secret`."""

    def __init__(self, base_url: str, secret: str, *, timeout: httpx.Timeout = TIMEOUT) -> None:
        self.base_url = base_url.rstrip("/")
        self._secret = secret
        self._timeout = timeout

    def transactions(self, reference: str) -> list[Any]:
        """Return what the platform knows under `reference`, as it says it.

        Raises:
            GatewayUnavailable: no answer, or none in the agreed form.
        """
        path = "/api/transactions?" + urlencode({"reference": reference})
        moment = int(time.time())
        proof = proof_of_request(moment=moment, path=path, secret=self._secret)
        headers = {"X-Timestamp": str(moment), "X-Signature": proof}
        try:
            answer = httpx.get(self.base_url + path, headers=headers, timeout=self._timeout, verify=trust())
            told = answer.json() if answer.status_code == 200 else None
        except (httpx.HTTPError, ValueError) as error:
            raise unavailable(type(error).__name__) from error
        if not isinstance(told, dict) or not isinstance(told.get("transactions"), list):
            raise unavailable(f"status {answer.status_code}")
        return list(told["transactions"])

    def order_refund(self, body: bytes) -> Any:
        """Ask for a refund and return the answer as it is said; a refusal is an answer.

        Raises:
            GatewayUnavailable: no answer, or none in the agreed form; it may have been taken all the same.
        """
        path, moment = "/api/refunds", int(time.time())
        proof = proof_of_order(moment=moment, path=path, body=body, secret=self._secret)
        headers = {
            "X-Timestamp": str(moment),
            "X-Signature": proof,
            "Content-Type": "application/json",
        }
        try:
            answer = httpx.post(
                self.base_url + path, content=body, headers=headers, timeout=self._timeout, verify=trust()
            )
            if answer.status_code in {200, 202}:
                return answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise unavailable(type(error).__name__) from error
        raise unavailable(f"status {answer.status_code}")

    def refund_of(self, key: str) -> Any | None:
        """Return what the platform says of a refund, None when it never heard of it.

        Raises:
            GatewayUnavailable: no answer, or none in the agreed form.
        """
        path = "/api/refunds?" + urlencode({"key": key})
        moment = int(time.time())
        proof = proof_of_request(moment=moment, path=path, secret=self._secret)
        headers = {"X-Timestamp": str(moment), "X-Signature": proof}
        try:
            answer = httpx.get(self.base_url + path, headers=headers, timeout=self._timeout, verify=trust())
            said = answer.json() if answer.status_code in {200, 404} else None
        except (httpx.HTTPError, ValueError) as error:
            raise unavailable(type(error).__name__) from error
        if answer.status_code == 404 and isinstance(said, dict) and said.get("code") == "unknown_refund":
            return None
        if answer.status_code != 200:
            raise unavailable(f"status {answer.status_code}")
        return said
