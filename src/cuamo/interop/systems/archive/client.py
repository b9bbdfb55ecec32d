"""HTTP to the electronic archive."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx

from cuamo.archive.errors import ArchiveUnavailable
from cuamo.interop.systems.archive.errors import fault_of
from cuamo.interop.trust import trust

TIMEOUT = httpx.Timeout(300.0, connect=5.0)
_CHUNK = 1024 * 1024


class ArchiveClient:
    """One archive at `base_url`, spoken to with a bearer secret."""

    def __init__(self, base_url: str, secret: str, *, timeout: httpx.Timeout = TIMEOUT) -> None:
        self._base_url = base_url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/zip"}
        self._timeout = timeout

    def put(self, path: str, package: Path, told: Mapping[str, str]) -> Any:
        """Send a file piece by piece and return the JSON answer.

        Raises:
            ArchiveUnavailable: no answer, a fault of the archive, or no JSON.
            ArchiveRefused: the archive refuses for good.
        """
        headers = self._headers | dict(told) | {"Content-Length": str(package.stat().st_size)}
        try:
            answer = httpx.post(
                self._base_url + path,
                content=_pieces(package),
                headers=headers,
                timeout=self._timeout,
                verify=trust(),
            )
        except httpx.HTTPError as error:
            raise ArchiveUnavailable(type(error).__name__) from error
        fault = fault_of(answer)
        if fault is not None:
            raise fault
        try:
            return answer.json()
        except ValueError as error:
            raise ArchiveUnavailable("answer is not JSON") from error


def _pieces(package: Path) -> Iterator[bytes]:
    with package.open("rb") as file:
        while piece := file.read(_CHUNK):
            yield piece
