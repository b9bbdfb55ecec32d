"""Write down the statements of one request, and turn them into a script for pgbench."""

import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.place import Place
from cuamo.config.database import APP_ROLE

LITERAL = re.compile(r"'(?:[^']|'')*'|(?<![\w\"$.]) ?-?\d+\b")
UUID = re.compile(
    r"(?<![0-9a-f])[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}(?![0-9a-f])"
)
OPTIONS = f"-c role={APP_ROLE} -c jit=off -c statement_timeout=30s -c lock_timeout=10s"


@contextmanager
def written_down() -> Iterator[list[str]]:
    """Yield the list that takes every statement of Django's connection, with its values in place."""
    from django.db import connection

    statements: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if many:
            raise SystemExit("a statement with many rows of values cannot be written down")
        cursor = context["cursor"].cursor
        in_transaction = context["connection"].in_atomic_block
        text = cursor.mogrify(sql, params) if params else sql.replace("%%", "%")
        statements.append(("" if in_transaction else "--alone ") + " ".join(text.split("\n")))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield statements


def script(first: list[str], second: list[str]) -> str:
    """Return a pgbench script of the first request.

    What differs from the second, like request (keys, codes, numbers drawn) is drawn anew for each
    transaction: its last digits become `:n`, the same number everywhere in a transaction.
    """
    for one, two in zip(first, second, strict=True):
        if _shape(one) != _shape(two):
            raise SystemExit(f"two like requests asked different questions:\n{one}\n{two}")
    fresh = {
        literal
        for one, two in zip(first, second, strict=True)
        for literal, other in zip(LITERAL.findall(one), LITERAL.findall(two), strict=True)
        if literal != other
    }
    ids = {found for literal in fresh for found in UUID.findall(literal)}
    constant = {found for line in second for found in UUID.findall(line)}
    lines, begun = [r"\set n random(100000000000, 999999999999)"], False
    for statement in first:
        alone = statement.startswith("--alone ")
        if not alone and not begun:
            lines.append("BEGIN;")
            begun = True
        if alone and begun:
            lines.append("END;")
            begun = False
        text = LITERAL.sub(
            lambda found: _renewed(found.group(), fresh, ids - constant), statement.removeprefix("--alone ")
        )
        lines.append(text.rstrip().rstrip(";") + ";")
    if begun:
        lines.append("END;")
    return "\n".join(lines) + "\n"


def pgbench(place: Place, text: str, *, clients: int, seconds: int) -> tuple[float, int]:
    """Run the script and return transactions per second and how many there were."""
    file = place.home / "replay.sql"
    file.write_text(text)
    folder = Path(place.cluster.socket)
    command = [
        str(place.tool("pgbench")), "--no-vacuum", "--protocol=simple", f"--client={clients}", "--jobs=1",
        f"--time={seconds}", f"--file={file}", "--host", str(folder), "--username", "cuamo_owner", "cuamo",
    ]  # fmt: skip
    done = subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        env={"PGOPTIONS": OPTIONS, "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
    )
    failed = re.search(r"number of failed transactions: (\d+)", done.stdout)
    if done.returncode or "ERROR" in done.stderr or (failed and int(failed.group(1))):
        raise SystemExit(f"pgbench failed:\n{done.stdout}\n{done.stderr[-3000:]}")
    rate = re.search(r"tps = ([\d.]+)", done.stdout)
    count = re.search(r"actually processed: (\d+)", done.stdout)
    assert rate is not None
    assert count is not None
    return float(rate.group(1)), int(count.group(1))


def _shape(statement: str) -> str:
    text = LITERAL.sub("?", statement)
    return re.sub(r'"s\d+_x\d+"|\s+', "", text)


def _renewed(literal: str, fresh: set[str], ids: set[str]) -> str:
    if literal not in fresh:
        return literal
    if not literal.startswith("'"):
        return " :n"
    text = literal[1:-1]
    if ids.intersection(UUID.findall(text)):
        return (
            "'"
            + UUID.sub(lambda found: _with_n(found.group()) if found.group() in ids else found.group(), text)
            + "'"
        )
    if re.fullmatch(r"\\x[0-9a-f]{64}", text):
        return f"'{_with_n(text)}'"
    if (
        text.startswith("\\x")
        or re.match(r"\d{4}-\d\d-\d\d[ T]", text)
        or re.search(r"\s", text)
        or len(text) > 80
    ):
        return literal
    if array := re.fullmatch(r"\{([\w,.-]+)\}", text):
        return "'{" + ",".join(_ending_in_n(element) for element in array.group(1).split(",")) + "}'"
    return f"'{_ending_in_n(text)}'"


def _ending_in_n(text: str) -> str:
    return text[: max(0, len(text) - 6)] + ":n"


def _with_n(text: str) -> str:
    return text[:-12] + ":n"
