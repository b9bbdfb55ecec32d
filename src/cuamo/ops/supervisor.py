"""Keep a set of processes alive, in an order, until told to stop."""

import signal
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from subprocess import Popen
from typing import Protocol

from cuamo.ops import processes
from cuamo.ops.cluster import Cluster
from cuamo.ops.errors import OpsError

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
LONG_LIFE = 60.0
"""Seconds after which a process counts as sound and its pauses start small again."""

Say = Callable[[str], None]


class Part(Protocol):
    """Something that runs and can be started again."""

    name: str
    log: Path

    def start(self) -> None: ...
    def stop(self) -> None: ...
    def ended(self) -> int | None: ...


class Program:
    """A process of the product."""

    def __init__(
        self,
        name: str,
        argv: Sequence[str | Path],
        env: Mapping[str, str],
        log: Path,
        *,
        handed: Sequence[int] = (),
    ) -> None:
        self.name, self.argv, self.env, self.log, self.handed = name, argv, env, log, handed
        self.process: Popen[bytes] | None = None

    def start(self) -> None:
        """Start it."""
        self.process = processes.spawn(self.argv, env=self.env, log=self.log, handed=self.handed)

    def stop(self) -> None:
        """Stop it in order, with everything it started."""
        if self.process is not None:
            processes.end(self.process)

    def ended(self) -> int | None:
        """Return its exit code when it is no longer running; its helpers are ended too."""
        assert self.process is not None
        code = self.process.poll()
        if code is not None:
            processes.kill_group(self.process.pid)
        return code


class Database:
    """The embedded PostgreSQL as a part."""

    name = "database"

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.log = cluster.log

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.cluster.start()

    def stop(self) -> None:
        """Stop it in order."""
        self.cluster.stop()

    def ended(self) -> int | None:
        """Return its exit code when it is no longer running."""
        return self.cluster.process.poll() if self.cluster.process else 0


class Supervisor:
    """Starts parts, starts them again when they die, stops them in the opposite order."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.parts: list[Part] = []
        self._started: dict[str, float] = {}
        self._pause: dict[str, float] = {}
        self._again_at: dict[str, float] = {}

    def add(self, part: Part) -> None:
        """Start a part and watch over it from now on."""
        self.parts.append(part)
        part.start()
        self._started[part.name] = time.monotonic()

    def tend(self) -> None:
        """Look after every part once; call this a few times a second."""
        now = time.monotonic()
        for part in self.parts:
            if part.name in self._again_at:
                if now >= self._again_at[part.name]:
                    self._start_again(part)
            elif (code := part.ended()) is not None:
                self._note_end(part, code, now)
            processes.trim(part.log)

    def stop(self) -> None:
        """Stop everything, last started first."""
        for part in reversed(self.parts):
            part.stop()
        self.parts.clear()

    def _note_end(self, part: Part, code: int, now: float) -> None:
        if now - self._started[part.name] > LONG_LIFE:
            self._pause.pop(part.name, None)
        pause = self._pause.get(part.name, FIRST_PAUSE)
        self._pause[part.name] = min(pause * 2, LONGEST_PAUSE)
        self._again_at[part.name] = now + pause
        self.say(f"{part.name} ended ({_how(code)}); starting it again in {pause:g} s (see {part.log})")

    def _start_again(self, part: Part) -> None:
        del self._again_at[part.name]
        self._started[part.name] = time.monotonic()
        try:
            part.start()
        except OpsError as error:
            self.say(str(error))
            return
        self.say(f"{part.name} runs again")


def _how(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
