"""Pair the citizen's screen with the visit."""

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import Visit
from cuamo.dossiers.policies import require_own_visit
from cuamo.dossiers.services.parts import lock_visit, new_screen_code
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM, Actor
from cuamo.kernel.errors import Conflict, NotFound


@transaction.atomic
def pair_screen(*, screen_code: str, device_token: str, at: datetime) -> tuple[Visit, str]:
    """Return the visit behind a pairing code and the token the device must keep.

    The first device that opens the code is paired (ghép màn hình); any other is refused until the clerk gives
    a new code.

    Raises:
        NotFound: no open visit has this code.
        Conflict: another device is paired.
    """
    visit = (
        Visit.objects.select_for_update(of=("self",))
        .filter(screen_code=screen_code.strip().upper(), ended_at=None)
        .first()
    )
    if visit is None:
        raise NotFound(
            "screen.unknown",
            "Mã màn hình này không còn dùng.",
            "This screen code is no longer in use.",
            hint_vi="Hỏi nhân viên mã mới, hoặc quét lại mã QR ở quầy.",
            hint_en="Ask the clerk for a new code, or scan the QR at the counter again.",
        )
    if visit.screen_device is None:
        token = device_token or secrets.token_urlsafe(24)
        visit.screen_device = _hash(token)
        visit.screen_seen_at = at
        visit.save(update_fields=["screen_device", "screen_seen_at"])
        events.record("visit.screen_paired", visit.id, actor=SYSTEM, at=at)
        return visit, token
    if not secrets.compare_digest(bytes(visit.screen_device), _hash(device_token)):
        raise Conflict(
            "screen.taken",
            "Mã này đã ghép với một màn hình khác.",
            "This code is paired with another screen.",
            hint_vi="Nhờ nhân viên bấm «Ghép lại màn hình».",
            hint_en="Ask the clerk to press “Pair again”.",
        )
    return visit, device_token


@transaction.atomic
def renew_screen_code(*, visit: Visit, at: datetime) -> Visit:
    """Give the visit a new pairing code; whatever was paired is shut out."""
    visit.screen_code = new_screen_code()
    visit.screen_device = None
    visit.save(update_fields=["screen_code", "screen_device"])
    return visit


@transaction.atomic
def blank_screen(*, visit_id: UUID, clerk: Actor, at: datetime) -> Visit:
    """Let the citizen's screen rest, or show it again."""
    visit = lock_visit(visit_id)
    require_own_visit(visit, clerk)
    visit.screen_blank = not visit.screen_blank
    visit.save(update_fields=["screen_blank"])
    events.record("visit.screen_blanked", visit.id, actor=clerk, at=at, blank=visit.screen_blank)
    return visit


@transaction.atomic
def call_clerk(*, visit_id: UUID, citizen: Actor, at: datetime) -> Visit:
    """The citizen presses «Chậm lại, gọi người giúp»; the clerk's page says so until help has come."""
    visit = lock_visit(visit_id)
    if visit.call_help_at is None:
        events.record("visit.help_called", visit.id, actor=citizen, at=at)
    visit.call_help_at = at
    visit.save(update_fields=["call_help_at"])
    return visit


@transaction.atomic
def answer_call(*, visit_id: UUID, clerk: Actor, at: datetime) -> Visit:
    """The clerk has slowed down or helped; without a call it does nothing."""
    visit = lock_visit(visit_id)
    require_own_visit(visit, clerk)
    if visit.call_help_at is not None:
        visit.call_help_at = None
        visit.save(update_fields=["call_help_at"])
        events.record("visit.help_given", visit.id, actor=clerk, at=at)
    return visit


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
