"""Run the signing simulator: `python -m cuamo.interop.systems.signing.simulator --port N --state DIR`."""

import os
import sys

from cuamo.interop.systems.listening import arguments_of, serve
from cuamo.interop.systems.signing.simulator.app import build_app


def main() -> int:
    """Serve until ended; one process with threads, so that killing it leaves nothing behind."""
    arguments = arguments_of("signing-simulator", __doc__)
    secret = os.environ.get("CUAMO_SIGNING_SECRET", "")
    if not secret:
        print("CUAMO_SIGNING_SECRET is not set", file=sys.stderr)  # noqa: T201  # a command speaks
        return 2
    address = f"http://127.0.0.1:{arguments.port}"
    app = build_app(arguments.state, base_url=address, secret=secret)
    serve(app, arguments.socket)
    return 0


if __name__ == "__main__":
    sys.exit(main())
