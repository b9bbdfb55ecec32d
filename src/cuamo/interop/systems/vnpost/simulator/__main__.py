"""Run the simulated Vietnam Post: `python -m cuamo.interop.systems.vnpost.simulator --port N --state DIR`."""

import os
import sys

from cuamo.interop.systems.carrying.depot import Depot
from cuamo.interop.systems.listening import arguments_of, serve
from cuamo.interop.systems.vnpost.simulator.app import CODES, VietnamPostOffice


def main() -> int:
    """Serve until ended; one process with threads, so that killing it leaves nothing behind."""
    arguments = arguments_of("vnpost-simulator", __doc__)
    secret = os.environ.get("CUAMO_VNPOST_SECRET", "")
    if not secret:
        print("CUAMO_VNPOST_SECRET is not set", file=sys.stderr)  # noqa: T201  # a command speaks
        return 2
    depot = Depot(arguments.state, name="vnpost", codes=CODES)
    office = VietnamPostOffice(depot, key=os.environ.get("CUAMO_VNPOST_KEY", "cuamo"), secret=secret)
    office.live_by_the_clock(float(os.environ.get("CUAMO_CARRIER_PACE", "0")))
    serve(office, arguments.socket)
    return 0


if __name__ == "__main__":
    sys.exit(main())
