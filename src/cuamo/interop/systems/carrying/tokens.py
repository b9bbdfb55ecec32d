"""Tokens of carriers, kept for all calls of a process until they run out or are refused."""

import threading
import time
from collections.abc import Callable

from cuamo.kernel.crypto import keyed_hash

EARLY_SECONDS = 30.0
"""A token is thrown away this long before it runs out."""
_kept: dict[bytes, tuple[str, float]] = {}
_lock = threading.Lock()


class Tokens:
    """The token of one account at one carrier."""

    def __init__(self, *, account: str, secret: str, fetch: Callable[[], tuple[str, float]]) -> None:
        self._key = keyed_hash(f"{account}\n{secret}", purpose="carrier-token")
        self._fetch = fetch

    def get(self) -> str:
        """Return a token that is good as far as we know; `fetch` gives a new one and its seconds to live."""
        with _lock:
            kept = _kept.get(self._key)
        if kept is not None and kept[1] > time.monotonic():
            return kept[0]
        token, seconds = self._fetch()
        with _lock:
            _kept[self._key] = (token, time.monotonic() + seconds - EARLY_SECONDS)
        return token

    def forget(self, token: str) -> None:
        """Throw away a token that was refused."""
        with _lock:
            if _kept.get(self._key, ("", 0.0))[0] == token:
                del _kept[self._key]
