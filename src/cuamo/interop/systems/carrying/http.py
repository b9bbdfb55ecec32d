"""Ask a carrier over HTTP: an answer in the agreed form, or nobody knows."""

import json
from collections.abc import Mapping
from time import monotonic
from typing import Any

import httpx

from cuamo.delivery.errors import CarrierUnavailable
from cuamo.interop.trust import trust

TIMEOUT = httpx.Timeout(8.0, connect=3.0)
LONGEST_SECONDS = 8.0
"""How long the body of an answer may take in all, however steadily it drips."""
LARGEST_BYTES = 20_000_000


def ask(
    method: str,
    url: str,
    *,
    timeout: httpx.Timeout = TIMEOUT,
    headers: Mapping[str, str] | None = None,
    params: Mapping[str, str] | None = None,
    content: Any = None,
    basic: tuple[str, str] | None = None,
) -> tuple[int, dict[str, Any]]:
    """Return status and JSON object of the answer.

    Raises:
        CarrierUnavailable: no answer, a fault of the carrier's server, or something else than JSON.
    """
    try:
        asked = httpx.stream(
            method,
            url,
            headers=dict(headers or {}),
            params=params,
            json=content,
            auth=basic,
            timeout=timeout,
            verify=trust(),
        )
        with asked as answer:
            body = _read(answer, until=monotonic() + LONGEST_SECONDS)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise CarrierUnavailable(type(error).__name__) from error
    if answer.status_code >= 500 or answer.status_code == 429:
        raise CarrierUnavailable(f"status {answer.status_code}")
    try:
        told = json.loads(body)
    except ValueError as error:
        raise CarrierUnavailable("the answer is not JSON") from error
    if not isinstance(told, dict):
        raise CarrierUnavailable("the answer is no object")
    return answer.status_code, told


def _read(answer: httpx.Response, *, until: float) -> bytes:
    body = bytearray()
    for chunk in answer.iter_bytes():
        body += chunk
        if monotonic() > until or len(body) > LARGEST_BYTES:
            raise CarrierUnavailable("the answer does not end")
    return bytes(body)
