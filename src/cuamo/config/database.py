"""Turn DATABASE_URL into Django's connection settings."""

import select
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from psycopg import Connection, Cursor
from psycopg.abc import Query
from psycopg.rows import TupleRow

APP_ROLE = "cuamo_app"


def connection_from_url(url: str, *, role: str | None, pool: bool) -> dict[str, Any]:
    """Return the settings of one PostgreSQL connection.

    Args:
        url: `postgresql://user:password@host:port/name?host=/socket/folder`.
        role: database role every connection steps down to; None keeps the user of the URL.
        pool: keep connections in psycopg's pool (for processes that live long).
    Raises:
        ValueError: the address is not one of a PostgreSQL database.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ValueError(f"DATABASE_URL must look like postgresql://user@host:5432/name, got {url!r}")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    flags = ["-c jit=off", "-c statement_timeout=30s", "-c lock_timeout=10s"]
    flags.append("-c idle_in_transaction_session_timeout=60s")
    if role:
        flags.append(f"-c role={role}")
    options: dict[str, Any] = {"options": " ".join(flags)}
    if pool:
        options["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10, "connection_class": Watched}
    if sslmode := query.get("sslmode"):
        options["sslmode"] = sslmode
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", parts.hostname or ""),
        "PORT": str(parts.port or query.get("port", "")),
        "ATOMIC_REQUESTS": False,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


class Watched(Connection[TupleRow]):
    """A connection that answers the pool's question "are you alive?" without asking the server.

    Before it hands a connection out, the pool sends an empty query: a round trip in every request. A
    connection at rest has nothing to read; only one whose server ended it has. So a look at the socket is
    enough, and the server is asked when there is something to see.
    """

    def execute(self, query: Query, *words: Any, **options: Any) -> Cursor[TupleRow]:
        """Execute as ever; the empty query is only sent when something came that nobody waits for."""
        if query == "" and not self.closed and self.rests():
            return self.cursor()
        return super().execute(query, *words, **options)

    def rests(self) -> bool:
        """True while nothing has come from the server."""
        watch = select.poll()
        watch.register(self.fileno(), select.POLLIN)
        return not watch.poll(0)
