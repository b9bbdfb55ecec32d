"""Run the SMS simulator: `python -m cuamo.interop.systems.sms.simulator --port N --state DIR`."""

import os
import sys

from cuamo.interop.systems.listening import arguments_of, serve
from cuamo.interop.systems.sms.simulator.app import SmsGateway
from cuamo.interop.systems.sms.simulator.memory import Memory


def main() -> int:
    """Serve until ended; one process with threads, so that killing it leaves nothing behind."""
    arguments = arguments_of("sms-simulator", __doc__)
    secret = os.environ.get("CUAMO_SMS_SECRET", "")
    if not secret:
        print("CUAMO_SMS_SECRET is not set", file=sys.stderr)  # noqa: T201  # a command speaks
        return 2
    app = SmsGateway(Memory(arguments.state), secret=secret)
    serve(app, arguments.socket)
    return 0


if __name__ == "__main__":
    sys.exit(main())
