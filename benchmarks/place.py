"""A product of its own to measure: durable PostgreSQL, reference data, sample network, the web server."""

import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cuamo.ops import database, paths, prepare, processes, up
from cuamo.ops.cluster import Cluster
from cuamo.ops.progress import Progress

PATIENCE = 60.0


@dataclass
class Place:
    """A folder with a running, prepared database; Django is set up on it in this process."""

    home: Path
    cluster: Cluster
    url: str
    env: dict[str, str]

    def owner_url(self) -> str:
        """Return the address of the database for its owner."""
        return self.url

    def tool(self, name: str) -> Path:
        """Return the path of a program of the PostgreSQL that runs here."""
        return self.cluster.binaries.path(name)


EVERYTHING = (prepare.MIGRATIONS, prepare.REFERENCE, prepare.NETWORK)


@contextmanager
def place(steps: Sequence[prepare.Step] = EVERYTHING, *, durable: bool = True) -> Iterator[Place]:
    """Make it under `CUAMO_BENCH_HOME` (kept) or a throw-away folder; stop it when the block ends."""
    given = os.environ.get("CUAMO_BENCH_HOME")
    home = Path(given).absolute() if given else Path(tempfile.mkdtemp(prefix="cuamo-bench-", dir="/var/tmp"))
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o711)
    for name in ("DATABASE_URL", "CUAMO_AS_OWNER", "DJANGO_SETTINGS_MODULE"):
        os.environ.pop(name, None)
    os.environ["CUAMO_VAR"] = str(home)
    paths.make_var()
    cluster = Cluster(home, home / "log" / "postgres.log", durable=durable)
    progress = Progress(sys.stderr)
    with progress.step("database"):
        cluster.start()
    try:
        database.make_database(cluster.url("postgres"), database.NAME)
        url = cluster.url(database.NAME)
        database.make_role(url)
        env = prepare.environment(url)
        for step in steps:
            prepare.run(step, url, env, progress)
        prepare.static_files(env, progress)
        os.environ.update(env)
        import django

        django.setup()
        yield Place(home, cluster, url, env)
        from django.db import connections

        connections.close_all()
    finally:
        cluster.stop()
        if not given:
            shutil.rmtree(home, ignore_errors=True)


@dataclass
class Web:
    """The running web server."""

    port: int
    process: "subprocess.Popen[bytes]"

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def workers(self) -> list[int]:
        """Return the process ids of the workers (children of the server that hold the application)."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(pid) for pid in children if b"resource_tracker" not in _command(int(pid))]


@contextmanager
def web(at: Place, *, workers: int = up.WORKERS) -> Iterator[Web]:
    """Run the web server with the arguments `bin/up` gives it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    env = at.env | {"CUAMO_PUBLIC_URL": f"http://localhost:{port}"}
    argv = up.web_server(host="127.0.0.1", port=port, workers=workers)
    process = processes.spawn(argv, env=env, log=at.home / "log" / "web.log")
    server = Web(port, process)
    try:
        _wait(server, at.home / "log" / "web.log")
        yield server
    finally:
        processes.end(process, how=signal.SIGTERM)


def resident_mb(pid: int) -> float:
    """Return the resident memory of a process, in MB (1024² bytes)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1024 / 1024


def office_hours(now: datetime) -> datetime:
    """Return a recent working moment: Tuesday 09:00 of the week before `now`."""
    from cuamo.kernel.clock import HANOI

    monday = now.astimezone(HANOI) - timedelta(days=now.astimezone(HANOI).weekday() + 7)
    return (monday + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)


def durability() -> str:
    """Return what PostgreSQL says of its own durability, for the head of a table."""
    from django.db import connection

    said = []
    with connection.cursor() as cursor:
        for name in ("server_version", "fsync", "synchronous_commit", "full_page_writes"):
            cursor.execute(f"SHOW {name}")
            said.append(f"{name}={cursor.fetchone()[0]}")
    return ", ".join(said)


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _wait(server: Web, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.process.poll() is None:
        try:
            with urllib.request.urlopen(f"{server.url}/readyz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (OSError, urllib.error.URLError):
            time.sleep(0.05)
    raise SystemExit(f"the web server does not come up:\n{processes.last_lines(log)}")
