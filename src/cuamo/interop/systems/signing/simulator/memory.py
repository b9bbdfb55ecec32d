"""What the simulator remembers, in one SQLite file: who may sign, what was signed, how it misbehaves."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_TABLES = """
create table if not exists signer (
  number integer primary key, code text not null unique, name text not null, agency text not null,
  revoked_at text
);
create table if not exists signature (
  request_id text primary key, signer_code text not null, digest text not null, signature blob not null,
  signed_at text not null
);
create table if not exists setting (key text primary key, value text not null);
"""


@dataclass(frozen=True)
class SignerRow:
    """A person the service keeps a key for."""

    number: int
    code: str
    name: str
    agency: str
    revoked_at: str | None


class Memory:
    """The state of the simulator; survives kill -9."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / "signing.sqlite"
        self._lock = threading.Lock()
        with self._open() as rows:
            rows.executescript(_TABLES)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            rows = sqlite3.connect(self._path, timeout=10)
            try:
                rows.execute("pragma synchronous=full")
                yield rows
                rows.commit()
            finally:
                rows.close()

    def enrol(self, *, code: str, name: str, agency: str) -> SignerRow:
        """Return the signer of `code`, made known on first sight; a known one keeps the first name."""
        with self._open() as rows:
            rows.execute(
                "insert into signer (code, name, agency) values (?, ?, ?) on conflict (code) do nothing",
                (code, name, agency),
            )
        found = self.signer(code)
        assert found is not None
        return found

    def signer(self, code: str) -> SignerRow | None:
        """Return the signer of `code`."""
        return next((row for row in self.signers() if row.code == code), None)

    def signers(self) -> list[SignerRow]:
        """Return all signers in the order they came."""
        with self._open() as rows:
            found = rows.execute("select number, code, name, agency, revoked_at from signer order by number")
            return [SignerRow(*row) for row in found]

    def revoke(self, code: str, *, at: str) -> None:
        """Take the certificate of `code` back."""
        with self._open() as rows:
            rows.execute("update signer set revoked_at = ? where code = ? and revoked_at is null", (at, code))

    def signature_of(self, request_id: str) -> tuple[str, str, bytes] | None:
        """Return signer, digest and signature of an earlier request."""
        with self._open() as rows:
            found = rows.execute(
                "select signer_code, digest, signature from signature where request_id = ?", (request_id,)
            )
            row: tuple[str, str, bytes] | None = found.fetchone()
            return row

    def remember(self, request_id: str, *, signer_code: str, digest: str, signature: bytes, at: str) -> None:
        """Keep what was signed."""
        with self._open() as rows:
            rows.execute(
                "insert into signature values (?, ?, ?, ?, ?) on conflict (request_id) do nothing",
                (request_id, signer_code, digest, signature, at),
            )

    def latest(self, limit: int = 50) -> list[tuple[str, str, str]]:
        """Return moment, signer and digest of the latest signatures."""
        with self._open() as rows:
            found = rows.execute(
                "select signed_at, signer_code, digest from signature order by 1 desc limit ?", (limit,)
            )
            return list(found)

    def count(self) -> int:
        """Return how many signatures were made."""
        with self._open() as rows:
            return int(rows.execute("select count(*) from signature").fetchone()[0])

    def setting(self, key: str, default: str) -> str:
        """Return a setting."""
        with self._open() as rows:
            row = rows.execute("select value from setting where key = ?", (key,)).fetchone()
            return str(row[0]) if row else default

    def set_setting(self, key: str, value: str) -> None:
        """Keep a setting."""
        with self._open() as rows:
            rows.execute(
                "insert into setting values (?, ?) on conflict (key) do update set value = excluded.value",
                (key, value),
            )
