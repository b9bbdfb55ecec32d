"""The embedded PostgreSQL: one private cluster in one folder, reached through a private socket only."""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg

from cuamo.ops import binaries, paths, processes
from cuamo.ops.errors import OpsError

OWNER = "cuamo_owner"
LONGEST_SOCKET = 100
"""The kernel takes 107 bytes for the path of a socket; PostgreSQL adds `.s.PGSQL.5432`."""
START_PATIENCE = 120.0
"""Seconds; recovery after a crash comes before the first answer."""
ORPHAN_PATIENCE = 15.0
"""Seconds that the sessions of a killed server get to notice and leave."""
STILL_IN_USE = ("is still in use", "already exists")

TUNING = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_wal_size": "2GB",
    "fsync": "on",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
"""The log keeps no statements and no details of rows: they carry personal data."""

THROW_AWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
}


@dataclass
class Cluster:
    """A PostgreSQL data folder and the server on it."""

    home: Path
    """Folder that holds `pg/` (the data) and `run/` (the socket)."""
    log: Path
    durable: bool = True
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.user = binaries.server_user()
        self.binaries = binaries.within_reach(binaries.find(), self.user)
        self.data = self.home / "pg"
        self.socket = self._socket_folder()

    def url(self, name: str) -> str:
        """Return the address of one of its databases, for its owner."""
        return f"postgresql://{OWNER}@/{quote(name)}?host={quote(str(self.socket), safe='')}"

    def start(self) -> None:
        """Make the cluster if there is none, start the server and wait until it answers.

        Raises:
            OpsError: the data are of another version, of another user, or the server does not come up.
        """
        self._make_data()
        self._check_data()
        self._write_access()
        self._forget_dead_server()
        until = time.monotonic() + ORPHAN_PATIENCE
        while True:
            self._spawn()
            if self._answers():
                return
            said = processes.last_lines(self.log)
            if not any(words in said for words in STILL_IN_USE) or time.monotonic() > until:
                raise OpsError(f"PostgreSQL does not come up: {_last_line(said)} (see {self.log})")
            time.sleep(0.2)

    def _spawn(self) -> None:
        settings = (
            TUNING | ({} if self.durable else THROW_AWAY) | {"unix_socket_directories": str(self.socket)}
        )
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        self.process = processes.spawn(
            [self.binaries.path("postgres"), "-D", self.data.resolve(), *options],
            env=self._env(),
            log=self.log,
            run_as=self.user,
            death_signal=signal.SIGINT,
        )

    def stop(self) -> None:
        """Stop the server in order: sessions are cut, everything committed is on disk."""
        if self.process is not None:
            processes.end(self.process, how=signal.SIGINT, patience=30)
            self.process = None
        if self.socket.parent != self.home:
            shutil.rmtree(self.socket, ignore_errors=True)

    def _env(self) -> dict[str, str]:
        return {"LC_ALL": "C.UTF-8", "PATH": os.defpath, "HOME": str(self.home), "TZ": "UTC"}

    def _make_data(self) -> None:
        if (self.data / "PG_VERSION").exists():
            return
        if self.user and not self.data.is_symlink() and not _passable(self.home, self.user):
            kept = binaries.shelter(self.home) / f"pg-{secrets.token_hex(3)}"
            self.data.symlink_to(kept)
            print(f"{self.home} is closed to {self.user.name}: the data are kept in {kept}", flush=True)
        place = Path(os.path.realpath(self.data))
        draft = place.with_name("pg.new")
        shutil.rmtree(draft, ignore_errors=True)
        self._own(draft)
        options = ["-U", OWNER, "-E", "UTF8", "--locale=C.UTF-8", "-A", "peer", "--data-checksums"]
        if self.binaries.major >= 17:
            options.append("--locale-provider=builtin")
        if not self.durable:
            options.append("--no-sync")
        done = subprocess.run(
            [str(self.binaries.path("initdb")), "-D", str(draft), *options],
            check=False,
            env=self._env(),
            cwd="/",
            capture_output=True,
            text=True,
            **processes.stepping_down(self.user),
        )
        if done.returncode != 0:
            raise OpsError(
                f"the database cannot be made in {place}: {_last_line(done.stderr or done.stdout)}"
            )
        if place.exists():
            place.rmdir()
        draft.rename(place)

    def _check_data(self) -> None:
        try:
            made_by = int((self.data / "PG_VERSION").read_text().split(".")[0])
        except PermissionError:
            raise OpsError(
                f"{self.data} belongs to another user: start as the user who started the product first"
            ) from None
        if made_by != self.binaries.major:
            raise OpsError(
                f"{self.data} was made by PostgreSQL {made_by} and this is {self.binaries.major}: "
                "restore a backup (`cuamo restore`) into a new folder, or set DATABASE_URL to a server "
                f"of version {made_by}"
            )

    def _write_access(self) -> None:
        """Let in through the socket only the user who runs the product (and, for root, nobody else)."""
        self._own(self.socket)
        try:
            name = pwd.getpwuid(os.geteuid()).pw_name
        except KeyError:
            rule, people = "local all all trust\n", ""
        else:
            rule, people = "local all all peer map=cuamo\n", f'cuamo "{name}" {OWNER}\n'
        for file, text in (("pg_hba.conf", rule), ("pg_ident.conf", people)):
            (self.data / file).write_text(text)

    def _forget_dead_server(self) -> None:
        """Remove the locks of a killed server: their number may be one nobody reaped, or somebody else's."""
        for left in self.socket.glob(".s.PGSQL.*"):
            left.unlink(missing_ok=True)
        file = self.data / "postmaster.pid"
        if not file.exists():
            return
        pid = file.read_text().split("\n", 1)[0].strip()
        if self._serves(pid):
            self._end_other(pid)
        file.unlink(missing_ok=True)

    def _serves(self, pid: str) -> bool:
        """Tell whether the process is a server on these data; a dead one nobody reaped is not."""
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        return str(self.data.resolve()).encode() in words

    def _end_other(self, pid: str) -> None:
        """A server whose starter was killed is shutting down by itself; give it the time, then insist."""
        for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), how)
            for _ in range(200):
                if not self._serves(pid):
                    return
                time.sleep(0.05)

    def _answers(self) -> bool:
        """Wait for the server's first answer; False when it ended instead."""
        assert self.process is not None
        until = time.monotonic() + START_PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=5).close()
            except psycopg.OperationalError:
                time.sleep(0.03)
            else:
                return True
        return False

    def _socket_folder(self) -> Path:
        """Return a private folder for the socket: `run/`, or a short one when that is too long or closed."""
        folder = self.home / "run"
        fits = len(os.fsencode(folder)) + len("/.s.PGSQL.5432") <= LONGEST_SOCKET
        if fits and (self.user is None or _passable(self.home, self.user)):
            return folder
        short = Path(tempfile.gettempdir()) / f"cuamo-{paths.short_hash(self.home)}"
        if short.is_symlink() or (short.exists() and short.stat().st_uid != self._owner_uid()):
            return Path(tempfile.mkdtemp(prefix="cuamo-"))
        return short

    def _owner_uid(self) -> int:
        return self.user.uid if self.user else os.geteuid()

    def _own(self, folder: Path) -> None:
        """Make a folder that only the server's user may enter."""
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.user:
            os.chown(folder, self.user.uid, self.user.gid)
        folder.chmod(stat.S_IRWXU)


def _passable(folder: Path, user: processes.RunAs) -> bool:
    """Tell whether `user` may pass through a folder and everything above it."""
    look = ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)]
    done = subprocess.run(look, check=False, cwd="/", capture_output=True, **processes.stepping_down(user))
    return done.returncode == 0


def _last_line(text: str) -> str:
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return lines[-1] if lines else "no reason given"
