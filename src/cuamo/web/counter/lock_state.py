"""Whether the counter of a session is locked: kept in the session's row, so that every tab knows it.

Reading costs no question: the session is read for every request. Writing leaves the end of the session where
the sign-in put it: an hour at the counter does not lengthen it.
"""

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest

from cuamo.dossiers.services.lock_counter import lock_counter, open_counter
from cuamo.kernel.actors import Actor
from cuamo.organisation.selectors.staff import actor_of

AFTER = timedelta(minutes=3)
"""Without a key or a touch (ux Q15)."""
WARNED = timedelta(seconds=20)
LATE = timedelta(seconds=30)
"""The page tells of activity at most every 20 seconds, so the server waits this much longer."""
KEY = "quay"


def is_locked(request: HttpRequest, *, at: datetime) -> bool:
    """Return whether this session's counter is locked, or must be by now."""
    kept = request.session.get(KEY) or {}
    return bool(kept.get("khoa")) or _lapsed(kept, at)


def lock(request: HttpRequest, clerk: Actor, *, why: str, at: datetime) -> None:
    """Lock the counter; a second lock changes nothing."""
    with _changing(request) as kept:
        if not kept.get("khoa"):
            kept["khoa"] = int(at.timestamp())
            kept["che"] = [str(visit) for visit in lock_counter(clerk=clerk, why=why, at=at)]


def unlock(request: HttpRequest, clerk: Actor, *, at: datetime) -> None:
    """Open the counter again."""
    with _changing(request) as kept:
        open_counter(clerk=clerk, blanked=[UUID(visit) for visit in kept.pop("che", [])], at=at)
        kept.pop("khoa", None)
        kept["luc"] = int(at.timestamp())


def remembering(request: HttpRequest) -> dict[str, Any]:
    """Return what must outlive a session that ends under the lock: whose screens rest, and which."""
    kept = request.session.get(KEY) or {}
    return {"che": kept["che"], "ai": str(request.user.pk)} if kept.get("che") else {}


def remember(request: HttpRequest, left: dict[str, Any]) -> None:
    """Keep it in the session that nobody has signed in to yet; signing in takes it along."""
    if left:
        request.session[KEY] = left


def light_again(request: HttpRequest, *, at: datetime) -> None:
    """Let the screens come back that rested under a lock whose session was ended by signing in again.

    Somebody else who signs in at the same browser lights nothing.
    """
    kept = request.session.get(KEY) or {}
    if not kept.get("ai"):
        return
    if kept["ai"] == str(request.user.pk):
        unlock(request, actor_of(request.user, at=at), at=at)
    with _changing(request) as left:
        left.pop("ai", None)
        left.pop("che", None)


def stay(request: HttpRequest, *, at: datetime) -> bool:
    """Note that somebody works here; False when the counter is locked: nothing is lengthened then."""
    with _changing(request) as kept:
        if kept.get("khoa") or _lapsed(kept, at):
            return False
        kept["luc"] = max(int(at.timestamp()), kept.get("luc", 0))
    return True


def tag_of(request: HttpRequest) -> str:
    """Return what tells this session from others in the browser, and opens nothing."""
    key = (request.session.session_key or "").encode()
    return hmac.new(settings.SECRET_KEY.encode(), b"quay" + key, hashlib.sha256).hexdigest()[:12]


def second_factor_at(request: HttpRequest) -> datetime | None:
    """Return when this session last showed a second factor."""
    records = get_authentication_records(request, request.user)
    shown = [record["at"] for record in records if record.get("method") == "mfa" and "at" in record]
    return datetime.fromtimestamp(max(shown), tz=UTC) if shown else None


def _lapsed(kept: dict[str, Any], at: datetime) -> bool:
    return "luc" in kept and at.timestamp() - kept["luc"] > (AFTER + LATE).total_seconds()


@contextmanager
def _changing(request: HttpRequest) -> Iterator[dict[str, Any]]:
    """Change what the session says of the counter in the lock of its row: tabs speak at the same time."""
    with transaction.atomic():
        row = Session.objects.select_for_update().get(session_key=request.session.session_key)
        said = row.get_decoded()
        kept = dict(said.get(KEY) or {})
        before = dict(kept)
        yield kept
        if kept != before:
            said[KEY] = kept
            Session.objects.filter(session_key=row.session_key).update(
                session_data=request.session.encode(said)
            )
    modified = request.session.modified
    request.session[KEY] = kept
    request.session.modified = modified
