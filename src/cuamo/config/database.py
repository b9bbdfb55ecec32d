"""Turn DATABASE_URL into Django's connection settings."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

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
        options["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10}
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
