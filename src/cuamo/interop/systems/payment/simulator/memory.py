"""What the simulator remembers, in one SQLite file: accounts, movements, messages to send, its mode."""

import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

_TABLES = """
create table if not exists account (
  number text primary key, bank text not null, holder text not null, balance_vnd integer not null
);
create table if not exists movement (
  id integer primary key, transaction_id text not null unique, reference text not null,
  account text not null, amount_vnd integer not null, status text not null, payer text not null,
  occurred_at text not null, way text not null
);
create table if not exists message (
  id integer primary key, movement integer not null references movement(id), body text not null,
  send_at real not null, tries integer not null default 0, last_answer text not null default '',
  done integer not null default 0, held integer not null default 0
);
create table if not exists refund (
  key text primary key, refund_id text not null unique, transaction_id text not null,
  amount_vnd integer not null, status text not null, reason text not null, occurred_at text not null
);
create table if not exists setting (key text primary key, value text not null);
"""
_ACCOUNTS = [
    ("1234567890123", "970432", "TRUNG TAM PHUC VU HANH CHINH CONG HA NOI"),
    ("1234567890124", "970432", "TRUNG TAM PHUC VU HANH CHINH CONG - PHI NOP NGAN SACH"),
    ("19036000000001", "970407", "NGUYEN VAN MAU"),
    ("0011000000002", "970436", "TRAN THI MAU"),
]


class Memory:
    """The state of the simulator; survives kill -9."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / "payment.sqlite"
        self._lock = threading.Lock()
        with self._open() as rows:
            rows.executescript(_TABLES)
            rows.executemany(
                "insert into account values (?, ?, ?, 50000000) on conflict (number) do nothing", _ACCOUNTS
            )

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            rows = sqlite3.connect(self._path, timeout=10)
            rows.row_factory = sqlite3.Row
            try:
                rows.execute("pragma synchronous=full")
                yield rows
                rows.commit()
            finally:
                rows.close()

    def accounts(self) -> list[sqlite3.Row]:
        """Return the accounts of the bank."""
        with self._open() as rows:
            return list(rows.execute("select * from account order by rowid"))

    def move(
        self, *, reference: str, account: str, amount_vnd: int, payer: str, status: str, way: str
    ) -> sqlite3.Row:
        """Move money from the payer's account (only when it succeeds) and write the movement down."""
        number = f"FT{datetime.now(UTC):%y%m%d}{token_hex(6).upper()}"
        with self._open() as rows:
            if status == "PAID":
                rows.execute(
                    "update account set balance_vnd = balance_vnd - ? where number = ?", (amount_vnd, payer)
                )
                rows.execute(
                    "update account set balance_vnd = balance_vnd + ? where number = ?", (amount_vnd, account)
                )
            rows.execute(
                "insert into movement (transaction_id, reference, account, amount_vnd, status, payer,"
                " occurred_at, way) values (?, ?, ?, ?, ?, ?, ?, ?)",
                (number, reference, account, amount_vnd, status, payer, _now(), way),
            )
            row: sqlite3.Row = rows.execute(
                "select * from movement where transaction_id = ?", (number,)
            ).fetchone()
            return row

    def movements(self, reference: str | None = None, *, limit: int = 200) -> list[sqlite3.Row]:
        """Return movements: those of a reference oldest first, or the latest of all."""
        with self._open() as rows:
            if reference is None:
                return list(rows.execute("select * from movement order by id desc limit ?", (limit,)))
            wanted = (f"%{reference}%",)
            return list(rows.execute("select * from movement where reference like ? order by id", wanted))

    def paid_to(self, *accounts: str) -> list[sqlite3.Row]:
        """Return every movement of money to these accounts, oldest first."""
        with self._open() as rows:
            sql = "select * from movement where status = 'PAID' order by occurred_at, id"
            return [row for row in rows.execute(sql) if row["account"] in accounts]

    def movements_of_day(self, day: str) -> list[sqlite3.Row]:
        """Return the money that came in on a day `YYYY-MM-DD`, oldest first."""
        with self._open() as rows:
            sql = "select * from movement where status = 'PAID' and occurred_at like ? order by id"
            return list(rows.execute(sql, (f"{day}%",)))

    def refund(self, *, key: str, transaction_id: str, amount_vnd: int, refused: str) -> sqlite3.Row:
        """Give money of a movement back to its payer and keep it; a known key gives its first answer."""
        with self._open() as rows:
            rows.execute("begin immediate")
            known: sqlite3.Row | None = rows.execute("select * from refund where key = ?", (key,)).fetchone()
            if known is not None:
                return known
            sql = "select * from movement where transaction_id = ? and status = 'PAID'"
            movement = rows.execute(sql, (transaction_id,)).fetchone()
            sql = (
                "select coalesce(sum(amount_vnd), 0) from refund where transaction_id = ? and status = 'PAID'"
            )
            (back_vnd,) = rows.execute(sql, (transaction_id,)).fetchone()
            if movement is None:
                refused = refused or "Không có giao dịch này."
            elif amount_vnd <= 0 or back_vnd + amount_vnd > movement["amount_vnd"]:
                refused = refused or "Số tiền hoàn lớn hơn số đã nhận."
            if movement is not None and not refused:
                sql = "update account set balance_vnd = balance_vnd + ? where number = ?"
                rows.execute(sql, (amount_vnd, movement["payer"]))
                rows.execute(sql, (-amount_vnd, movement["account"]))
            number = f"RF{datetime.now(UTC):%y%m%d}{token_hex(6).upper()}"
            status = "REFUSED" if refused else "PAID"
            rows.execute(
                "insert into refund values (?, ?, ?, ?, ?, ?, ?)",
                (key, number, transaction_id, amount_vnd, status, refused, _now()),
            )
            made: sqlite3.Row = rows.execute("select * from refund where key = ?", (key,)).fetchone()
            return made

    def refund_by(self, key: str) -> sqlite3.Row | None:
        """Return one refund, None for an unknown key."""
        with self._open() as rows:
            found: sqlite3.Row | None = rows.execute("select * from refund where key = ?", (key,)).fetchone()
            return found

    def refunds(self, *, limit: int = 100) -> list[sqlite3.Row]:
        """Return the latest refunds."""
        with self._open() as rows:
            return list(rows.execute("select * from refund order by occurred_at desc limit ?", (limit,)))

    def queue(self, movement: sqlite3.Row, *, after: float, held: bool = False, **changes: Any) -> None:
        """Put one message about a movement into the post, to leave in `after` seconds."""
        body = json.dumps({**as_message(movement), **changes})
        with self._open() as rows:
            rows.execute(
                "insert into message (movement, body, send_at, held) values (?, ?, ?, ?)",
                (movement["id"], body, time.time() + after, int(held)),
            )

    def release_held(self) -> int:
        """Let held messages leave, the latest first; return how many."""
        with self._open() as rows:
            held = list(rows.execute("select id from message where held = 1 order by id desc"))
            for place, row in enumerate(held):
                moment = time.time() + place * 0.3
                rows.execute("update message set held = 0, send_at = ? where id = ?", (moment, row["id"]))
            return len(held)

    def due(self) -> list[sqlite3.Row]:
        """Return messages whose moment has come."""
        with self._open() as rows:
            sql = (
                "select * from message where done = 0 and held = 0 and send_at <= ? order by send_at limit 20"
            )
            return list(rows.execute(sql, (time.time(),)))

    def note_try(self, message_id: int, *, answer: str, done: bool, again_after: float) -> None:
        """Write down what a message was answered with."""
        with self._open() as rows:
            rows.execute(
                "update message set tries = tries + 1, last_answer = ?, done = ?, send_at = ? where id = ?",
                (answer, int(done), time.time() + again_after, message_id),
            )

    def send_again(self, message_id: int) -> None:
        """Let a message leave once more, now."""
        with self._open() as rows:
            rows.execute(
                "update message set done = 0, held = 0, send_at = ? where id = ?", (time.time(), message_id)
            )

    def messages(self, *, limit: int = 100) -> list[sqlite3.Row]:
        """Return the latest messages."""
        with self._open() as rows:
            return list(rows.execute("select * from message order by id desc limit ?", (limit,)))

    def setting(self, key: str, default: str) -> str:
        """Return a setting."""
        with self._open() as rows:
            found = rows.execute("select value from setting where key = ?", (key,)).fetchone()
            return str(found["value"]) if found else default

    def set_setting(self, key: str, value: str) -> None:
        """Keep a setting."""
        with self._open() as rows:
            rows.execute(
                "insert into setting values (?, ?) on conflict (key) do update set value = excluded.value",
                (key, value),
            )


def as_message(movement: sqlite3.Row) -> dict[str, Any]:
    """Return a movement as the platform tells it."""
    return {
        "transaction_id": movement["transaction_id"],
        "reference": movement["reference"],
        "amount_vnd": movement["amount_vnd"],
        "status": movement["status"],
        "occurred_at": movement["occurred_at"],
    }


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
