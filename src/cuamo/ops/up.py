"""`bin/up`: set the product up, run all of it, and stop all of it."""

import argparse
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from cuamo.ops import database, fingerprints, paths, ports, prepare, processes
from cuamo.ops.errors import OpsError
from cuamo.ops.locks import FileLock
from cuamo.ops.progress import Progress
from cuamo.ops.supervisor import Database, Program, Supervisor

WEB_PORT = 8000
COLUMNS = ("username", "role", "unit", "password", "pin", "start")
SIMULATORS = {
    "sms": 8101,
    "payment": 8102,
    "signing": 8103,
    "identity": 8104,
    "archive": 8105,
    "vnpost": 8106,
    "viettelpost": 8107,
}
CARRIER_PACE = "60"
"""Seconds between two steps of an item at a simulated carrier."""
ADDRESSES = ("CUAMO_PUBLIC_URL", *(f"CUAMO_{name.upper()}_URL" for name in SIMULATORS))
PARTIES = {
    "sms": "SMS gateway (simulator)",
    "payment": "payment platform (simulator)",
    "signing": "signing service (simulator)",
    "archive": "electronic archive (simulator)",
    "vnpost": "Vietnam Post (simulator)",
    "viettelpost": "Viettel Post (simulator)",
    "identity": "VNeID sign-in (simulator)",
}
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
WORKERS, THREADS = 2, 4
READY_PATIENCE = 90.0
BEAT = 0.2
Places = dict[str, socket.socket]
"""Where each simulator listens; held here so that it stays the same when one is started again."""
HISTORY = "history"


class Stopped(Exception):
    """Ctrl-C or SIGTERM."""


def main() -> None:
    """Run until Ctrl-C or SIGTERM."""
    options = _options()
    progress = Progress()
    for number in STOP_SIGNALS:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _stop)
    try:
        _run(options, progress)
    except OpsError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(1)
    except Stopped:
        progress.line("stopped")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/up", description="Set up and run the whole product.")
    parser.add_argument("--port", type=int, default=WEB_PORT, help="preferred port of the web server")
    parser.add_argument("--listen", default="127.0.0.1", help="address the web server listens on")
    parser.add_argument(
        "--no-history", action="store_true", help="make no sample dossiers (or CUAMO_HISTORY=0)"
    )
    return parser.parse_args()


def _stop(number: int, frame: object) -> None:
    raise Stopped


def _run(options: argparse.Namespace, progress: Progress) -> None:
    folder = paths.make_var()
    only = FileLock(folder / "up.lock")
    if not only.take():
        raise OpsError(f"already running: {_address_of_running(folder)}; stop that one first")
    processes.sweep(str(folder))
    serving = FileLock(folder / "database.lock")
    if not serving.take():
        progress.line("waiting for a command that is using the database")
        serving.take(wait=True)

    supervisor = Supervisor(lambda text: progress.line(f"  {text}"))
    history = History(progress)
    try:
        url = _database(supervisor, progress)
        places: Places = {}
        chosen = _addresses(options, progress, places)
        env = prepare.environment(url, {processes.MARK: str(folder), **chosen})
        _prepare(url, env, progress)
        addresses = {name: env[name] for name in ADDRESSES}
        database.write_running(folder, database.Running(url, os.getpid(), "", addresses))
        _start(supervisor, options, env, places)
        accounts = prepare.Output((*prepare.CLI, "sample", "accounts", "--json"), env)
        _wait_until_ready(supervisor, env, progress)
        database.write_running(folder, database.Running(url, os.getpid(), env["CUAMO_PUBLIC_URL"], addresses))
        _show(env, accounts.text(), progress)
        if not options.no_history and os.environ.get("CUAMO_HISTORY") != "0":
            history.start(url, env)
        while True:
            supervisor.tend()
            history.tend()
            time.sleep(BEAT)
    finally:
        for number in STOP_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        database.forget_running(folder)
        history.stop()
        supervisor.stop()


def _address_of_running(folder: Path) -> str:
    running = database.read_running(folder)
    return running.web if running and running.web else "it is still starting"


def _database(supervisor: Supervisor, progress: Progress) -> str:
    """Return the address of a database that answers: the given one, else the embedded one."""
    if url := os.environ.get("DATABASE_URL"):
        with progress.step("database of DATABASE_URL"):
            database.make_if_missing(url)
            database.make_role(url)
        return url
    with progress.step("database (embedded PostgreSQL)"):
        cluster = database.embedded()
        supervisor.add(Database(cluster))
        database.make_database(cluster.url("postgres"), database.NAME)
        url = cluster.url(database.NAME)
        database.make_role(url)
    return url


def _addresses(options: argparse.Namespace, progress: Progress, places: Places) -> dict[str, str]:
    """Choose the ports; a taken one is said and the next free one used. Simulators get theirs in `places`."""
    chosen: dict[str, int] = {}
    for name, preferred in {"web": options.port, **SIMULATORS}.items():
        taken = frozenset(chosen.values())
        if name == "web":
            chosen[name] = ports.choose(preferred, taken=taken, host=options.listen)
        else:
            places[name] = ports.listen(preferred, taken=taken)
            chosen[name] = places[name].getsockname()[1]
        if chosen[name] != preferred:
            progress.line(f"  port {preferred} is taken: {name} uses {chosen[name]}")
    addresses = {f"CUAMO_{name.upper()}_URL": f"http://127.0.0.1:{chosen[name]}" for name in SIMULATORS}
    addresses["CUAMO_IDENTITY_URL"] = f"http://localhost:{chosen['identity']}"
    addresses["CUAMO_PUBLIC_URL"] = os.environ.get("CUAMO_PUBLIC_URL", f"http://localhost:{chosen['web']}")
    addresses["CUAMO_CARRIER_PACE"] = os.environ.get("CUAMO_CARRIER_PACE", CARRIER_PACE)
    addresses["CUAMO_WEB_PORT"] = str(chosen["web"])
    return addresses


def _prepare(url: str, env: Mapping[str, str], progress: Progress) -> None:
    prepare.finish_restore(url, env, progress)
    prepare.run(prepare.MIGRATIONS, url, env, progress)
    prepare.static_files(env, progress)
    prepare.run(prepare.REFERENCE, url, env, progress)
    prepare.run(prepare.NETWORK, url, env, progress)
    prepare.run(prepare.QUEUE, url, env, progress)


def _start(
    supervisor: Supervisor, options: argparse.Namespace, env: Mapping[str, str], places: Places
) -> None:
    logs = paths.var() / "log"
    for name in SIMULATORS:
        state = paths.var() / "sim" / name
        state.mkdir(mode=0o700, exist_ok=True)
        place = places[name].fileno()
        module = f"cuamo.interop.systems.{name}.simulator"
        argv = [sys.executable, "-m", module, "--fd", str(place), "--state", str(state)]
        if prepare.not_yet((sys.executable, "-m", module)):
            continue
        log = logs / f"simulator-{name}.log"
        supervisor.add(Program(f"simulator-{name}", argv, env, log, handed=[place]))
    server = web_server(host=options.listen, port=int(env["CUAMO_WEB_PORT"]))
    supervisor.add(Program("web", server, env, logs / "web.log"))
    worker = [sys.executable, "-m", "cuamo.config.worker"]
    supervisor.add(Program("worker", worker, env, logs / "worker.log"))


def web_server(*, host: str, port: int, workers: int = WORKERS) -> list[str]:
    """Return the command of the web server."""
    server = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"]
    server += ["--host", host, "--port", str(port)]
    server += ["--workers", str(workers), "--blocking-threads", str(THREADS), "--respawn-failed-workers"]
    server += ["--workers-kill-timeout", "8", "--log-level", "warning", "cuamo.config.wsgi:application"]
    return server


def _wait_until_ready(supervisor: Supervisor, env: Mapping[str, str], progress: Progress) -> None:
    waiting = {"web": f"http://127.0.0.1:{env['CUAMO_WEB_PORT']}/readyz"}
    waiting |= {f"simulator-{name}": f"{env[f'CUAMO_{name.upper()}_URL']}/healthz" for name in SIMULATORS}
    waiting = {name: url for name, url in waiting.items() if name in {part.name for part in supervisor.parts}}
    until = time.monotonic() + READY_PATIENCE
    with progress.step("web, worker and simulators") as tick:
        while waiting := {name: url for name, url in waiting.items() if not _answers(url)}:
            if time.monotonic() > until:
                name = next(iter(waiting))
                words = processes.last_lines(paths.var() / "log" / f"{name}.log", 1)
                raise OpsError(f"{name} is not ready after {READY_PATIENCE:g} s: {words} (see var/log/)")
            supervisor.tend()
            tick()
            time.sleep(BEAT / 2)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 our own loopback address
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def _show(env: Mapping[str, str], accounts: str, progress: Progress) -> None:
    """Print where everything is and who can sign in."""
    progress.line(f"\nCửa Mở is ready after {progress.seconds:.1f} s\n")
    rows = [("the product", env["CUAMO_PUBLIC_URL"])]
    rows += [
        (PARTIES[name], env[f"CUAMO_{name.upper()}_URL"].replace("127.0.0.1", "localhost"))
        for name in SIMULATORS
    ]
    rows += [("data, files, logs", str(paths.var()))]
    for title, address in rows:
        progress.line(f"  {title:<30} {address}")
    people = json.loads(accounts)
    progress.line("")
    for row in _table([{name: row[name] for name in COLUMNS} for row in people]):
        progress.line(f"  {row}")
    progress.line("\n  code of the second factor at this moment: bin/cuamo sample accounts --only NAME")
    progress.line("  Ctrl-C stops everything.\n")


def _table(accounts: list[dict[str, str]]) -> list[str]:
    """Return the lines of a table; its columns are the keys of the first row."""
    if not accounts:
        return []
    columns = list(accounts[0])
    rows = [columns] + [[str(account.get(column, "")) for column in columns] for account in accounts]
    widths = [max(len(row[number]) for row in rows) for number in range(len(columns))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


class History:
    """The sample dossiers of 90 days, made in the background while the product is already in use."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.process: subprocess.Popen[bytes] | None = None
        self.url = ""

    def start(self, url: str, env: Mapping[str, str]) -> None:
        """Begin, or go on where it was stopped; a complete history is left alone."""
        with database.connect(url) as connection:
            if HISTORY in fingerprints.read(connection):
                return
        if prepare.not_yet((*prepare.CLI, "sample", "history")):
            return
        self.url = url
        self.progress.line(
            "  sample dossiers are being made in the background (CUAMO_HISTORY=0 leaves them out)"
        )
        log = paths.var() / "log" / "history.log"
        self.process = processes.spawn(
            (*prepare.CLI, "sample", "history"), env=env, log=log, stdout=subprocess.PIPE
        )
        assert self.process.stdout is not None
        os.set_blocking(self.process.stdout.fileno(), False)

    def tend(self) -> None:
        """Pass its progress on; note its end."""
        if self.process is None:
            return
        assert self.process.stdout is not None
        said = self.process.stdout.read() or b""
        lines = [
            line for line in said.decode(errors="replace").replace("\r", "\n").splitlines() if line.strip()
        ]
        if lines:
            self.progress.line(f"  sample dossiers: {lines[-1].strip()}")
        if self.process.poll() is None:
            return
        code, self.process = self.process.returncode, None
        if code != 0:
            self.progress.line(
                "  the sample dossiers stopped early (see var/log/history.log); the next start goes on"
            )
            return
        with contextlib.suppress(OpsError), database.connect(self.url) as connection:
            fingerprints.write(connection, HISTORY, "complete")

    def stop(self) -> None:
        """Stop; the next start goes on."""
        if self.process is not None:
            processes.end(self.process)
            self.process = None


if __name__ == "__main__":
    main()
