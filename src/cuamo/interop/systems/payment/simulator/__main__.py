"""Run the payment simulator: `python -m cuamo.interop.systems.payment.simulator --port N --state DIR`."""

import argparse
import os
import sys
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, make_server

from cuamo.interop.systems.payment.simulator.app import PaymentPlatform
from cuamo.interop.systems.payment.simulator.memory import Memory
from cuamo.interop.systems.payment.simulator.sender import Sender


class QuietHandler(WSGIRequestHandler):
    """Serves without a line per request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        return


def main() -> int:
    """Serve until ended; one process with threads, so that killing it leaves nothing behind."""
    parser = argparse.ArgumentParser(prog="payment-simulator", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--state", type=Path, required=True)
    arguments = parser.parse_args()
    secret = os.environ.get("CUAMO_PAYMENT_SECRET", "")
    if not secret:
        print("CUAMO_PAYMENT_SECRET is not set", file=sys.stderr)  # noqa: T201  # a command speaks
        return 2
    public = os.environ.get("CUAMO_PUBLIC_URL", "http://localhost:8000").rstrip("/")
    callback_url = os.environ.get("CUAMO_PAYMENT_CALLBACK_URL", f"{public}/api/v1/callbacks/payment")
    memory = Memory(arguments.state)
    sender = Sender(memory, callback_url=callback_url, secret=secret)
    sender.start()
    app = PaymentPlatform(memory, sender, secret=secret)
    server = make_server("127.0.0.1", arguments.port, app, threaded=True, request_handler=QuietHandler)
    server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
