"""Run the identity simulator: `python -m cuamo.interop.systems.identity.simulator --port N --state DIR`."""

import os
import sys

from cuamo.interop.systems.identity.simulator.app import IdentityProvider
from cuamo.interop.systems.identity.simulator.memory import Memory
from cuamo.interop.systems.listening import arguments_of, serve

CALLBACK = "/dang-nhap/vneid/login/callback/"


def _registered(public: str) -> frozenset[str]:
    """Return the addresses registered for the product; on one's own machine both ways of writing it."""
    ways = {public, public.replace("//localhost", "//127.0.0.1", 1)}
    return frozenset(way.rstrip("/") + CALLBACK for way in ways)


def main() -> int:
    """Serve until ended; one process with threads, so that killing it leaves nothing behind."""
    arguments = arguments_of("identity-simulator", __doc__)
    secret = os.environ.get("CUAMO_IDENTITY_SECRET", "")
    if not secret:
        print("CUAMO_IDENTITY_SECRET is not set", file=sys.stderr)  # noqa: T201  # a command speaks
        return 2
    issuer = os.environ.get("CUAMO_IDENTITY_URL", f"http://localhost:{arguments.port}").rstrip("/")
    app = IdentityProvider(
        Memory(arguments.state),
        issuer=issuer,
        client_id=os.environ.get("CUAMO_IDENTITY_CLIENT_ID", "cuamo"),
        secret=secret,
        redirect_uris=_registered(os.environ.get("CUAMO_PUBLIC_URL", "http://localhost:8000")),
    )
    serve(app, arguments.socket)
    return 0


if __name__ == "__main__":
    sys.exit(main())
