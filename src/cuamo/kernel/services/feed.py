"""Care of the feed: trimming what everybody has read, and a new watermark after a restore."""

from django.db import connection, transaction

from cuamo.kernel.consumers import all_consumers
from cuamo.kernel.models.consumer import ConsumerPosition


@transaction.atomic
def trim_feed() -> int:
    """Delete feed rows every consumer has passed; return how many. The events themselves stay."""
    names = [consumer.name for consumer in all_consumers()]
    positions = list(ConsumerPosition.objects.filter(consumer__in=names).values_list("xid", "feed_id"))
    if not names or len(positions) < len(names):
        return 0
    xid, feed_id = min(positions)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kernel_feed WHERE (xid, id) <= (%s::text::xid8, %s)", [str(xid), feed_id])
        return int(cursor.rowcount)


@transaction.atomic
def reset_after_restore() -> None:
    """Renumber the feed in a new database: transaction numbers mean nothing after dump and restore.

    Unread rows keep their order and are read again from the start of what was left.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM kernel_feed f USING (SELECT min((xid, feed_id)) AS low FROM"
            " (SELECT xid::text::xid8 AS xid, feed_id FROM kernel_consumer_position) p) m"
            " WHERE m.low IS NOT NULL AND false"
        )
        cursor.execute("UPDATE kernel_feed SET xid = pg_current_xact_id()")
        cursor.execute("UPDATE kernel_consumer_position SET xid = 0")
