"""What the simulated gateway remembers; on disk, so that ending it loses nothing."""

import sqlite3
import threading
import time
from collections.abc import Iterable
from pathlib import Path

_TABLES = """
CREATE TABLE IF NOT EXISTS message (
  id INTEGER PRIMARY KEY, tracking_id TEXT UNIQUE NOT NULL, phone TEXT NOT NULL, text TEXT NOT NULL,
  received_at REAL NOT NULL, delivered INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS message_of_phone ON message (phone, id);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class Memory:
    """Texts and settings in one SQLite file, one writer at a time."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._db = sqlite3.connect(folder / "sms.sqlite3", check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.executescript(_TABLES)

    def keep(self, *, tracking_id: str, phone: str, text: str, delivered: bool) -> tuple[int, bool]:
        """Keep a text; return its number and whether this tracking id was here before."""
        with self._lock:
            made = self._db.execute(
                "INSERT INTO message (tracking_id, phone, text, received_at, delivered) VALUES (?,?,?,?,?)"
                " ON CONFLICT (tracking_id) DO NOTHING",
                (tracking_id, phone, text, time.time(), int(delivered)),
            )
            row = self._db.execute("SELECT id FROM message WHERE tracking_id = ?", (tracking_id,)).fetchone()
            return int(row["id"]), made.rowcount == 0

    def delivered(self, tracking_ids: Iterable[str]) -> list[str]:
        """Return those that have reached their phone."""
        with self._lock:
            asked = "SELECT 1 FROM message WHERE tracking_id = ? AND delivered = 1"
            return [one for one in tracking_ids if self._db.execute(asked, (one,)).fetchone()]

    def messages(self, *, phone: str = "", limit: int = 200) -> list[sqlite3.Row]:
        """Return texts, newest first; of one phone when given."""
        with self._lock:
            return self._db.execute(
                "SELECT * FROM message WHERE ? IN ('', phone) ORDER BY id DESC LIMIT ?", (phone, limit)
            ).fetchall()

    def phones(self) -> list[sqlite3.Row]:
        """Return each phone with its newest text, newest first."""
        with self._lock:
            return self._db.execute(
                "SELECT phone, count(*) AS texts, max(id) AS newest FROM message"
                " GROUP BY phone ORDER BY newest DESC LIMIT 100"
            ).fetchall()

    def setting(self, name: str, default: str) -> str:
        with self._lock:
            row = self._db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return str(row["value"]) if row else default

    def set_setting(self, name: str, value: str) -> None:
        with self._lock:
            self._db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))
