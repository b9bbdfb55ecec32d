"""What the provider remembers: its key, codes and tokens, in one file that survives kill -9."""

import secrets
import sqlite3
import threading
import time
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

CODE_LIFE, TOKEN_LIFE = 60, 600


class Memory:
    """One sqlite file under the state folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._lock = threading.Lock()
        self._db = sqlite3.connect(folder / "identity.sqlite", check_same_thread=False, isolation_level=None)
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS given"
            " (kind TEXT, key TEXT PRIMARY KEY, value TEXT, until REAL, origin TEXT)"
        )
        self.mode = "normal"
        self.key = self._signing_key()
        self.foreign_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        """Signs when the provider is told to forge."""

    def keep(self, kind: str, value: str, life: int, *, origin: str = "") -> str:
        """Keep a value for `life` seconds under a fresh secret key and return the key."""
        key = secrets.token_urlsafe(32)
        with self._lock:
            self._db.execute("DELETE FROM given WHERE until < ?", (time.time(),))
            row = (kind, key, value, time.time() + life, origin)
            self._db.execute("INSERT INTO given VALUES (?, ?, ?, ?, ?)", row)
        return key

    def forget_of(self, origin: str) -> None:
        """Forget what was given out for a code that comes a second time (RFC 6749 §4.1.2)."""
        if origin:
            with self._lock:
                self._db.execute("DELETE FROM given WHERE origin = ?", (origin,))

    def take(self, kind: str, key: str, *, once: bool) -> str | None:
        """Return what is kept under the key while it lives; with `once` it is gone afterwards."""
        with self._lock:
            row = self._db.execute(
                "SELECT value FROM given WHERE kind = ? AND key = ? AND until > ?", (kind, key, time.time())
            ).fetchone()
            if once:
                self._db.execute("DELETE FROM given WHERE kind = ? AND key = ?", (kind, key))
        return str(row[0]) if row else None

    def _signing_key(self) -> rsa.RSAPrivateKey:
        row = self._db.execute("SELECT value FROM given WHERE kind = 'signing-key'").fetchone()
        if row is not None:
            kept = serialization.load_pem_private_key(str(row[0]).encode(), None)
            assert isinstance(kept, rsa.RSAPrivateKey)
            return kept
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()
        self._db.execute("INSERT INTO given VALUES ('signing-key', 'signing-key', ?, ?, '')", (pem, 1e11))
        return key
