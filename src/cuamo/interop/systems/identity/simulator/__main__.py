"""Run the identity simulator: `python -m cuamo.interop.systems.identity.simulator --port N --state DIR`."""

import argparse
import os
import sys
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, make_server

from cuamo.interop.systems.identity.simulator.app import build
from cuamo.interop.systems.identity.simulator.memory import Memory


class QuietHandler(WSGIRequestHandler):
    """Serves without a line per request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        return


def main() -> int:
    """Serve until ended; one process with threads, so that killing it leaves nothing behind."""
    parser = argparse.ArgumentParser(prog="identity-simulator", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--state", type=Path, required=True)
    arguments = parser.parse_args()
    secret = os.environ.get("CUAMO_IDENTITY_SECRET", "")
    if not secret:
        print("CUAMO_IDENTITY_SECRET is not set", file=sys.stderr)  # noqa: T201  # a command speaks
        return 2
    issuer = os.environ.get("CUAMO_IDENTITY_URL", f"http://localhost:{arguments.port}").rstrip("/")
    app = build(
        Memory(arguments.state),
        issuer=issuer,
        client_id=os.environ.get("CUAMO_IDENTITY_CLIENT_ID", "cuamo"),
        secret=secret,
        redirect_prefix=os.environ.get("CUAMO_PUBLIC_URL", "http://localhost:8000").rstrip("/") + "/",
    )
    server = make_server("127.0.0.1", arguments.port, app, threaded=True, request_handler=QuietHandler)
    server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
