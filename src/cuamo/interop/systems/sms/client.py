"""HTTP to the SMS gateway."""

from typing import Any

import httpx

from cuamo.interop.systems.sms.errors import fault_of
from cuamo.interop.trust import trust
from cuamo.notices.errors import SmsUnavailable

TIMEOUT = httpx.Timeout(8.0, connect=3.0)


class SmsClient:
    """One gateway at `base_url`, spoken to with a bearer secret."""

    def __init__(self, base_url: str, secret: str, *, timeout: httpx.Timeout = TIMEOUT) -> None:
        self._base_url = base_url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {secret}"}
        self._timeout = timeout

    def post(self, path: str, content: dict[str, Any]) -> Any:
        """Return the JSON answer.

        Raises:
            SmsUnavailable: no answer, a fault of the gateway, or no JSON.
            SmsRefused: the gateway refuses for good.
        """
        try:
            answer = httpx.post(
                self._base_url + path,
                json=content,
                headers=self._headers,
                timeout=self._timeout,
                verify=trust(),
            )
        except httpx.HTTPError as error:
            raise SmsUnavailable(type(error).__name__) from error
        fault = fault_of(answer.status_code)
        if fault is not None:
            raise fault
        try:
            return answer.json()
        except ValueError as error:
            raise SmsUnavailable("answer is not JSON") from error
