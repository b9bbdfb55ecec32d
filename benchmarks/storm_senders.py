"""Sixteen connections that send a plan's messages while those who take them are killed."""

import contextlib
import mmap
import os
import random
import selectors
import signal
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.load import Connection, request_bytes

CONNECTIONS = 16
SignFor = Callable[[bytes], str]
"""Gives the signature of a message, made at the moment of sending."""


@dataclass
class Storm:
    """What was seen from outside."""

    answered: Counter[str] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    seconds: float = 0.0
    acknowledged: Counter[int] = field(default_factory=Counter)
    """How often each place of the plan was answered."""
    depths: list[int] = field(default_factory=list)
    """For each killed process: statements into its transaction, 0 between two; web: messages in flight."""
    lost: int = 0
    """Messages that got no answer and were sent again."""

    @property
    def kills(self) -> int:
        return len(self.depths)

    @property
    def inside(self) -> int:
        return sum(depth > 0 for depth in self.depths)


@contextlib.contextmanager
def killed_in_turn(kills: int, *, total: int, seed: int) -> Any:
    """Yield a function that says, for so many answers, whether a kill is due."""
    rng = random.Random(seed)
    moments = sorted(rng.sample(range(total // 50, total), kills))

    def due(answers: int) -> bool:
        if moments and answers >= moments[0]:
            moments.pop(0)
            return True
        return False

    yield due


def in_processes(bodies: Sequence[bytes], *, sign: SignFor, kills: int, seed: int) -> Storm:
    """Send through sixteen processes that call the service, each with its own connection to the database.

    A killed one leaves its transaction to the database; another takes its place, and what it held is sent
    again. The caller has closed its own connections.
    """
    storm, rng, marks = Storm(), random.Random(seed), mmap.mmap(-1, CONNECTIONS)
    waiting = list(range(len(bodies)))[::-1]
    wakes = selectors.DefaultSelector()
    workers: list[_Worker] = []
    begun = time.perf_counter()

    def give(worker: "_Worker") -> None:
        if waiting:
            worker.holds, worker.since = waiting.pop(), time.perf_counter()
            worker.line.sendall(worker.holds.to_bytes(4, "big"))

    def took(worker: "_Worker", said: bytes) -> None:
        assert worker.holds is not None
        storm.times.append(time.perf_counter() - worker.since)
        storm.answered[said.decode().strip()] += 1
        storm.acknowledged[worker.holds] += 1
        worker.holds = None

    def start(place: int) -> "_Worker":
        worker = _fork(place, bodies, sign, marks)
        wakes.register(worker.line, selectors.EVENT_READ, place)
        return worker

    def kill(place: int) -> None:
        worker, wanted = workers[place], rng.randrange(0, 16)
        until = time.perf_counter() + 0.05
        while marks[place] != wanted and time.perf_counter() < until:
            pass
        os.kill(worker.pid, signal.SIGKILL)
        os.waitpid(worker.pid, 0)
        storm.depths.append(marks[place])
        wakes.unregister(worker.line)
        with contextlib.suppress(OSError):
            worker.line.setblocking(False)
            if len(said := worker.line.recv(_ANSWER)) == _ANSWER:
                took(worker, said)
        worker.line.close()
        if worker.holds is not None:
            storm.lost += 1
            waiting.insert(rng.randrange(len(waiting) + 1), worker.holds)
        marks[place] = 0
        workers[place] = start(place)
        give(workers[place])

    try:
        with killed_in_turn(kills, total=len(bodies), seed=seed) as due:
            for place in range(CONNECTIONS):
                workers.append(start(place))
                give(workers[place])
            while any(worker.holds is not None for worker in workers):
                for key, _ in wakes.select(timeout=60):
                    worker = workers[key.data]
                    if worker.line is not key.fileobj:
                        continue
                    said = worker.line.recv(_ANSWER, socket.MSG_WAITALL)
                    if len(said) < _ANSWER:
                        raise SystemExit("a process ended by itself; see its words above")
                    took(worker, said)
                    give(worker)
                if due(sum(storm.acknowledged.values())):
                    kill(rng.randrange(CONNECTIONS))
    finally:
        for worker in workers:
            with contextlib.suppress(OSError):
                worker.line.sendall(_STOP)
            worker.line.close()
            with contextlib.suppress(ChildProcessError):
                os.waitpid(worker.pid, 0)
    storm.seconds = time.perf_counter() - begun
    return storm


def to_web(
    bodies: Sequence[bytes],
    *,
    sign: SignFor,
    kills: int,
    seed: int,
    port: int,
    path: str,
    pids: Callable[[], list[int]],
) -> Storm:
    """Send over sixteen open connections to the web server, whose worker processes are killed at random."""
    storm, lock = Storm(), threading.Lock()
    waiting = list(range(len(bodies)))[::-1]
    flying: Counter[str] = Counter()
    begun = time.perf_counter()
    rng = random.Random(seed)

    def next_one() -> int | None:
        with lock:
            if waiting:
                flying["now"] += 1
                return waiting.pop()
            return None

    def back(number: int) -> None:
        with lock:
            flying["now"] -= 1
            storm.lost += 1
            waiting.insert(rng.randrange(len(waiting) + 1), number)

    def work() -> None:
        line: Connection | None = None
        while (number := next_one()) is not None or flying["now"]:
            if number is None:
                time.sleep(0.01)
                continue
            body = bodies[number]
            asked = request_bytes(
                "POST",
                path,
                headers={"X-Signature": sign(body), "Content-Type": "application/json"},
                body=body,
            )
            sent = time.perf_counter()
            try:
                line = line or Connection(port, address=_FROM)
                status, _, said = line.ask(asked)
            except (OSError, ValueError):
                status, said = 0, b""
            if status != 200:
                if line is not None:
                    line.socket.close()
                line = None
                back(number)
                time.sleep(0.02)
                continue
            with lock:
                flying["now"] -= 1
                storm.times.append(time.perf_counter() - sent)
                storm.answered[said.decode().split('"')[3]] += 1
                storm.acknowledged[number] += 1
        if line is not None:
            line.socket.close()

    threads = [threading.Thread(target=work) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    with killed_in_turn(kills, total=len(bodies), seed=seed) as due:
        while any(thread.is_alive() for thread in threads):
            time.sleep(0.02)
            if due(len(storm.times)) and (alive := pids()):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(rng.choice(alive), signal.SIGKILL)
                    storm.depths.append(flying["now"])
    storm.seconds = time.perf_counter() - begun
    return storm


_FROM = "127.0.0.2"
"""Another address than the server's: while no worker listens, a connection must not meet itself."""
_ANSWER = 20
_STOP = b"\xff" * 4
"""Asked for when nothing is left: whoever was started later still holds the other end of a line."""


@dataclass
class _Worker:
    pid: int
    line: socket.socket
    holds: int | None = None
    since: float = 0.0


def _fork(place: int, bodies: Sequence[bytes], sign: SignFor, marks: mmap.mmap) -> _Worker:
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid:
        theirs.close()
        return _Worker(pid, ours)
    try:
        ours.close()
        _leave_connections()
        _serve(place, bodies, sign, marks, theirs)
        os._exit(0)
    except BaseException as error:
        print(f"storm process: {error!r}", file=sys.stderr, flush=True)
        os._exit(1)


_left: list[object] = []
"""What belongs to the process before the fork: kept, since what is forgotten is closed on both sides."""


def _leave_connections() -> None:
    """Begin without the connections the parent had open: two processes cannot talk over one."""
    from django.db import connections

    for each in connections.all():
        _left.append(each.connection)
        each.connection = None
        each.in_atomic_block, each.savepoint_ids, each.needs_rollback = False, [], False


def _serve(place: int, bodies: Sequence[bytes], sign: SignFor, marks: mmap.mmap, line: socket.socket) -> None:
    from django.db import connection
    from django.utils import timezone

    from cuamo.payments.services.receive_callback import receive_callback

    def counted(execute: Any, *arguments: Any) -> Any:
        marks[place] = min(255, marks[place] + 1)
        return execute(*arguments)

    with connection.execute_wrapper(counted):
        while len(asked := line.recv(4, socket.MSG_WAITALL)) == 4 and asked != _STOP:
            body = bodies[int.from_bytes(asked, "big")]
            outcome = receive_callback(body=body, signature=sign(body), at=timezone.now())
            marks[place] = 0
            line.sendall(str(outcome.verdict).encode().ljust(_ANSWER))
