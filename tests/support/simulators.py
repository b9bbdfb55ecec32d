"""Start a simulator of an outside party as its own process, for as long as a test needs it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

from tests.support import http

READY_WITHIN_SECONDS = 30.0


BACKLOG = 128
_refusing: list[socket.socket] = []


def listening_socket() -> socket.socket:
    """Return a socket that listens on a port of the loopback the system chose; nobody else can get it."""
    return socket.create_server(("127.0.0.1", 0), backlog=BACKLOG)


def address_of(listening: socket.socket) -> str:
    """Return the base address of what will be served on the socket."""
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


def refusing_address() -> str:
    """Return an address where every connection is refused, for as long as the test run lasts."""
    held = socket.socket()
    held.bind(("127.0.0.1", 0))
    _refusing.append(held)
    return address_of(held)


@contextmanager
def running_simulator(
    name: str,
    *,
    state: Path | None = None,
    place: socket.socket | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[str]:
    """Run `cuamo.interop.systems.<name>.simulator` and yield its base address.

    Secrets come from the environment, as in production (`CUAMO_<NAME>_SECRET`). Leaving the block ends
    the process and everything it started. The process is handed a socket that listens already: a port is
    never let go between being chosen and being served.

    Args:
        name: sms, payment, signing or identity.
        state: folder the simulator keeps its state in; a fresh one when None. Give the same folder
            twice to see what a restart remembers.
        place: a `listening_socket` of the caller, who closes it; one of its own when None. Give the
            same one twice to see a restart at the same address.
        environment: further variables of the process.
    """
    listening = place or listening_socket()
    folder = state or Path(tempfile.mkdtemp(prefix=f"cuamo-{name}-"))
    log = folder / "simulator.log"
    base_url = address_of(listening)
    command = [sys.executable, "-m", f"cuamo.interop.systems.{name}.simulator"]
    command += ["--fd", str(listening.fileno()), "--state", str(folder)]
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
            pass_fds=[listening.fileno()],
            start_new_session=True,
        )
    if place is None:
        listening.close()
    try:
        _wait_until_ready(process, base_url, log)
        yield base_url
    finally:
        end_process(process)
        if state is None:
            shutil.rmtree(folder, ignore_errors=True)


def _wait_until_ready(process: subprocess.Popen[bytes], base_url: str, log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the simulator ended at once:\n{log.read_text(errors='replace')[-4000:]}")
        with suppress(httpx.TransportError):
            if http.get(f"{base_url}/healthz", timeout=2).status_code == 200:
                return
        time.sleep(0.05)
    raise RuntimeError(f"{base_url} was not ready in time:\n{log.read_text(errors='replace')[-4000:]}")


def end_process(process: subprocess.Popen[bytes]) -> None:
    """End a process of its own session and its children; kill what does not go in five seconds."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=5)
