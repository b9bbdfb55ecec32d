"""HTTP to the signing service: every request carries its moment and an HMAC over both."""

import hmac
import json
import time
from base64 import b64encode
from functools import cache
from hashlib import sha256
from typing import Any

import httpx

from cuamo.interop.systems.signing import errors
from cuamo.interop.systems.signing.messages import Credentials, credentials_from, signature_from

TIMEOUT = httpx.Timeout(15.0, connect=3.0)


class SigningClient:
    """One signing service at `base_url`, spoken to with the shared `secret`."""

    def __init__(self, base_url: str, secret: str, *, timeout: httpx.Timeout = TIMEOUT) -> None:
        self.base_url = base_url.rstrip("/")
        self._secret = secret.encode()
        self._timeout = timeout

    def credentials(
        self, *, signer_code: str, signer_name: str, agency_name: str, scheme: str = "official"
    ) -> Credentials:
        """Return the signer's certificate.

        Raises:
            SigningUnavailable, SigningRefused
        """
        asked = {"signer_code": signer_code, "signer_name": signer_name, "agency_name": agency_name}
        asked |= {"scheme": scheme}
        try:
            return credentials_from(self._post("/credentials", asked))
        except ValueError as error:
            raise errors.unavailable(str(error)) from error

    def sign(self, *, request_id: str, signer_code: str, digest: bytes) -> bytes:
        """Return the raw signature over a SHA-256 digest; the same `request_id` answers the same.

        Raises:
            SigningUnavailable, SigningRefused
        """
        asked = {
            "request_id": request_id,
            "signer_code": signer_code,
            "digest_algorithm": "sha256",
            "digest": b64encode(digest).decode(),
        }
        try:
            return signature_from(self._post("/sign", asked))
        except ValueError as error:
            raise errors.unavailable(str(error)) from error

    def root(self, name: str = "root") -> bytes:
        """Return a root certificate (DER): `root` of the State's service, `public` of those for citizens.

        Raises:
            SigningUnavailable
        """
        try:
            answer = _http().get(f"{self.base_url}/ca/{name}.crt", timeout=self._timeout)
        except httpx.HTTPError as error:
            raise errors.unavailable(type(error).__name__) from error
        if answer.status_code != 200:
            raise errors.unavailable(f"status {answer.status_code}")
        return answer.content

    def tokens(self) -> list[dict[str, Any]]:
        """Return the tokens plugged in beside the signer, as the agent lists them.

        Raises:
            SigningUnavailable, SigningRefused
        """
        found = self._post("/token/certificates", {}).get("tokens")
        if not isinstance(found, list):
            raise errors.unavailable("no list of tokens")
        return found

    def token_sign(self, *, serial: str, pin: str, digest: bytes) -> bytes:
        """Return the token's raw signature over a SHA-256 digest. The PIN goes there and nowhere else.

        Raises:
            SigningUnavailable, SigningRefused
        """
        asked = {"serial": serial, "pin": pin, "digest": b64encode(digest).decode()}
        try:
            return signature_from(self._post("/token/sign", asked))
        except ValueError as error:
            raise errors.unavailable(str(error)) from error

    def post_bytes(self, path: str, body: bytes, *, content_type: str) -> bytes:
        """Return the answer to a binary request (time stamps).

        Raises:
            SigningUnavailable
        """
        headers = {"Content-Type": content_type}
        try:
            answer = _http().post(
                f"{self.base_url}{path}", content=body, headers=headers, timeout=self._timeout
            )
        except httpx.HTTPError as error:
            raise errors.unavailable(type(error).__name__) from error
        if answer.status_code != 200:
            raise errors.unavailable(f"status {answer.status_code}")
        return answer.content

    def _post(self, path: str, asked: dict[str, Any]) -> dict[str, Any]:
        body = json.dumps(asked, ensure_ascii=False).encode()
        moment = str(int(time.time()))
        proof = hmac.new(self._secret, moment.encode() + b"." + body, sha256).hexdigest()
        headers = {"Content-Type": "application/json", "X-Timestamp": moment, "X-Signature": proof}
        try:
            answer = _http().post(
                f"{self.base_url}{path}", content=body, headers=headers, timeout=self._timeout
            )
        except httpx.HTTPError as error:
            raise errors.unavailable(type(error).__name__) from error
        if 400 <= answer.status_code < 500:
            raise errors.of_answer(*_code(answer), fallback=_reason(answer))
        try:
            told = answer.json()
        except ValueError as error:
            raise errors.unavailable("the answer is not JSON") from error
        if answer.status_code != 200 or not isinstance(told, dict):
            raise errors.unavailable(f"status {answer.status_code}")
        return told


@cache
def _http() -> httpx.Client:
    """Return the client of this process: making one costs 50 ms of certificates; no connection is kept."""
    return httpx.Client(limits=httpx.Limits(max_keepalive_connections=0))


def _code(answer: httpx.Response) -> tuple[str, str]:
    """Return code and message of a refusal."""
    try:
        told = answer.json()
        return str(told.get("code", "")), str(told.get("message", ""))
    except (ValueError, AttributeError):
        return "", ""


def _reason(answer: httpx.Response) -> str:
    try:
        return str(answer.json().get("message", answer.status_code))
    except (ValueError, AttributeError):
        return f"status {answer.status_code}"
