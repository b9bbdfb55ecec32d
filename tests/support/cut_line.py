"""A network line that can be cut: a small TCP proxy between a browser and the server of a test.

Down, it takes a connection and drops it. While up, `decide` looks at the head of each request and may have
the line cut before the request arrives, in the middle of it, or after the server has done its work but before
the answer arrives.
"""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress

BEFORE, MIDDLE, AFTER = "before", "middle", "after"
Decide = Callable[[str], str]
_VERBS = (b"GET ", b"POST ", b"PUT ", b"HEAD ", b"DELETE ")


class CutLine:
    """The line: `up`, and where it is cut by itself."""

    def __init__(self, target: tuple[str, int]) -> None:
        self.up = True
        self.decide: Decide = lambda _: ""
        self.cuts = {BEFORE: 0, MIDDLE: 0, AFTER: 0}
        self.received = 0
        """Bytes that came to the browser."""
        self._target = target
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Cut the line now: whatever is on its way is lost."""
        self.up = False
        self._drop_all()

    def restore(self) -> None:
        """Let the line work again."""
        self.up = True

    def close(self) -> None:
        """Take the line down for good."""
        self.up = False
        self._listener.close()
        self._drop_all()

    def _drop_all(self) -> None:
        with self._lock:
            for end in self._open:
                _drop(end)
            self._open.clear()

    def _accept(self) -> None:
        while True:
            try:
                browser, _ = self._listener.accept()
            except OSError:
                return
            if not self.up:
                _drop(browser)
                continue
            threading.Thread(target=self._serve, args=(browser,), daemon=True).start()

    def _serve(self, browser: socket.socket) -> None:
        try:
            server = socket.create_connection(self._target, timeout=30)
        except OSError:
            _drop(browser)
            return
        with self._lock:
            self._open |= {browser, server}
        state = {"fate": ""}
        threading.Thread(target=self._down, args=(server, browser, state), daemon=True).start()
        with suppress(OSError):
            while data := browser.recv(65536):
                if data.startswith(_VERBS):
                    state["fate"] = (
                        self.decide(data.split(b"\r\n", 1)[0].decode("latin-1")) if self.up else BEFORE
                    )
                if state["fate"] in (BEFORE, MIDDLE):
                    self.cuts[state["fate"]] += 1
                    if state["fate"] == MIDDLE:
                        server.sendall(data[: len(data) // 2])
                    break
                server.sendall(data)
        if state["fate"] != AFTER:
            self._end(browser, server)

    def _down(self, server: socket.socket, browser: socket.socket, state: dict[str, str]) -> None:
        with suppress(OSError):
            while data := server.recv(65536):
                if state["fate"] == AFTER:
                    self.cuts[AFTER] += 1
                    break
                self.received += len(data)
                browser.sendall(data)
        self._end(browser, server)

    def _end(self, *ends: socket.socket) -> None:
        with self._lock:
            for end in ends:
                _drop(end)
                self._open.discard(end)


def _drop(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    with suppress(OSError):
        end.close()
