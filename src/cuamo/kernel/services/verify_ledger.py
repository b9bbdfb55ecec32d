"""Prove that nothing in the ledger was changed, taken out or put in afterwards."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from cuamo.kernel.models.event import DayRoot
from cuamo.kernel.rules.chain import GENESIS, canonical, chained
from cuamo.kernel.services.seal_day import merkle_root

_ALL = """
SELECT e.stream_id, e.seq, e.name, e.occurred_at, e.actor, e.data, e.hash, s.seq, s.hash
FROM kernel_event e LEFT JOIN kernel_stream s USING (stream_id) ORDER BY e.stream_id, e.seq
"""


@dataclass
class LedgerReport:
    """What a verification found; `faults` is empty when all is well."""

    streams: int = 0
    events: int = 0
    days: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def intact(self) -> bool:
        """True when nothing was found."""
        return not self.faults


def verify_ledger(*, most_faults: int = 100) -> LedgerReport:
    """Walk every stream's hash chain and every sealed day's Merkle root.

    A chain alone does not show a removed tail or a removed dossier, a root alone does not order a dossier's
    events; so both are checked, and each stream against its head.
    """
    report = LedgerReport()
    current, expected_seq, running, head_seq, head_hash = None, 0, GENESIS, 0, b""
    for stream_id, seq, name, occurred_at, actor, data, stored, h_seq, h_hash in _rows():
        if len(report.faults) >= most_faults:
            return report
        if stream_id != current:
            _check_head(report, current, expected_seq, running, head_seq, head_hash)
            current, expected_seq, running = stream_id, 0, GENESIS
            head_seq, head_hash = h_seq or 0, bytes(h_hash or b"")
            report.streams += 1
        expected_seq += 1
        report.events += 1
        body = canonical(name=name, stream_id=stream_id, occurred_at=occurred_at, actor=actor, data=data)
        running = chained(running, expected_seq, body)
        if seq != expected_seq:
            report.faults.append(f"stream {stream_id}: event {expected_seq} is missing (found {seq})")
            expected_seq = seq
        elif bytes(stored) != running:
            report.faults.append(f"stream {stream_id}: event {seq} ({name}) does not match its hash")
        running = bytes(stored)
    _check_head(report, current, expected_seq, running, head_seq, head_hash)
    _check_missing_streams(report)
    _check_days(report)
    return report


def _rows() -> Iterator[tuple[Any, ...]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(_ALL)
        while rows := cursor.fetchmany(2000):
            for row in rows:
                actor = row[4] if isinstance(row[4], dict) else json.loads(row[4])
                data = row[5] if isinstance(row[5], dict) else json.loads(row[5])
                yield (*row[:4], actor, data, *row[6:])


def _check_head(
    report: LedgerReport, stream: Any, seq: int, running: bytes, head_seq: int, head: bytes
) -> None:
    if stream is not None and (head_seq != seq or head != running):
        report.faults.append(f"stream {stream}: ends at event {seq}, but its head says {head_seq}")


def _check_missing_streams(report: LedgerReport) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT stream_id FROM kernel_stream s WHERE NOT EXISTS"
            " (SELECT FROM kernel_event e WHERE e.stream_id = s.stream_id) LIMIT 20"
        )
        report.faults += [f"stream {row[0]}: all its events are missing" for row in cursor.fetchall()]


def _check_days(report: LedgerReport) -> None:
    for sealed in DayRoot.objects.order_by("day"):
        report.days += 1
        count, root = merkle_root(sealed.day)
        if (count, root) != (sealed.events, bytes(sealed.root)):
            report.faults.append(
                f"day {sealed.day}: {count} events do not match the sealed root of {sealed.events}"
            )
