"""Answer a repeated request with what the first one was answered."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from cuamo.kernel.errors import Conflict
from cuamo.kernel.models.idempotency import IdempotencyKey


def digest(content: Any) -> bytes:
    """Return 32 bytes that stand for the content of a request."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).digest()


@transaction.atomic
def once(*, key: str, scope: str, request_hash: bytes, do: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Run `do` once per key and scope and keep its answer; a repeat gets the kept answer.

    Two at the same time queue on an advisory lock, so the second sees the first one's answer.

    Raises:
        Conflict: the key was used before with another content.
    """
    queue_up(key=key, scope=scope)
    kept = IdempotencyKey.objects.filter(scope=scope, key=key).first()
    if kept is not None:
        if bytes(kept.request_hash) != request_hash:
            raise Conflict(
                "idempotency.reused",
                "Khóa này đã dùng cho một nội dung khác.",
                "This key was used before with another content.",
                where="Idempotency-Key",
                hint_vi="Dùng một khóa mới cho nội dung mới.",
                hint_en="Use a new key for a new content.",
            )
        return dict(kept.result)
    result = do()
    IdempotencyKey.objects.create(scope=scope, key=key, request_hash=request_hash, result=result)
    return result


def queue_up(*, key: str, scope: str) -> None:
    """Wait until no other transaction works on this key; whoever comes later waits until this one ends."""
    lock = int.from_bytes(hashlib.sha256(f"{scope}\0{key}".encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])
