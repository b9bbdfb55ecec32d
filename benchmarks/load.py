"""A small HTTP client that keeps connections open: many requests at once, statuses counted."""

import itertools
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

VISIT = 50
ADDRESSES = (
    f"127.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}" for number in itertools.count(1 << 16)
)


@dataclass
class Load:
    """What came back."""

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    """Seconds of each request as the client saw it."""

    @property
    def answered(self) -> int:
        return sum(self.statuses.values())

    @property
    def per_second(self) -> float:
        return self.answered / self.seconds if self.seconds else 0.0

    def require(self, *allowed: int) -> "Load":
        """Stop the benchmark when an answer has a status that was not expected."""
        strange = {status: count for status, count in self.statuses.items() if status not in allowed}
        if strange or not self.answered:
            raise SystemExit(f"unexpected answers: {strange or 'none at all'}")
        return self


def request_bytes(
    method: str,
    path: str,
    *,
    headers: dict[str, str] | None = None,
    body: bytes = b"",
    host: str = "localhost",
) -> bytes:
    """Return one HTTP/1.1 request."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Accept-Encoding: identity"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body or method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def run(port: int, requests: Iterable[bytes], *, clients: int, seconds: float) -> Load:
    """Send requests over `clients` open connections until the time is over or no request is left.

    Every 50 requests a client goes and another comes, from another address of this machine.
    """
    load, lock, source = Load(), threading.Lock(), iter(requests)
    begun = time.perf_counter()
    until = begun + seconds

    def work() -> None:
        statuses: Counter[int] = Counter()
        times: list[float] = []
        wanted: bytes | None = b""
        while wanted is not None and time.perf_counter() < until:
            with Connection(port, address=next(ADDRESSES)) as connection:
                for _ in range(VISIT):
                    if time.perf_counter() >= until:
                        break
                    with lock:
                        wanted = next(source, None)
                    if wanted is None:
                        break
                    sent = time.perf_counter()
                    statuses[connection.ask(wanted)[0]] += 1
                    times.append(time.perf_counter() - sent)
        with lock:
            load.statuses += statuses
            load.times += times

    threads = [threading.Thread(target=work) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    load.seconds = time.perf_counter() - begun
    return load


def repeat(*wanted: bytes) -> Iterator[bytes]:
    """Yield the requests in turn, for ever."""
    while True:
        yield from wanted


class Connection:
    """One kept-alive connection."""

    def __init__(self, port: int, *, address: str = "127.0.0.1") -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60, source_address=(address, 0))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, wanted: bytes) -> tuple[int, bytes, bytes]:
        """Send one request and return status, head and body."""
        self.socket.sendall(wanted)
        data = b""
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._more()
        head, body = data[:end], data[end + 4 :]
        status = int(head[9:12])
        lowered = head.lower()
        if (at := lowered.find(b"content-length:")) >= 0:
            length = int(lowered[at + 15 :].split(b"\r\n", 1)[0])
            parts = [body]
            got = len(body)
            while got < length:
                more = self._more()
                parts.append(more)
                got += len(more)
            body = b"".join(parts)
        elif b"chunked" in lowered:
            while not body.endswith(b"0\r\n\r\n"):
                body += self._more()
        return status, head, body

    def _more(self) -> bytes:
        more = self.socket.recv(262_144)
        if not more:
            raise ConnectionError("the server closed the connection")
        return more

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()
