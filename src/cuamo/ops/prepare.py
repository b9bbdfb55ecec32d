"""Bring a database and the static files up to this version; what is done already is skipped."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cuamo.ops import archive, database, fingerprints, paths, processes, secrets
from cuamo.ops.errors import OpsError
from cuamo.ops.progress import Progress, Tick

CLI = (sys.executable, "-m", "cuamo.cli.main")
SOURCES_ONLY = tuple(
    word
    for sheet in sorted((paths.PACKAGE / "web" / "static" / "css").glob("*.css"))
    for word in ("--ignore", f"css/{sheet.name}")
)
"""Style sheets are served joined, from `vendor/`; those of one area alone, as they are, from `css/areas/`."""
DJANGO = (sys.executable, "-m", "django")


@dataclass(frozen=True)
class Step:
    """A command that has to have run once for given inputs."""

    name: str
    title: str
    commands: tuple[tuple[str, ...], ...]
    inputs: Callable[[], str]
    as_owner: bool = False


def _sources(*patterns: str) -> str:
    files = [file for pattern in patterns for file in paths.PACKAGE.glob(pattern)]
    return fingerprints.of_files(files, base=paths.PACKAGE)


def _lock() -> str:
    lock = paths.ROOT / "requirements" / "run.lock"
    return fingerprints.of_files([lock], base=paths.ROOT)


def _reference() -> str:
    folder = Path(os.environ.get("CUAMO_REFERENCE", paths.ROOT / "reference"))
    code = _sources("cli/reference.py", "catalogue/**/*.py", "organisation/**/*.py", "kernel/calendar/*.py")
    return fingerprints.of_files(folder.rglob("*"), base=folder) + code


MIGRATIONS = Step(
    "migrations",
    "database schema",
    ((*DJANGO, "migrate", "--noinput"),),
    lambda: _sources("*/migrations/*.py") + _lock(),
    as_owner=True,
)
REFERENCE = Step("reference", "reference data", ((*CLI, "reference", "load"),), _reference)
NETWORK = Step(
    "network",
    "sample network and people",
    ((*CLI, "sample", "network"),),
    lambda: _reference() + _sources("cli/sample.py", "cli/sample/**/*.py", "people/**/*.py"),
)

QUEUE = Step(
    "queue",
    "sample lessons, booked times and numbers",
    ((*CLI, "sample", "queue"),),
    lambda: f"{date.today():%G-%V}" + _sources("cli/sample_queue.py"),
)
"""Anew each week: what was booked is over by then."""


def environment(url: str, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of every process of the product."""
    env = secrets.load_or_make() | dict(os.environ)
    env.update(
        DATABASE_URL=url,
        DJANGO_SETTINGS_MODULE=os.environ.get("DJANGO_SETTINGS_MODULE", "cuamo.config.settings.dev"),
        CUAMO_VAR=str(paths.var()),
        PYTHONUNBUFFERED="1",
    )
    return env | dict(extra or {})


def finish_restore(url: str, env: Mapping[str, str], progress: Progress) -> None:
    """Finish a restore that was killed before the ledger's readers were reset."""
    with database.connect(url) as connection:
        unfinished = archive.RESTORED in fingerprints.read(connection)
    if unfinished:
        with progress.step("finishing an interrupted restore") as tick:
            call((*CLI, "restore", "--finish"), env, tick)


def data(url: str) -> None:
    """Prepare a database for a command: schema and reference data, silently when both are there."""
    progress = Progress(sys.stderr)
    finish_restore(url, environment(url), progress)
    for step in (MIGRATIONS, REFERENCE):
        run(step, url, environment(url), progress)


def run(step: Step, url: str, env: Mapping[str, str], progress: Progress) -> bool:
    """Run a step unless it was done with the same inputs; tells whether it ran."""
    wanted = step.inputs()
    with database.connect(url) as connection:
        if fingerprints.read(connection).get(step.name) == wanted:
            return False
        with progress.step(step.title) as tick:
            for command in step.commands:
                call(command, dict(env, CUAMO_AS_OWNER="1") if step.as_owner else env, tick)
        fingerprints.write(connection, step.name, wanted)
    return True


def static_files(env: Mapping[str, str], progress: Progress) -> bool:
    """Fetch fonts and vendor files, collect everything static under `var/static`, unless unchanged."""
    mark = paths.var() / "static.done"
    source = paths.PACKAGE / "web" / "static"
    own = [file for file in source.rglob("*") if "vendor" not in file.relative_to(source).parts]
    wanted = (
        fingerprints.of_files(own, base=source)
        + _sources("web/assets.py", "web/assets/**/*", "ops/prepare.py")
        + _lock()
    )
    if fingerprints.read_file(mark) == wanted and any((paths.var() / "static").iterdir()):
        return False
    with progress.step("fonts and static files") as tick:
        call((sys.executable, "-m", "cuamo.web.assets"), env, tick)
        call((*DJANGO, "collectstatic", "--noinput", "--clear", *SOURCES_ONLY), env, tick)
    mark.write_text(wanted)
    return True


def call(command: tuple[str, ...], env: Mapping[str, str], tick: Tick) -> None:
    """Run a command to its end with its output in `var/log/setup.log`.

    Raises:
        OpsError: it failed; its last words are in the message.
    """
    if not_yet(command):
        return
    log = paths.var() / "log" / "setup.log"
    begun = log.stat().st_size if log.exists() else 0
    process = processes.spawn(command, env=env, log=log, death_signal=signal.SIGTERM)
    try:
        while process.poll() is None:
            tick()
            time.sleep(0.05)
    except BaseException:
        processes.end(process)
        raise
    if process.returncode != 0:
        with log.open("rb") as said:
            said.seek(begun)
            words = said.read().decode(errors="replace").strip().splitlines()
        short = " ".join(Path(word).name for word in command)
        raise OpsError(f"`{short}` failed: {_reason(words) or process.returncode} (see {log})")


def not_yet(command: tuple[str, ...]) -> bool:
    module = f"cli.{command[3]}" if command[2] == "cuamo.cli.main" else command[2].removeprefix("cuamo.")
    place = paths.PACKAGE / module.replace(".", "/")
    if command[2] == "django" or place.with_suffix(".py").exists() or (place / "__main__.py").exists():
        return False
    if module.startswith("cli.") and place.is_dir():
        return False
    print(f"  ({module} is not there yet)", file=sys.stderr)
    return True


def _reason(words: list[str]) -> str:
    """Return the line of a traceback that names the error, else the last line."""
    named = [
        line for line in words if re.match(r"[A-Za-z_][\w.]*(Error|Exception|Violation|Timeout)\b", line)
    ]
    said = [line for line in words if line.startswith("error: ")]
    return next(reversed([*words[-1:], *named, *said]), "")


class Output:
    """What a command prints, fetched while other things go on."""

    def __init__(self, command: tuple[str, ...], env: Mapping[str, str]) -> None:
        self.command = command
        log = paths.var() / "log" / "setup.log"
        self.process = processes.spawn(command, env=env, log=log, stdout=subprocess.PIPE)

    def text(self) -> str:
        """Return all of it.

        Raises:
            OpsError: the command failed.
        """
        said, _ = self.process.communicate()
        if self.process.returncode != 0:
            raise OpsError(
                f"`{' '.join(Path(word).name for word in self.command)}` failed (see var/log/setup.log)"
            )
        return said.decode()
