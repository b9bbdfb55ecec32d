"""Run the simulated Viettel Post: `python -m …viettelpost.simulator --port N --state DIR`."""

import os
import sys

from cuamo.interop.systems.carrying.depot import Depot
from cuamo.interop.systems.listening import arguments_of, serve
from cuamo.interop.systems.viettelpost.simulator.app import CODES, ViettelPostOffice
from cuamo.interop.systems.viettelpost.simulator.sender import Sender


def main() -> int:
    """Serve until ended; one process with threads, so that killing it leaves nothing behind."""
    arguments = arguments_of("viettelpost-simulator", __doc__)
    secret = os.environ.get("CUAMO_VIETTELPOST_SECRET", "")
    webhook_secret = os.environ.get("CUAMO_VIETTELPOST_WEBHOOK_SECRET", "")
    if not secret or not webhook_secret:
        print("CUAMO_VIETTELPOST_SECRET or its WEBHOOK_SECRET is not set", file=sys.stderr)  # noqa: T201
        return 2
    public = os.environ.get("CUAMO_PUBLIC_URL", "http://localhost:8000").rstrip("/")
    default = f"{public}/api/v1/callbacks/carriers/VTPOST"
    depot = Depot(arguments.state, name="viettelpost", codes=CODES)
    office = ViettelPostOffice(
        depot,
        username=os.environ.get("CUAMO_VIETTELPOST_USERNAME", "cuamo"),
        secret=secret,
        webhook_secret=webhook_secret,
    )
    if (url := os.environ.get("CUAMO_VIETTELPOST_WEBHOOK_URL", default)) != "none":
        Sender(depot, webhook_url=url).start()
    office.live_by_the_clock(float(os.environ.get("CUAMO_CARRIER_PACE", "0")))
    serve(office, arguments.socket)
    return 0


if __name__ == "__main__":
    sys.exit(main())
