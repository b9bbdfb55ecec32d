"""`MoneyFiles` on the payment platform, which also hands over the bank's statement."""

import time
from datetime import UTC, date, datetime
from typing import BinaryIO
from urllib.parse import urlencode

import httpx

from cuamo.interop.systems.payment.errors import unavailable
from cuamo.interop.systems.payment.files import Reading
from cuamo.interop.systems.payment.messages import proof_of_request, require_signed
from cuamo.interop.trust import trust
from cuamo.kernel.errors import NotPermitted
from cuamo.payments.reconciling import FileSide

TIMEOUT = httpx.Timeout(60.0, connect=3.0)
MOST_BYTES = 64 * 1024 * 1024
_PATHS = {FileSide.GATEWAY: "/api/files/settlement", FileSide.BANK: "/api/files/statement"}


class PlatformFiles:
    """Fetches the files of one platform and reads them; every answer is signed over its bytes."""

    def __init__(self, base_url: str, secret: str, *, timeout: httpx.Timeout = TIMEOUT) -> None:
        self._base_url = base_url.rstrip("/")
        self._secret = secret
        self._timeout = timeout

    def fetch(self, *, side: FileSide, day: date) -> bytes | None:
        path = f"{_PATHS[side]}?{urlencode({'day': day.isoformat()})}"
        moment = int(time.time())
        proof = proof_of_request(moment=moment, path=path, secret=self._secret)
        headers = {"X-Timestamp": str(moment), "X-Signature": proof}
        try:
            with httpx.stream(
                "GET", self._base_url + path, headers=headers, timeout=self._timeout, verify=trust()
            ) as answer:
                if answer.status_code == 404:
                    return None
                if answer.status_code != 200:
                    raise unavailable(f"status {answer.status_code}")
                content = _within_limit(answer)
                signature = answer.headers.get("X-Signature", "")
        except httpx.HTTPError as error:
            raise unavailable(type(error).__name__) from error
        try:
            require_signed(body=content, signature=signature, secret=self._secret, at=datetime.now(UTC))
        except NotPermitted as error:
            raise unavailable(error.code) from error
        return content

    def read(self, content: BinaryIO) -> Reading:
        return Reading(content)


def _within_limit(answer: httpx.Response) -> bytes:
    parts, size = [], 0
    for part in answer.iter_bytes():
        size += len(part)
        if size > MOST_BYTES:
            raise unavailable("the file is too large")
        parts.append(part)
    return b"".join(parts)
