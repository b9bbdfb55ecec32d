"""Starting processes that cannot outlive us, and ending them whole."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

MARK = "CUAMO_SUPERVISED"
"""Every process of a supervisor carries this in its environment, with the data folder it works for."""
LOG_LIMIT = 10 * 1024 * 1024
PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True)
class RunAs:
    """The user a server steps down to when we are root."""

    uid: int
    gid: int
    name: str


class Identity(TypedDict, total=False):
    """Arguments of `subprocess` that say who a process is."""

    user: int
    group: int
    extra_groups: list[int]


def spawn(
    argv: Sequence[str | Path],
    *,
    env: Mapping[str, str],
    log: Path | None = None,
    run_as: RunAs | None = None,
    death_signal: int = signal.SIGTERM,
    stdout: int | None = None,
    handed: Sequence[int] = (),
    cwd: Path = Path("/"),
) -> subprocess.Popen[bytes]:
    """Start a process in its own session that the kernel ends when this one dies, however it dies.

    Args:
        log: file its output is added to; without it the output is ours.
        death_signal: what the kernel sends it at our death.
        handed: open files it takes over under the same numbers.
        stdout: `subprocess.PIPE` to read its output while its errors go to `log`.
    """
    with contextlib.ExitStack() as stack:
        out = stack.enter_context(log.open("ab")) if log else None
        return subprocess.Popen(
            [str(word) for word in argv],
            env=dict(env),
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=stdout if stdout is not None else out,
            stderr=out,
            pass_fds=handed,
            start_new_session=True,
            preexec_fn=_tether(death_signal),  # noqa: PLW1509 starters have one thread
            **stepping_down(run_as),
        )


def stepping_down(run_as: RunAs | None) -> Identity:
    """Return the arguments that make a process run as another user, without our groups."""
    if run_as is None:
        return {}
    return {"user": run_as.uid, "group": run_as.gid, "extra_groups": []}


def _tether(death_signal: int) -> Callable[[], None]:
    parent = os.getpid()

    def tether() -> None:
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return tether


def end(process: subprocess.Popen[bytes], *, how: int = signal.SIGTERM, patience: float = 10) -> None:
    """Ask a process to stop, wait, then kill it and whatever its group left behind."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(how)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    kill_group(process.pid)
    process.wait()


def kill_group(leader: int) -> None:
    """Kill what is left of a process group; nothing left is fine."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def leftovers(mark: str) -> Iterator[int]:
    """Yield processes that an earlier supervisor of this data folder left behind."""
    wanted = f"{MARK}={mark}".encode()
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if wanted in (entry / "environ").read_bytes().split(b"\0") and int(entry.name) != os.getpid():
                yield int(entry.name)


def sweep(mark: str, *, patience: float = 5) -> int:
    """End the leftovers of a supervisor that was killed; returns how many there were."""
    found = list(leftovers(mark))
    for pid in found:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + patience
    while found and (rest := list(leftovers(mark))):
        if time.monotonic() > until:
            for pid in rest:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)
    return len(found)


def trim(log: Path, limit: int = LOG_LIMIT) -> None:
    """Keep a log below its limit: the full one becomes `.1`, its writers go on at the start."""
    if not log.exists() or log.stat().st_size <= limit:
        return
    log.with_name(log.name + ".1").write_bytes(log.read_bytes())
    os.truncate(log, 0)


def last_lines(log: Path, count: int = 12) -> str:
    """Return the end of a log."""
    if not log.exists():
        return ""
    return "\n".join(log.read_text(errors="replace").splitlines()[-count:])
