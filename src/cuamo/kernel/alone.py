"""Work that one process does at a time."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def alone(name: str) -> Iterator[bool]:
    """Say whether nobody else is at the work of this name; nobody else is until the block ends.

    The lock is the connection's own, over many transactions: it goes with a process that dies. The same
    connection may take it again.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [f"alone:{name}"])
        (first,) = cursor.fetchone()
    try:
        yield bool(first)
    finally:
        if first:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [f"alone:{name}"])
