"""Which port a server gets: the preferred one, else the next free one."""

import errno
import socket

TRIES = 200
BACKLOG = 128
_held: list[socket.socket] = []
"""Names held for the life of this process, so that two starts at once do not pick the same port."""


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Tell whether nobody listens on the port, on IPv4 and on IPv6 (browsers try both for `localhost`)."""
    return _can_bind(socket.AF_INET, host, port) and _can_bind(socket.AF_INET6, "::1", port)


def choose(preferred: int, *, taken: frozenset[int] = frozenset(), host: str = "127.0.0.1") -> int:
    """Return the preferred port or the first free one above it that is not in `taken`.

    Raises:
        ValueError: none of the next 200 is free.
    """
    for port in range(preferred, min(preferred + TRIES, 65536)):
        if port not in taken and is_free(port, host) and _hold(port):
            return port
    raise ValueError(f"no free port from {preferred} to {preferred + TRIES}")


def listen(preferred: int, *, taken: frozenset[int] = frozenset()) -> socket.socket:
    """Return a socket that listens on the loopback, on the preferred port or the next free one.

    It is handed to the server, so that the port is never let go between choice and start, nor while the
    server is started again: whoever connects meanwhile waits.

    Raises:
        ValueError: none of the next 200 is free.
    """
    passed_over = set(taken)
    while True:
        port = choose(preferred, taken=frozenset(passed_over))
        try:
            return socket.create_server(("127.0.0.1", port), backlog=BACKLOG)
        except OSError:
            passed_over.add(port)


def _can_bind(family: socket.AddressFamily, host: str, port: int) -> bool:
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        return error.errno not in {errno.EADDRINUSE, errno.EACCES}
    return True


def _hold(port: int) -> bool:
    name = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        name.bind(f"\0cuamo-port-{port}")
    except OSError:
        name.close()
        return False
    _held.append(name)
    return True
