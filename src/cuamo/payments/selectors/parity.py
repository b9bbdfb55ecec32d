"""Messages of money and entries of money belong together, one to one."""

from datetime import date

from django.db import connection

from cuamo.payments.rules.day import begins, closes

_UNBOOKED = """
SELECT c.transaction_id FROM payments_callbackreceipt c
LEFT JOIN payments_journalentry e ON e.source = 'gateway:' || c.transaction_id
WHERE c.succeeded AND c.received_at >= %s AND c.received_at < %s AND e.id IS NULL ORDER BY 1
"""
_UNTOLD = """
SELECT e.source FROM payments_journalentry e
LEFT JOIN payments_callbackreceipt c ON c.transaction_id = substr(e.source, 9) AND c.succeeded
WHERE e.kind = 'PAID_ONLINE' AND e.booked_at >= %s AND e.booked_at < %s
    AND (c.id IS NULL OR left(e.source, 8) <> 'gateway:') ORDER BY 1
"""


def callbacks_unbooked(day: date) -> list[str]:
    """Return the transactions received on the day that no entry stands for."""
    return _names(_UNBOOKED, day)


def entries_untold(day: date) -> list[str]:
    """Return the entries of the day that say money came online, and no message does."""
    return _names(_UNTOLD, day)


def _names(statement: str, day: date) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [begins(day), closes(day)])
        return [row[0] for row in cursor.fetchall()]
