"""Run the archive simulator: `python -m cuamo.interop.systems.archive.simulator --port N --state DIR`."""

import os
import sys

from cuamo.interop.systems.archive.simulator.app import Archive
from cuamo.interop.systems.archive.simulator.memory import Memory
from cuamo.interop.systems.listening import arguments_of, serve


def main() -> int:
    """Serve until ended; one process with threads, so that killing it leaves nothing behind."""
    arguments = arguments_of("archive-simulator", __doc__)
    secret = os.environ.get("CUAMO_ARCHIVE_SECRET", "")
    if not secret:
        print("CUAMO_ARCHIVE_SECRET is not set", file=sys.stderr)  # noqa: T201  # a command speaks
        return 2
    serve(Archive(Memory(arguments.state), secret=secret), arguments.socket)
    return 0


if __name__ == "__main__":
    sys.exit(main())
