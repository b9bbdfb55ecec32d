"""Keys that carry their own time order."""

import os
import time
from datetime import datetime
from uuid import UUID


def uuid7(at: datetime | None = None, *, home: int = 0) -> UUID:
    """Return a UUID version 7 whose first 48 bits are the milliseconds of `at` (now when None).

    Twelve bits of the random part are reserved for the row's home bucket, so that a later move to
    several databases renames nothing.

    Args:
        at: moment the row belongs to, with its time zone.
        home: home bucket, 0 to 4095.
    Raises:
        ValueError: `home` is out of range.
    """
    if not 0 <= home < 4096:
        raise ValueError(f"home must be 0 to 4095, got {home}")
    millis = int(at.timestamp() * 1000) if at is not None else time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(8))
    high = random >> 52
    value = (millis & (2**48 - 1)) << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | home << 50
    return UUID(int=value | (random & (2**50 - 1)))


def first_id(at: datetime) -> UUID:
    """Return the lowest key a row of the moment `at` can have; range queries and partitions cut here."""
    return UUID(int=(int(at.timestamp() * 1000) & (2**48 - 1)) << 80)


def since(key: UUID) -> UUID:
    """Return the lowest key of the millisecond `key` was made in: what was made with it is not missed."""
    return UUID(int=key.int >> 80 << 80)


def new_id() -> UUID:
    """Return a key for a row made now; the default of every primary key."""
    return uuid7()
