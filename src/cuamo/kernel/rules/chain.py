"""The mathematics of the ledger: chains of events and roots of days, checked anywhere without a database."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

GENESIS = bytes(32)


class Step(NamedTuple):
    """One step from a leaf up to the root: the neighbour's hash and on which side it stands."""

    side: str
    """`L` or `R`."""
    hash: bytes


def canonical(
    *,
    name: str,
    stream_id: UUID | str,
    occurred_at: datetime,
    actor: Mapping[str, Any],
    data: Mapping[str, Any],
) -> str:
    """Return the exact text the hash of an event is taken over."""
    moment = int(occurred_at.timestamp() * 1_000_000)
    content = [name, str(stream_id), moment, actor, data]
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def chained(previous: bytes, seq: int, body: str) -> bytes:
    """Return the hash that follows `previous` in a stream."""
    return hashlib.sha256(previous + f"{seq}{body}".encode()).digest()


def levels_of(hashes: Sequence[bytes]) -> list[list[bytes]]:
    """Return the Merkle tree over hashes of events, leaves first, root last; empty without events.

    A level of odd length repeats its last hash.
    """
    if not hashes:
        return []
    level = [hashlib.sha256(b"\x00" + leaf).digest() for leaf in hashes]
    levels = [level]
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        level = [_node(level[i], level[i + 1]) for i in range(0, len(level), 2)]
        levels.append(level)
    return levels


def root_of(levels: Sequence[Sequence[bytes]]) -> bytes:
    """Return the root of a tree; 32 zero bytes without events."""
    return levels[-1][0] if levels else bytes(32)


def path_of(levels: Sequence[Sequence[bytes]], index: int) -> list[Step]:
    """Return the steps from leaf `index` to the root."""
    steps = []
    for level in levels[:-1]:
        beside = index ^ 1
        steps.append(Step("L" if beside < index else "R", level[beside]))
        index //= 2
    return steps


def climbed(event_hash: bytes, steps: Sequence[Step]) -> bytes:
    """Return the root that a hash of an event leads to by these steps."""
    running = hashlib.sha256(b"\x00" + event_hash).digest()
    for step in steps:
        running = _node(step.hash, running) if step.side == "L" else _node(running, step.hash)
    return running


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
