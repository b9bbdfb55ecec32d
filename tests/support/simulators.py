"""Start a simulator of an outside party as its own process, for as long as a test needs it."""

import os
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

READY_WITHIN_SECONDS = 30.0


def free_port() -> int:
    """Return a port of the loopback nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_simulator(
    name: str,
    *,
    state: Path | None = None,
    port: int | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[str]:
    """Run `cuamo.interop.systems.<name>.simulator` and yield its base address.

    Secrets come from the environment, as in production (`CUAMO_<NAME>_SECRET`). Leaving the block ends
    the process and everything it started.

    Args:
        name: sms, payment, signing or identity.
        state: folder the simulator keeps its state in; a fresh one when None. Give the same folder
            twice to see what a restart remembers.
        environment: further variables of the process.
    """
    chosen = port or free_port()
    folder = state or Path(tempfile.mkdtemp(prefix=f"cuamo-{name}-"))
    log = folder / "simulator.log"
    base_url = f"http://127.0.0.1:{chosen}"
    command = [sys.executable, "-m", f"cuamo.interop.systems.{name}.simulator"]
    command += ["--port", str(chosen), "--state", str(folder)]
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )
        try:
            _wait_until_ready(process, base_url, log)
            yield base_url
        finally:
            end_process(process)


def _wait_until_ready(process: subprocess.Popen[bytes], base_url: str, log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the simulator ended at once:\n{log.read_text(errors='replace')[-4000:]}")
        with suppress(httpx.TransportError):
            if httpx.get(f"{base_url}/healthz", timeout=2).status_code == 200:
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
