"""Run the payment simulator: `python -m cuamo.interop.systems.payment.simulator --port N --state DIR`."""

import os
import sys

from cuamo.interop.systems.listening import arguments_of, serve
from cuamo.interop.systems.payment.simulator.app import PaymentPlatform
from cuamo.interop.systems.payment.simulator.day_book import DayBook
from cuamo.interop.systems.payment.simulator.day_pages import DayPages
from cuamo.interop.systems.payment.simulator.memory import Memory
from cuamo.interop.systems.payment.simulator.sender import Sender


def main() -> int:
    """Serve until ended; one process with threads, so that killing it leaves nothing behind."""
    arguments = arguments_of("payment-simulator", __doc__)
    secret = os.environ.get("CUAMO_PAYMENT_SECRET", "")
    if not secret:
        print("CUAMO_PAYMENT_SECRET is not set", file=sys.stderr)  # noqa: T201  # a command speaks
        return 2
    public = os.environ.get("CUAMO_PUBLIC_URL", "http://localhost:8000").rstrip("/")
    callback_url = os.environ.get("CUAMO_PAYMENT_CALLBACK_URL", f"{public}/api/v1/callbacks/payment")
    memory = Memory(arguments.state)
    sender = Sender(memory, callback_url=callback_url, secret=secret)
    sender.start()
    days = DayPages(DayBook(arguments.state, memory), secret=secret)
    app = PaymentPlatform(memory, sender, secret=secret, days=days)
    serve(app, arguments.socket)
    return 0


if __name__ == "__main__":
    sys.exit(main())
