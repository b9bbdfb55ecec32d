"""What the simulator remembers, in one SQLite file: who may sign, what was signed, how it misbehaves."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_TABLES = """
create table if not exists signer (
  number integer primary key, code text not null unique, name text not null, agency text not null,
  revoked_at text, scheme text not null default 'official', quiet integer not null default 0, until text
);
create table if not exists token (
  serial text primary key, signer_code text not null, pin text not null, tries integer not null default 0,
  inserted integer not null default 1
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
    scheme: str = "official"
    """`official`: the State's own service; `public`: a service for citizens and companies."""
    quiet: bool = False
    """Revoked, and the keys still sign: only OCSP and CRL tell."""
    until: str | None = None
    """Day the certificate ends, when not the usual one."""


@dataclass(frozen=True)
class TokenRow:
    """A token (thiết bị lưu khóa) and whether it is plugged in."""

    serial: str
    signer_code: str
    pin: str
    tries: int
    inserted: bool


_ADDED = (
    "alter table signer add column scheme text not null default 'official'",
    "alter table signer add column quiet integer not null default 0",
    "alter table signer add column until text",
)


class Memory:
    """The state of the simulator; survives kill -9."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / "signing.sqlite"
        self._lock = threading.Lock()
        with self._open() as rows:
            rows.executescript(_TABLES)
            for column in _ADDED:
                with suppress(sqlite3.OperationalError):
                    rows.execute(column)

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

    def enrol(self, *, code: str, name: str, agency: str, scheme: str = "official") -> SignerRow:
        """Return the signer of `code`, made known on first sight; a known one keeps the first name."""
        with self._open() as rows:
            rows.execute(
                "insert into signer (code, name, agency, scheme) values (?, ?, ?, ?)"
                " on conflict (code) do nothing",
                (code, name, agency, scheme),
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
            found = rows.execute(
                "select number, code, name, agency, revoked_at, scheme, quiet, until from signer"
                " order by number"
            )
            return [SignerRow(*row) for row in found]

    def revoke(self, code: str, *, at: str, quiet: bool = False) -> None:
        """Take the certificate of `code` back; `quiet`: its key goes on signing."""
        with self._open() as rows:
            rows.execute(
                "update signer set revoked_at = ?, quiet = ? where code = ? and revoked_at is null",
                (at, int(quiet), code),
            )

    def end(self, code: str, *, until: str) -> None:
        """Let the certificate of `code` end at `until`."""
        with self._open() as rows:
            rows.execute("update signer set until = ? where code = ?", (until, code))

    def insert_token(self, *, serial: str, signer_code: str, pin: str) -> None:
        """Plug a token in, new or known; a known one keeps its PIN and its wrong tries."""
        with self._open() as rows:
            rows.execute(
                "insert into token (serial, signer_code, pin) values (?, ?, ?)"
                " on conflict (serial) do update set inserted = 1",
                (serial, signer_code, pin),
            )

    def remove_token(self, serial: str) -> None:
        """Pull a token out."""
        with self._open() as rows:
            rows.execute("update token set inserted = 0 where serial = ?", (serial,))

    def tokens(self) -> list[TokenRow]:
        """Return the tokens that are plugged in."""
        with self._open() as rows:
            found = rows.execute(
                "select serial, signer_code, pin, tries, inserted from token where inserted = 1"
                " order by serial"
            )
            return [TokenRow(*row) for row in found]

    def count_try(self, serial: str, *, right: bool) -> None:
        """Count a wrong PIN; a right one clears the count."""
        with self._open() as rows:
            rows.execute(
                "update token set tries = case when ? then 0 else tries + 1 end where serial = ?",
                (int(right), serial),
            )

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
