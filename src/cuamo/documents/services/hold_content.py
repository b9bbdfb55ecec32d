"""Whoever keeps bytes and whoever takes them off the disk wait for each other."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def content_held(sha256: str, *, to_drop: bool = False) -> Iterator[None]:
    """Hold the bytes of this hash until the transaction ends: they are not dropped meanwhile.

    Without it, bytes could go between being found on the disk by a new upload and its row being seen.
    Those who keep the same bytes do not wait for each other; who drops them is alone.
    """
    how = "pg_advisory_xact_lock" if to_drop else "pg_advisory_xact_lock_shared"
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {how}(%s)", [_key(sha256)])
        yield


def _key(sha256: str) -> int:
    return int.from_bytes(bytes.fromhex(sha256)[:8], "big", signed=True)
