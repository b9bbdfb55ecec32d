"""The whole product as `bin/up` runs it, for a journey: real processes, real database, simulators by HTTP."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from cuamo.cli.sample_accounts import code_of
from tests.support import http

READY_WITHIN = 600.0


@dataclass
class Stack:
    """A running product."""

    process: subprocess.Popen
    var: Path
    web: str
    sms: str
    payment: str
    accounts: dict[str, dict[str, str]] = field(default_factory=dict)
    used: set[tuple[str, str]] = field(default_factory=set)
    """User names with the codes they have signed in with: a code is good once."""
    read: set[str] = field(default_factory=set)
    """Texts that were read: the code of an earlier dossier is not taken for the one on its way."""

    def cuamo(self, *words: str) -> str:
        """Run a command of administrators against the running product."""
        done = subprocess.run(
            [sys.executable, "-m", "cuamo.cli.main", *words],
            env=_environment(self.var),
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        return done.stdout

    def account(self, username: str) -> dict[str, str]:
        """Return a sample account with a code of its second factor that has not been used yet."""
        if not self.accounts:
            listed = json.loads(self.cuamo("sample", "accounts", "--all", "--json"))
            self.accounts = {account["username"]: account for account in listed}
        account = self.accounts[username]
        while (username, code := code_of(account["totp_secret"])) in self.used:
            time.sleep(0.5)
        self.used.add((username, code))
        return account | {"code": code}

    def text_to(self, phone: str, pattern: str, *, within: float = 60.0) -> str:
        """Return the first group of the newest text to `phone` that matches and was not read before."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            with suppress(httpx.HTTPError):
                for message in http.get(f"{self.sms}/messages", params={"phone": phone}).json()["messages"]:
                    found = re.search(pattern, message["text"])
                    if found and message["text"] not in self.read:
                        self.read.add(message["text"])
                        return found.group(1)
            time.sleep(0.4)
        raise AssertionError(f"no text to {phone} matches {pattern}")

    def kill(self, part: str) -> int:
        """kill -9 the processes of a part (web, worker, postgres) of this stack; return how many."""
        killed = 0
        for pid in _children_of(self.process.pid):
            with suppress(OSError):
                command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
                if _is(part, command):
                    os.kill(pid, signal.SIGKILL)
                    killed += 1
        return killed

    def kill_surely(self, part: str, *, within: float = 30.0) -> None:
        """kill -9 a part, waiting for it to be there if it is just being started again."""
        until = time.monotonic() + within
        while not self.kill(part):
            assert time.monotonic() < until, f"no {part} to kill"
            time.sleep(0.2)

    def wait_ready(self, *, within: float = 60.0) -> None:
        """Wait until the product takes requests again."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            with suppress(httpx.HTTPError):
                if http.get(f"{self.web}/readyz", timeout=2).status_code == 200:
                    return
            time.sleep(0.2)
        raise AssertionError("the product did not come back")


@contextmanager
def running_stack() -> Iterator[Stack]:
    """Start the product with a data folder of its own; stop it as Ctrl-C does."""
    var = Path(tempfile.mkdtemp(prefix="cuamo-journey-"))
    var.chmod(0o755)
    log = var / "up.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "cuamo.ops.up", "--port", "8600"],
            env=_environment(var),
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield _when_ready(process, var, log)
    finally:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    shutil.rmtree(var, ignore_errors=True)  # after a failure the logs stay


def _environment(var: Path) -> dict[str, str]:
    """Return the environment of a newcomer: nothing of the test run's own settings."""
    own = ("CUAMO_", "DJANGO_", "DATABASE_URL", "PROMETHEUS_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    return kept | {
        "CUAMO_VAR": str(var),
        "CUAMO_HISTORY": "0",
        "CUAMO_QUIET_HOURS": "none",
        "PYTHONUNBUFFERED": "1",
    }


def _when_ready(process: subprocess.Popen, var: Path, log: Path) -> Stack:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until and process.poll() is None:
        said = log.read_text()
        if "is ready after" in said and "Ctrl-C" in said:
            return Stack(
                process,
                var,
                web=_address(said, "the product"),
                sms=_address(said, "SMS gateway"),
                payment=_address(said, "payment platform"),
            )
        time.sleep(0.3)
    raise AssertionError(f"the product did not start:\n{log.read_text()}")


def _address(said: str, name: str) -> str:
    found = re.search(rf"{name}[^\n]*?(http://\S+)", said)
    assert found, said
    return found.group(1)


def _children_of(pid: int) -> list[int]:
    found = []
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        found += [int(child), *_children_of(int(child))]
    return found


def _is(part: str, command: str) -> bool:
    if part == "web":
        return "granian" in command
    if part == "worker":
        return "cuamo.config.worker" in command
    return "postgres" in command and " -D " in command
