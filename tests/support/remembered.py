"""What brings a dossier to a step is done once in a module; then the rows it wrote are copied in again.

Only while nothing else was written since the test began: PostgreSQL counts what each table got, and
whatever the counts do not explain lets everything happen for real.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import pytest
from django.conf import UserSettingsHolder, settings
from django.contrib.sessions.models import Session
from django.db import connection, models, transaction

from cuamo.api import read
from cuamo.documents.models import StoredFile
from cuamo.documents.selectors.parts import blobs
from cuamo.kernel import ports
from cuamo.people.models import Account
from cuamo.web.portal import tracking
from tests.support.emptying import may_skip_triggers
from tests.support.snapshot import move_on, sequences

P = ParamSpec("P")
Row = TypeVar("Row", bound=models.Model)
Counts = dict[str, tuple[int, int, int]]
"""Rows inserted, updated and deleted of each table since the transaction began."""
CHANGES_THE_WORLD = frozenset({"monkeypatch"})
"""Fixtures with which the same call may do something else."""
OF_NO_CONCERN = frozenset({"VAR", "default_settings", "_deleted"})
"""What another setting of changes no row: where packages and logs lie."""
SESSIONS = Session._meta.db_table
ACCOUNTS = Account._meta.db_table
"""Signing in writes its time into the account, and one or two sessions."""
PLAIN = (str, bytes, int, bool, type(None))
_COUNTS = """SELECT relid::regclass::text, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_xact_user_tables
WHERE schemaname = 'public' AND n_tup_ins + n_tup_upd + n_tup_del > 0"""
_TABLES = """SELECT c.oid::regclass::text,
  array_agg(quote_ident(a.attname) ORDER BY a.attnum) FILTER (WHERE a.attgenerated = ''),
  array_agg(quote_ident(a.attname) ORDER BY a.attnum) FILTER (WHERE a.attnum = ANY (i.indkey))
FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' GROUP BY c.oid"""


@dataclass
class Part:
    """What one table holds afterwards."""

    rows: bytes
    replaced: list[list[str]] | None
    """Keys of rows to take out first; None: the table is emptied, rows were deleted from it."""


@dataclass
class Kept:
    """What a call wrote and which row it returned."""

    model: type[models.Model]
    id: Any
    parts: dict[str, Part]
    sequences: dict[str, int]
    files: dict[str, bytes]


@dataclass
class Memory:
    """What the calls of one module wrote, and whether this test has done nothing else yet."""

    unblock: Callable[[], Any]
    kept: dict[tuple[Any, ...], Kept] = field(default_factory=dict)
    trail: tuple[Any, ...] | None = None
    """The remembered calls of this test; None once something else was written."""
    counts: Counts = field(default_factory=dict)
    depth: int = 0
    wiring: dict[Any, Any] = field(default_factory=dict)

    def begin(self, fixtures: frozenset[str]) -> None:
        """Begin a test whose transaction holds the city and nothing else."""
        self.depth = 0
        for pages in (tracking.REMEMBERED, read.REMEMBERED):
            pages._pages.clear()  # of a dossier that another test of the module took elsewhere
        known = "counter" in fixtures and not CHANGES_THE_WORLD & fixtures and may_skip_triggers()
        self.trail = () if known else None
        self.counts = _counts() if known else {}

    def untouched(self) -> bool:
        """Say whether nothing was written since the last remembered call, and nothing rewired."""
        same = self.trail is not None and ports._factories == self.wiring and _counts() == self.counts
        if not same:
            self.trail = None
        return self.trail is not None


@dataclass
class Now:
    """The memory of the module whose tests run, and what the test that begins asks for."""

    memory: Memory | None = None
    fixtures: frozenset[str] = frozenset()


now = Now()


def open_memory(unblock: Callable[[], Any]) -> None:
    """Begin to remember: the module's transaction holds the city, and its first test begins."""
    now.memory = Memory(unblock, wiring=dict(ports._factories))
    now.memory.begin(now.fixtures)


def close_memory() -> None:
    """Forget everything: the module's transaction ends."""
    now.memory = None


def begin_test(item: pytest.Item) -> None:
    """Let a test begin, before any of its fixtures: what it may remember is what its module wrote."""
    now.fixtures = frozenset(_asked_for(item))
    if now.memory is not None:
        with now.memory.unblock():
            now.memory.begin(now.fixtures)


def _asked_for(item: pytest.Item) -> Iterator[str]:
    """Yield what the test and the product's own fixtures ask for; every test gets others from plugins."""
    asked = getattr(item, "_fixtureinfo", None)
    if asked is None:
        return
    yield from asked.argnames
    for name, definitions in asked.name2fixturedefs.items():
        if definitions[-1].func.__module__.startswith("tests."):
            yield from (name, *definitions[-1].argnames)


def remembered(
    bring: Callable[Concatenate[Any, P], Row],
) -> Callable[Concatenate[Any, P], Row]:
    """Let `bring`, which writes for a clerk at work and returns a row, be done once in a module."""

    @wraps(bring)
    def brought(counter: Any, *args: P.args, **more: P.kwargs) -> Row:
        memory = now.memory
        plain = all(isinstance(value, PLAIN) for value in (*args, *more.values()))
        if memory is None or memory.trail is None or not plain or not memory.untouched():
            return bring(counter, *args, **more)
        call = (
            bring.__qualname__,
            counter.clerk,
            counter.at,
            args,
            tuple(sorted(more.items())),
            _overridden(),
        )
        key = (*(memory.trail or ()), call)
        kept = memory.kept.get(key)
        if kept is not None:
            _restore(kept)
            found = kept.model._default_manager.get(pk=kept.id)
        else:
            found = _done(memory, key, lambda: bring(counter, *args, **more))
        memory.trail, memory.counts = key, _counts()
        return found  # type: ignore[return-value]

    return brought


def _done(memory: Memory, key: tuple[Any, ...], bring: Callable[[], Row]) -> Row:
    """Do it for real; the outermost call is kept."""
    memory.depth += 1
    try:
        if memory.depth > 1:
            return bring()
        before, numbers = _counts(), sequences()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE IF NOT EXISTS began (here int)")
            cursor.execute("INSERT INTO began VALUES (1) RETURNING xmin::text::bigint")
            first = cursor.fetchone()[0]
            row = bring()
        kept = Kept(type(row), row.pk, _parts(first, before), {}, {})
        kept.sequences = {name: at for name, at in sequences().items() if at != numbers.get(name)}
        made = StoredFile.objects.extra(where=["xmin::text::bigint >= %s"], params=[first])
        kept.files = {file: blobs().get(file) for file in made.values_list("sha256", flat=True)}
        memory.kept[key] = kept
        return row
    except BaseException:
        memory.trail = None
        raise
    finally:
        memory.depth -= 1


def _parts(first: int, before: Counts) -> dict[str, Part]:
    """Return what the transactions from `first` on left in each table they wrote to."""
    parts = {}
    with connection.cursor() as cursor:
        for table, counted in _counts().items():
            was = before.get(table, (0, 0, 0))
            if counted == was:
                continue
            columns, key = _tables()[table]
            condition = "" if counted[2] > was[2] else f" WHERE xmin::text::bigint >= {first}"
            listed = ", ".join(columns)
            with cursor.copy(
                f"COPY (SELECT {listed} FROM {table}{condition}) TO STDOUT (FORMAT binary)"
            ) as copy:
                rows = b"".join(bytes(part) for part in copy)
            replaced: list[list[str]] | None = None if counted[2] > was[2] else []
            if replaced is not None and counted[1] > was[1]:
                cursor.execute(f"SELECT {', '.join(f'{name}::text' for name in key)} FROM {table}{condition}")
                replaced = [list(found) for found in cursor.fetchall()]
            parts[table] = Part(rows, replaced)
    return parts


def _restore(kept: Kept) -> None:
    """Write what was kept into the transaction of this test."""
    for file, data in kept.files.items():
        if not blobs().has(file):
            blobs().put(data)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, part in kept.parts.items():
            columns, key = _tables()[table]
            if part.replaced is None:
                cursor.execute(f"DELETE FROM {table}")
            elif part.replaced:
                names = ", ".join(f"{name}::text" for name in key)
                given = ", ".join(f"({', '.join(['%s'] * len(key))})" for _ in part.replaced)
                values = [value for row in part.replaced for value in row]
                cursor.execute(f"DELETE FROM {table} WHERE ({names}) IN ({given})", values)
            with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT binary)") as copy:
                copy.write(part.rows)
        move_on(kept.sequences)
        cursor.execute("SET LOCAL session_replication_role = origin")


def _overridden() -> str:
    """Return which settings are others in this test."""
    found: dict[str, Any] = {}
    own: Any = settings
    holder = own._wrapped
    while isinstance(holder, UserSettingsHolder):
        found = holder.__dict__ | found
        holder = holder.default_settings
    return repr(sorted((name, repr(value)) for name, value in found.items() if name not in OF_NO_CONCERN))


def _counts() -> Counts:
    """Return what each table got; signing in by force changes nothing a clerk's work hangs on."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS)
        counts = {
            table: (inserted, updated, deleted) for table, inserted, updated, deleted in cursor.fetchall()
        }
    sessions = counts.pop(SESSIONS, (0, 0, 0))[0]
    inserted, updated, deleted = counts.pop(ACCOUNTS, (0, 0, 0))
    return counts | {ACCOUNTS: (inserted, max(0, updated - sessions), deleted)}


@cache
def _tables() -> dict[str, tuple[list[str], list[str]]]:
    """Return columns and primary key of each table."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        return {table: (columns, key) for table, columns, key in cursor.fetchall()}
