"""Take the next number of a series: gapless, because it is taken inside the transaction that uses it."""

from django.db import connection

_TAKE = """
INSERT INTO kernel_number_series (series, last) VALUES (%s, 1)
ON CONFLICT (series) DO UPDATE SET last = kernel_number_series.last + 1
RETURNING last
"""


def take_number(series: str) -> int:
    """Return the next number of `series`, from 1. Take it last in the transaction: the row stays locked."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [series])
        (number,) = cursor.fetchone()
    return int(number)
