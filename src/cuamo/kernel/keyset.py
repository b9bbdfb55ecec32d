"""Where a page of a list begins that is ordered by a moment and an id."""

from datetime import UTC, datetime
from uuid import UUID


def read_place(after: str) -> tuple[datetime, UUID] | None:
    """Read `moment|id` of the last row of the page before; None where the next page begins at the first row.

    The moment is in UTC: an address may name any offset, the database takes those up to 15:59 only.
    """
    at, _, key = after.partition("|")
    try:
        moment, last = datetime.fromisoformat(at), UUID(key)
        return (moment.astimezone(UTC), last) if moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
