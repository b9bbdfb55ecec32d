"""What the simulator remembers of its days: closed ones, events on the account, faults, one SQLite file."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from cuamo.interop.systems.payment.simulator.day_files import (
    FILE_FAULTS,
    HANOI,
    Fault,
    GivenBack,
    History,
    Moved,
    Paid,
    distort,
)
from cuamo.interop.systems.payment.simulator.memory import Memory

OURS = ("1234567890123", "1234567890124")
"""Accounts of the city: one settlement and one statement for both."""
_TABLES = """
create table if not exists day_event (
  id integer primary key, booked_at text not null, amount_vnd integer not null, code text not null,
  party text not null, words text not null
);
create table if not exists day_fault (
  id integer primary key, day text not null, kind text not null, target text not null,
  side text not null, served integer not null default 0
);
create table if not exists day_closed (day text primary key);
"""


class DayBook:
    """The days of the platform; a day before today is closed, today is closed on demand."""

    def __init__(self, folder: Path, memory: Memory) -> None:
        self._path = folder / "payment.sqlite"
        self._memory = memory
        self._lock = threading.Lock()
        with self._open() as rows:
            rows.executescript(_TABLES)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            rows = sqlite3.connect(self._path, timeout=10)
            rows.row_factory = sqlite3.Row
            try:
                yield rows
                rows.commit()
            finally:
                rows.close()

    def is_closed(self, day: date) -> bool:
        """True when the files of the day can be fetched."""
        if day < _today():
            return day >= self._history().first_day
        with self._open() as rows:
            found = rows.execute("select 1 from day_closed where day = ?", (day.isoformat(),))
            return found.fetchone() is not None

    def close(self, day: date) -> None:
        """Close today before it is over."""
        with self._open() as rows:
            rows.execute("insert into day_closed values (?) on conflict do nothing", (day.isoformat(),))

    def settlement(self, day: date) -> bytes:
        """Return the platform's file of a day, once as its fault wants it."""
        return self._served(self._history().settlement(day), day, "settlement")

    def statement(self, day: date) -> bytes:
        """Return the bank's file of a day, once as its fault wants it."""
        return self._served(self._history().statement(day), day, "statement")

    def move(self, moved: Moved) -> None:
        """Let something happen on the account."""
        with self._open() as rows:
            rows.execute(
                "insert into day_event (booked_at, amount_vnd, code, party, words) values (?, ?, ?, ?, ?)",
                (moved.booked_at.isoformat(), moved.amount_vnd, moved.code, moved.party, moved.words),
            )

    def add_fault(self, fault: Fault, *, side: str) -> None:
        """Let a day go wrong."""
        with self._open() as rows:
            rows.execute(
                "insert into day_fault (day, kind, target, side) values (?, ?, ?, ?)",
                (fault.day.isoformat(), fault.kind, fault.target, side),
            )

    def correct(self, day: date) -> None:
        """Take the faults of a day back: the next file of the day is right."""
        with self._open() as rows:
            rows.execute("delete from day_fault where day = ?", (day.isoformat(),))

    def faults(self) -> list[sqlite3.Row]:
        """Return every fault, the latest day first."""
        with self._open() as rows:
            return list(rows.execute("select * from day_fault order by day desc, id desc"))

    def events(self) -> list[sqlite3.Row]:
        """Return what happened on the account, the latest first."""
        with self._open() as rows:
            return list(rows.execute("select * from day_event order by booked_at desc, id desc limit 100"))

    def _served(self, content: bytes, day: date, side: str) -> bytes:
        with self._open() as rows:
            sql = "select * from day_fault where day = ? and side = ? and served = 0 order by id"
            for fault in rows.execute(sql, (day.isoformat(), side)).fetchall():
                if fault["kind"] in FILE_FAULTS:
                    rows.execute("update day_fault set served = 1 where id = ?", (fault["id"],))
                    return distort(content, fault["kind"])
        return content

    def _history(self) -> History:
        with self._open() as rows:
            events = rows.execute("select * from day_event order by id").fetchall()
            faults = rows.execute("select * from day_fault order by id").fetchall()
        paid = [
            Paid(
                row["transaction_id"],
                row["reference"],
                row["amount_vnd"],
                datetime.fromisoformat(row["occurred_at"]),
            )
            for row in self._memory.paid_to(*OURS)
        ]
        back = [
            GivenBack(
                row["refund_id"],
                row["transaction_id"],
                row["amount_vnd"],
                datetime.fromisoformat(row["occurred_at"]),
            )
            for row in self._memory.refunds(limit=10**9)
            if row["status"] == "PAID"
        ]
        moved = [
            Moved(
                datetime.fromisoformat(row["booked_at"]),
                row["amount_vnd"],
                row["code"],
                row["party"],
                row["words"],
            )
            for row in events
        ]
        moments = [each.occurred_at for each in paid] + [each.occurred_at for each in back]
        moments += [each.booked_at for each in moved]
        first = min((each.astimezone(HANOI).date() for each in moments), default=_today())
        return History(
            first,
            paid,
            sorted(back, key=lambda each: (each.occurred_at, each.transaction_id)),
            moved,
            [Fault(date.fromisoformat(row["day"]), row["kind"], row["target"]) for row in faults],
        )


def _today() -> date:
    return datetime.now(HANOI).date()
