"""The product's database: given by DATABASE_URL, running embedded, or started for our own time."""

import contextlib
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from cuamo.ops import paths
from cuamo.ops.cluster import Cluster
from cuamo.ops.errors import OpsError
from cuamo.ops.locks import FileLock

NAME = "cuamo"
APP_ROLE = "cuamo_app"
TRAINING_ROLE = "cuamo_training"
OLDEST = 150000
PATIENCE = 300.0
"""Seconds a command waits for a database that another process is starting."""


@dataclass(frozen=True)
class Running:
    """What the process that started the product says about it (`var/run.json`)."""

    url: str
    pid: int
    web: str = ""
    """Empty while it is still starting, and for a command that runs the database for its own time."""
    addresses: dict[str, str] = field(default_factory=dict)
    """Where the outside parties and the product itself answer, as environment."""


def embedded(home: Path | None = None, *, durable: bool = True) -> Cluster:
    """Return the embedded cluster of a data folder (not started)."""
    folder = home or paths.make_var()
    return Cluster(folder, (paths.make_var() if home is None else home) / "log" / "postgres.log", durable)


@contextlib.contextmanager
def ensure_running(*, prepared: bool = True) -> Iterator[str]:
    """Yield the address of a database that answers, for as long as the block lasts.

    In this order: DATABASE_URL; the database of a running `bin/up`; the embedded one, started here,
    stopped when the last command that uses it has ended.

    Args:
        prepared: bring schema and reference data of a database started here up to this version.
    """
    if given := os.environ.get("DATABASE_URL"):
        yield given
        return
    folder = paths.make_var()
    serving, users = FileLock(folder / "database.lock"), FileLock(folder / "users.lock")
    users.take(shared=True, wait=True)
    try:
        until, told = time.monotonic() + PATIENCE, False
        while not serving.take():
            if running := read_running(folder):
                yield running.url
                return
            if time.monotonic() > until:
                raise OpsError(
                    "the database is being started by another process and does not come up: see var/log"
                )
            if not told:
                told = True
                print("waiting for the database that another process is starting", file=sys.stderr)
            time.sleep(0.1)
        with _serve(folder, users, prepared=prepared) as url:
            yield url
    finally:
        users.release()
        serving.release()


@contextlib.contextmanager
def _serve(folder: Path, users: FileLock, *, prepared: bool) -> Iterator[str]:
    """Serve the embedded database for our own time and that of commands that join meanwhile."""
    from cuamo.ops import prepare

    cluster = embedded()
    cluster.start()
    try:
        make_database(cluster.url("postgres"), NAME)
        url = cluster.url(NAME)
        make_role(url)
        if prepared:
            prepare.data(url)
        write_running(folder, Running(url, os.getpid()))
        yield url
        users.release()
        users.take(wait=True)
    finally:
        forget_running(folder)
        cluster.stop()


def make_database(server_url: str, name: str) -> None:
    """Create a database on a server if it is not there."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        if not connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            connection.execute(
                sql.SQL("create database {} template template0 encoding 'UTF8'").format(sql.Identifier(name))
            )


def make_if_missing(url: str) -> None:
    """Create the database an address names, when the server answers and only the database is missing."""
    try:
        psycopg.connect(url, connect_timeout=10).close()
    except psycopg.OperationalError as error:
        parts = urlsplit(url)
        name = unquote(parts.path.strip("/"))
        if f'database "{name}" does not exist' not in str(error):
            connect(url)
        make_database(urlunsplit(parts._replace(path="/postgres")), name)


def make_role(url: str) -> None:
    """Create the roles of the application: one that can neither change nor delete the ledger, and the one of
    training, which writes no real table at all.

    Raises:
        OpsError: the server is too old, or a role is missing and we may not create it.
    """
    with connect(url) as connection:
        if connection.info.server_version < OLDEST:
            raise OpsError(
                f"PostgreSQL 15 or newer is needed, this is {connection.info.server_version // 10000}"
            )
        for role in (APP_ROLE, TRAINING_ROLE):
            _require_role(connection, role)
        row = connection.execute("select pg_has_role(%s, %s, 'MEMBER')", [APP_ROLE, TRAINING_ROLE]).fetchone()
        if row and not row[0]:
            connection.execute(
                sql.SQL("grant {} to {}").format(sql.Identifier(TRAINING_ROLE), sql.Identifier(APP_ROLE))
            )


def _require_role(connection: psycopg.Connection, role: str) -> None:
    exists = connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone()
    try:
        if not exists:
            connection.execute(sql.SQL("create role {} nologin").format(sql.Identifier(role)))
        right = "SET" if connection.info.server_version >= 160000 else "MEMBER"
        row = connection.execute("select pg_has_role(current_user, %s, %s)", [role, right]).fetchone()
        if row and not row[0]:
            connection.execute(sql.SQL("grant {} to current_user").format(sql.Identifier(role)))
    except psycopg.errors.InsufficientPrivilege:
        raise OpsError(
            f"let the owner of the server run once: create role {role} nologin; "
            f"grant {role} to {connection.info.user} with admin option;"
        ) from None


def connect(url: str) -> psycopg.Connection:
    """Connect, or say in one line why not."""
    try:
        return psycopg.connect(url, autocommit=True, connect_timeout=10)
    except psycopg.Error as error:
        raise OpsError(
            f"the database {without_password(url)} does not answer: {' '.join(str(error).split())}"
        ) from None


def without_password(url: str) -> str:
    """Return an address that can be shown."""
    parts = urlsplit(url)
    if parts.password is None:
        return url
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{parts.username}:***@{host}"))


def read_running(folder: Path) -> Running | None:
    """Return what a running product says of itself, if its database answers."""
    try:
        running = Running(**json.loads((folder / "run.json").read_text()))
        psycopg.connect(running.url, connect_timeout=5).close()
    except (OSError, ValueError, TypeError, psycopg.Error):
        return None
    return running


def addresses() -> dict[str, str]:
    """Return where a running product and its outside parties answer; nothing when none runs."""
    running = read_running(paths.var())
    return running.addresses if running else {}


def write_running(folder: Path, running: Running) -> None:
    """Say where the product runs; readable by its user only, since the address may hold a password."""
    draft = folder / "run.json.new"
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        json.dump(running.__dict__, out)
    draft.rename(folder / "run.json")


def forget_running(folder: Path) -> None:
    """Take the word back."""
    (folder / "run.json").unlink(missing_ok=True)
