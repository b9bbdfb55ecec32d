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
    """Set a new watermark in a restored database: transaction numbers mean nothing after dump and restore.

    What every consumer had read is dropped; the rest is read again by all, which idempotent consumers bear.
    """
    trim_feed()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kernel_feed SET xid = pg_current_xact_id()")
    ConsumerPosition.objects.update(xid=0, feed_id=0)
