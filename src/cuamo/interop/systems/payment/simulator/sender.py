"""Sends signed messages to the product until they are answered with 2xx."""

import hmac
import threading
import time
from hashlib import sha256

import httpx

from cuamo.interop.systems.payment.simulator.memory import Memory
from cuamo.interop.trust import trust

_PAUSE = 0.15
_LONGEST = 300.0
_TIMEOUT = httpx.Timeout(10.0, connect=3.0)


class Sender:
    """One thread that empties the post; what is not taken is tried again, later and later."""

    def __init__(self, memory: Memory, *, callback_url: str, secret: str) -> None:
        self._memory = memory
        self._secret = secret.encode()
        self.callback_url = callback_url

    def start(self) -> None:
        """Start sending."""
        threading.Thread(target=self._run, name="sender", daemon=True).start()

    def _run(self) -> None:
        while True:
            for message in self._memory.due():
                answer, taken = self._send(message["body"].encode())
                wait = min(2.0 ** message["tries"], _LONGEST)
                self._memory.note_try(message["id"], answer=answer, done=taken, again_after=wait)
            time.sleep(_PAUSE)

    def _send(self, body: bytes) -> tuple[str, bool]:
        moment = str(int(time.time()))
        proof = hmac.new(self._secret, moment.encode() + b"." + body, sha256).hexdigest()
        headers = {"Content-Type": "application/json", "X-Signature": f"t={moment},v1={proof}"}
        try:
            answer = httpx.post(
                self.callback_url, content=body, headers=headers, timeout=_TIMEOUT, verify=trust()
            )
        except httpx.HTTPError as error:
            return type(error).__name__, False
        return f"{answer.status_code} {answer.text[:120]}", answer.is_success
