"""Run the SMS simulator: `python -m cuamo.interop.systems.sms.simulator --port N --state DIR`."""

import argparse
import os
import sys
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, make_server

from cuamo.interop.systems.sms.simulator.app import SmsGateway
from cuamo.interop.systems.sms.simulator.memory import Memory


class QuietHandler(WSGIRequestHandler):
    """Serves without a line per request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        return


def main() -> int:
    """Serve until ended; one process with threads, so that killing it leaves nothing behind."""
    parser = argparse.ArgumentParser(prog="sms-simulator", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--state", type=Path, required=True)
    arguments = parser.parse_args()
    secret = os.environ.get("CUAMO_SMS_SECRET", "")
    if not secret:
        print("CUAMO_SMS_SECRET is not set", file=sys.stderr)  # noqa: T201  # a command speaks
        return 2
    app = SmsGateway(Memory(arguments.state), secret=secret)
    server = make_server("127.0.0.1", arguments.port, app, threaded=True, request_handler=QuietHandler)
    server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
