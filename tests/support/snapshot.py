"""What a slow load wrote into an empty database, kept by the process and copied in again."""

from collections.abc import Callable

from django.db import connection, transaction

from tests.support.emptying import may_skip_triggers

_kept: dict[object, "Snapshot"] = {}
_TABLES = """SELECT c.oid::regclass::text, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
WHERE n.nspname = 'public' AND c.relkind = 'r' GROUP BY c.oid ORDER BY 1"""
_SEQUENCES = "SELECT format('%%I.%%I', schemaname, sequencename), last_value FROM pg_sequences"


class Snapshot:
    """The rows of the tables that were empty before, and where the sequences stood."""

    def __init__(self, rows: dict[str, bytes], sequences: dict[str, int]) -> None:
        self.rows, self.sequences = rows, sequences

    def restore(self) -> None:
        """Write the rows into the current database, all or none."""
        columns = _columns()
        with transaction.atomic(), connection.cursor() as cursor:
            if may_skip_triggers():
                cursor.execute("SET LOCAL session_replication_role = replica")
            for table, data in self.rows.items():
                with cursor.copy(f"COPY {table} ({columns[table]}) FROM STDIN (FORMAT binary)") as copy:
                    copy.write(data)
            move_on(self.sequences)
            if may_skip_triggers():
                cursor.execute("SET LOCAL session_replication_role = origin")


def load_once(key: object, load: Callable[[], None]) -> None:
    """Call `load`, or copy in what it wrote the first time this process called it for `key`.

    Raises:
        AssertionError: the load changed a table that held rows already, so that a copy would not be the same.
    """
    full = hashes()
    snapshot = _kept.get(key)
    if snapshot is not None and not full.keys() & snapshot.rows.keys():
        snapshot.restore()
        return
    load()
    if snapshot is None:
        after = hashes()
        changed = [table for table, digest in full.items() if after.get(table) != digest]
        assert not changed, f"the load changed tables that were not empty: {changed}"
        _kept[key] = take(without=set(full))


def take(*, without: set[str]) -> Snapshot:
    """Return what the tables hold now, those `without` left out."""
    rows = {}
    with connection.cursor() as cursor:
        for table, columns in _columns().items():
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {table})")
            if table in without or not cursor.fetchone()[0]:
                continue
            with cursor.copy(f"COPY {table} ({columns}) TO STDOUT (FORMAT binary)") as copy:
                rows[table] = b"".join(bytes(part) for part in copy)
    return Snapshot(rows, sequences())


def sequences() -> dict[str, int]:
    """Return the last number each sequence gave."""
    with connection.cursor() as cursor:
        cursor.execute(_SEQUENCES, [])
        return {name: value for name, value in cursor.fetchall() if value is not None}


def move_on(to: dict[str, int]) -> None:
    """Let sequences go on after these numbers, never back."""
    with connection.cursor() as cursor:
        for sequence, value in to.items():
            cursor.execute("SELECT setval(%s, greatest(%s, nextval(%s)))", [sequence, value, sequence])


def _columns() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        return dict(cursor.fetchall())


def hashes() -> dict[str, str]:
    """Return a digest of the rows of each table that holds any, whatever their order."""
    digest = "md5(string_agg(md5(t::text), '' ORDER BY md5(t::text)))"
    each = (f"SELECT '{table}', {digest} FROM {table} t" for table in _columns())
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each))
        return {table: found for table, found in cursor.fetchall() if found}
