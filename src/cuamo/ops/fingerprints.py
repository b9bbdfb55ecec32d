"""What was already done, so that a second start skips it: kept in the database that it was done to."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import psycopg

TABLE = "cuamo_ops.step"
MAKE_TABLE = """
create schema if not exists cuamo_ops;
create table if not exists cuamo_ops.step
    (name text primary key, fingerprint text not null, done_at timestamptz not null default now());
"""


def of_files(files: Iterable[Path], *, base: Path) -> str:
    """Return one hash over names and contents of files."""
    total = hashlib.sha256()
    for file in sorted(files):
        if file.is_file():
            total.update(f"{file.relative_to(base)}\0".encode())
            total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def read(connection: psycopg.Connection) -> dict[str, str]:
    """Return the fingerprint each step was last done with; a dropped database has forgotten them."""
    known = connection.execute("select to_regclass(%s)", [TABLE]).fetchone()
    if not known or known[0] is None:
        return {}
    return dict(connection.execute("select name, fingerprint from cuamo_ops.step").fetchall())


def write(connection: psycopg.Connection, name: str, fingerprint: str) -> None:
    """Remember that a step is done."""
    connection.execute(MAKE_TABLE)
    connection.execute(
        "insert into cuamo_ops.step (name, fingerprint) values (%s, %s) on conflict (name) "
        "do update set fingerprint = excluded.fingerprint, done_at = now()",
        [name, fingerprint],
    )


def forget(connection: psycopg.Connection, name: str) -> None:
    """Let a step count as not done."""
    connection.execute("delete from cuamo_ops.step where name = %s", [name])


def read_file(file: Path) -> str:
    """Return the fingerprint kept in a file, for steps that touch no database."""
    return file.read_text() if file.exists() else ""
