"""What the simulated archive remembers; on disk, so that ending it loses nothing."""

import sqlite3
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_TABLES = """
CREATE TABLE IF NOT EXISTS package (
  id INTEGER PRIMARY KEY, number TEXT UNIQUE NOT NULL, sha256 TEXT NOT NULL, dossiers INTEGER NOT NULL,
  received_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class Memory:
    """Packages and settings in one SQLite file, one writer at a time; the packages themselves beside it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._lock = threading.Lock()
        self._db = sqlite3.connect(folder / "archive.sqlite3", check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.executescript(_TABLES)

    def keep(self, *, number: str, sha256: str, dossiers: int) -> dict[str, Any] | None:
        """Keep a package and return its row; None when the number stands for other content."""
        with self._lock:
            self._db.execute(
                "INSERT INTO package (number, sha256, dossiers, received_at) VALUES (?,?,?,?)"
                " ON CONFLICT (number) DO NOTHING",
                (number, sha256, dossiers, datetime.now(UTC).isoformat()),
            )
            row = self._db.execute("SELECT * FROM package WHERE number = ?", (number,)).fetchone()
            return dict(row) if row["sha256"] == sha256 else None

    def packages(self) -> list[dict[str, Any]]:
        """Return what was received, newest first."""
        with self._lock:
            return [dict(row) for row in self._db.execute("SELECT * FROM package ORDER BY id DESC LIMIT 200")]

    def setting(self, name: str, default: str) -> str:
        """Return a setting."""
        with self._lock:
            row = self._db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return str(row["value"]) if row else default

    def set_setting(self, name: str, value: str) -> None:
        """Change a setting."""
        with self._lock:
            self._db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))
