"""Sends messages to the product until they are answered with 2xx."""

import threading
import time

import httpx

from cuamo.interop.systems.carrying.depot import Depot
from cuamo.interop.trust import trust

_PAUSE = 0.1
_LONGEST = 300.0
_TIMEOUT = httpx.Timeout(10.0, connect=3.0)


class Sender:
    """One thread that empties the post; what is not taken is tried again, later and later."""

    def __init__(self, depot: Depot, *, webhook_url: str) -> None:
        self._depot = depot
        self._url = webhook_url

    def start(self) -> None:
        """Start sending."""
        threading.Thread(target=self._run, name="sender", daemon=True).start()

    def _run(self) -> None:
        while True:
            for message in self._depot.due(backwards="shuffled" in self._depot.faults()):
                answer, taken = self._send(message["body"].encode())
                wait = min(2.0 ** message["tries"], _LONGEST)
                self._depot.note_try(message["id"], answer=answer, done=taken, again_after=wait)
            time.sleep(_PAUSE)

    def _send(self, body: bytes) -> tuple[str, bool]:
        headers = {"Content-Type": "application/json"}
        try:
            answer = httpx.post(self._url, content=body, headers=headers, timeout=_TIMEOUT, verify=trust())
        except httpx.HTTPError as error:
            return type(error).__name__, False
        return f"{answer.status_code} {answer.text[:120]}", answer.is_success
