"""How a simulator gets its place on the network: a socket that listens already, or a port of its own."""

import argparse
import socket
from pathlib import Path
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

BACKLOG = 128


class QuietHandler(WSGIRequestHandler):
    """Serves without a line per request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        return


def arguments_of(prog: str, description: str | None) -> argparse.Namespace:
    """Read `--fd N` or `--port N`, and `--state DIR`; `port` is known afterwards either way.

    A socket handed over by the parent is the sound way: no other process can take the port between the
    choice and the start, and whoever connects early waits instead of being refused.
    """
    parser = argparse.ArgumentParser(prog=prog, description=description)
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("--fd", type=int, help="a listening socket handed over by the parent")
    place.add_argument("--port", type=int, help="a port of the loopback")
    parser.add_argument("--state", type=Path, required=True)
    arguments = parser.parse_args()
    if arguments.fd is None:
        arguments.socket = socket.create_server(("127.0.0.1", arguments.port), backlog=BACKLOG)
    else:
        arguments.socket = socket.socket(fileno=arguments.fd)
    arguments.port = arguments.socket.getsockname()[1]
    return arguments


def serve(app: Any, listening: socket.socket) -> None:
    """Serve until ended; one process with threads, so that killing it leaves nothing behind."""
    server = make_server(
        "127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler, fd=listening.fileno()
    )
    server.serve_forever()
