"""Work as the role the application has in production, which can change no book and no event."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def as_production_role() -> Iterator[None]:
    """Run inside the test's transaction as `cuamo_app`; afterwards as the owner of the tables again."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE cuamo_app")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
