"""What a simulated carrier remembers, in one SQLite file: items, their statuses, messages, its faults."""

import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any

from cuamo.interop.systems.carrying.faults import FAULTS, strikes
from cuamo.interop.systems.carrying.lives import life_of

_TABLES = """
create table if not exists item (
  id integer primary key, number text not null, carrier_number text not null unique, form text not null,
  cancelled integer not null default 0, step integer not null default 0
);
create index if not exists items_by_number on item(number);
create table if not exists status (
  id integer primary key autoincrement, item integer not null references item(id), state text not null,
  code text not null, happened_at text not null, held integer not null default 0
);
create table if not exists message (
  id integer primary key, status integer, body text not null, send_at real not null,
  tries integer not null default 0, last_answer text not null default '', done integer not null default 0,
  held integer not null default 0
);
create table if not exists token (
  token text primary key, uses integer not null default 0, until real not null
);
create table if not exists setting (key text primary key, value text not null);
"""
UNKNOWN_CODE = "999"
TOKEN_SECONDS = 3600


class Depot:
    """The state of one carrier's simulator; survives kill -9."""

    def __init__(self, folder: Path, *, name: str, codes: dict[str, str]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.name = name
        self.codes = codes
        self._path = folder / f"{name}.sqlite"
        self._lock = threading.RLock()
        with self.open() as rows:
            rows.executescript(_TABLES)

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        """Open the file for one change."""
        with self._lock:
            rows = sqlite3.connect(self._path, timeout=10)
            rows.row_factory = sqlite3.Row
            try:
                yield rows
                rows.commit()
            finally:
                rows.close()

    def faults(self) -> set[str]:
        """Return the faults switched on."""
        return {fault for fault in self.setting("faults", "").split(",") if fault in FAULTS}

    def strikes(self, fault: str, number: str = "") -> bool:
        """Say whether a fault is on and strikes this item."""
        share = int(self.setting("share", "100"))
        return fault in self.faults() and strikes(fault, seed=self.seed, number=number, share=share)

    @property
    def seed(self) -> str:
        """What everything random is drawn from."""
        return self.setting("seed", "1")

    def setting(self, key: str, default: str) -> str:
        """Return a setting."""
        with self.open() as rows:
            found = rows.execute("select value from setting where key = ?", (key,)).fetchone()
            return str(found["value"]) if found else default

    def set_setting(self, key: str, value: str) -> None:
        """Change a setting."""
        with self.open() as rows:
            rows.execute(
                "insert into setting values (?, ?) on conflict (key) do update set value = excluded.value",
                (key, value),
            )

    def new_token(self) -> str:
        """Return a token that is good for an hour, or for one use where tokens expire early."""
        token = token_hex(24)
        with self.open() as rows:
            rows.execute("insert into token values (?, 0, ?)", (token, time.time() + TOKEN_SECONDS))
        return token

    def token_is_good(self, token: str) -> bool:
        """Count a use of a token and say whether it still opens anything."""
        once = "expired" in self.faults()
        with self.open() as rows:
            found = rows.execute("select * from token where token = ?", (token,)).fetchone()
            if found is None or found["until"] < time.time() or (once and found["uses"] >= 1):
                return False
            rows.execute("update token set uses = uses + 1 where token = ?", (token,))
            return True

    def take(self, number: str, form: dict[str, Any], *, prefix: str) -> sqlite3.Row:
        """Take an order; the same number twice is two items, as with a carrier that does not look."""
        with self.open() as rows:
            count = rows.execute("select count(*) from item").fetchone()[0]
            carrier_number = f"{prefix}{count + 1:09d}"
            rows.execute(
                "insert into item (number, carrier_number, form) values (?, ?, ?)",
                (number, carrier_number, json.dumps(form, ensure_ascii=False)),
            )
        row = self.item(carrier_number)
        assert row is not None
        self.move(row, "CREATED")
        return row

    def item(self, number: str) -> sqlite3.Row | None:
        """Return the first item of a number, the sender's or the carrier's."""
        with self.open() as rows:
            found: sqlite3.Row | None = rows.execute(
                "select * from item where number = ? or carrier_number = ? order by id limit 1",
                (number, number),
            ).fetchone()
            return found

    def items(self, number: str | None = None, *, limit: int = 200) -> list[sqlite3.Row]:
        """Return the items of a number of ours, or the latest of all."""
        with self.open() as rows:
            if number is None:
                return list(rows.execute("select * from item order by id desc limit ?", (limit,)))
            return list(rows.execute("select * from item where number = ? order by id", (number,)))

    def move(
        self, item: sqlite3.Row, state: str, *, at: datetime | None = None, code: str | None = None
    ) -> sqlite3.Row:
        """Write down that an item reached a state; faults of the news are put in here."""
        number = str(item["number"])
        said = code or (UNKNOWN_CODE if self.strikes("unknown", number) else self.codes[state])
        moment = self._moment(item, at)
        held = int(self.strikes("late", number))
        with self.open() as rows:
            rows.execute(
                "insert into status (item, state, code, happened_at, held) values (?, ?, ?, ?, ?)",
                (item["id"], state, said, moment.isoformat(), held),
            )
            if state == "CANCELLED":
                rows.execute("update item set cancelled = 1 where id = ?", (item["id"],))
            row: sqlite3.Row = rows.execute(
                "select s.*, i.number, i.carrier_number from status s join item i on i.id = s.item"
                " where s.id = last_insert_rowid()"
            ).fetchone()
        return row

    def _moment(self, item: sqlite3.Row, at: datetime | None) -> datetime:
        """Return the moment given, or now, at least a second after what happened to the item before."""
        if at is not None:
            return at
        now = datetime.now(UTC).replace(microsecond=0)
        before = self.statuses_of(item)
        if not before:
            return now
        return max(now, datetime.fromisoformat(before[-1]["happened_at"]) + timedelta(seconds=1))

    def statuses_of(self, item: sqlite3.Row, *, held: bool = True) -> list[sqlite3.Row]:
        """Return what happened to an item, in the order it was written down."""
        with self.open() as rows:
            sql = (
                "select s.*, i.number, i.carrier_number from status s join item i on i.id = s.item"
                " where s.item = ? and (s.held = 0 or ?) order by s.id"
            )
            return list(rows.execute(sql, (item["id"], int(held))))

    def statuses_after(self, last_id: int, *, limit: int) -> list[sqlite3.Row]:
        """Return what happened to all items after an id, without what is held back."""
        with self.open() as rows:
            sql = (
                "select s.*, i.number, i.carrier_number from status s join item i on i.id = s.item"
                " where s.id > ? and s.held = 0 order by s.id limit ?"
            )
            return list(rows.execute(sql, (last_id, limit)))

    def live(self, item: sqlite3.Row) -> list[str]:
        """Return the states an item is still to go through by the life drawn for it."""
        life = life_of(str(item["number"]), seed=self.seed)
        return [] if item["cancelled"] else list(life[item["step"] :])

    def stepped(self, item: sqlite3.Row) -> None:
        """Note that an item has gone one step of its life."""
        with self.open() as rows:
            rows.execute("update item set step = step + 1 where id = ?", (item["id"],))

    def queue(self, status_id: int | None, body: str, *, held: bool) -> None:
        """Put a message into the post."""
        with self.open() as rows:
            rows.execute(
                "insert into message (status, body, send_at, held) values (?, ?, ?, ?)",
                (status_id, body, time.time(), int(held)),
            )

    def due(self, *, backwards: bool) -> list[sqlite3.Row]:
        """Return messages whose moment has come; the newest first where they leave in the wrong order."""
        order = "id desc" if backwards else "id"
        with self.open() as rows:
            sql = "select * from message where done = 0 and held = 0 and send_at <= ? order by "
            return list(rows.execute(sql + order + " limit 50", (time.time(),)))

    def note_try(self, message_id: int, *, answer: str, done: bool, again_after: float) -> None:
        """Write down what a message was answered with."""
        with self.open() as rows:
            rows.execute(
                "update message set tries = tries + 1, last_answer = ?, done = ?, send_at = ? where id = ?",
                (answer, int(done), time.time() + again_after, message_id),
            )

    def messages(self, *, limit: int = 60) -> list[sqlite3.Row]:
        """Return the latest messages."""
        with self.open() as rows:
            return list(rows.execute("select * from message order by id desc limit ?", (limit,)))

    def unsent(self) -> int:
        """Return how many messages are still to leave, without those held back."""
        with self.open() as rows:
            return int(rows.execute("select count(*) from message where done = 0 and held = 0").fetchone()[0])

    def release(self) -> int:
        """Let everything held back be seen and sent; return how many statuses and messages."""
        with self.open() as rows:
            shown = rows.execute("update status set held = 0 where held = 1").rowcount
            return shown + rows.execute("update message set held = 0 where held = 1").rowcount
