"""Hand a queued text to the provider."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from cuamo.kernel import ports
from cuamo.notices.errors import SmsRefused, SmsUnavailable
from cuamo.notices.models import Notice
from cuamo.notices.ports import SmsSender
from cuamo.notices.rules.retry import wait_after
from cuamo.notices.types import NoticeState

LEASE = timedelta(seconds=60)
"""An attempt that never came back is repeated after this; the provider knows the tracking id."""

log = logging.getLogger("cuamo.notices")


def hand_over(*, notice_id: UUID, at: datetime) -> NoticeState | None:
    """Send one queued text; None when it is not its turn (sent already, in other hands, or held back).

    Two short transactions with the network between them: claim, send, write down. A provider that does not
    answer leaves the text queued with a growing pause; after `give_up_at` it is `FAILED`.
    """
    notice = _claim(notice_id, at)
    if notice is None:
        return None
    if at >= notice.give_up_at:
        return _close(notice, NoticeState.FAILED, fault=notice.last_fault or "too late")
    sender = ports.get(SmsSender)  # type: ignore[type-abstract]  # a Protocol
    try:
        sent = sender.send(phone=notice.phone, text=notice.text, tracking_id=str(notice.id))
    except SmsUnavailable as error:
        return _put_back(notice, at, fault=type(error).__name__)
    except SmsRefused as error:
        return _close(notice, NoticeState.FAILED, fault=type(error).__name__)
    notice.provider_id = sent.provider_id
    notice.sent_at = at
    return _close(notice, NoticeState.SENT)


@transaction.atomic
def _claim(notice_id: UUID, at: datetime) -> Notice | None:
    waiting = Notice.objects.select_for_update(skip_locked=True)
    notice = waiting.filter(id=notice_id, state=NoticeState.QUEUED, due_at__lte=at).first()
    if notice is not None:
        notice.attempts += 1
        notice.due_at = at + LEASE
        notice.save(update_fields=["attempts", "due_at"])
    return notice


def _put_back(notice: Notice, at: datetime, *, fault: str) -> NoticeState:
    notice.last_fault = fault
    notice.due_at = at + wait_after(notice.attempts)
    notice.save(update_fields=["last_fault", "due_at"])
    log.warning("notice %s put back after attempt %s: %s", notice.id, notice.attempts, fault)
    return NoticeState.QUEUED


def _close(notice: Notice, state: NoticeState, *, fault: str = "") -> NoticeState:
    notice.state = state
    notice.last_fault = fault
    notice.text = notice.text_kept
    notice.save(update_fields=["state", "last_fault", "text", "provider_id", "sent_at"])
    if state == NoticeState.FAILED:
        log.error("notice %s (%s) given up: %s", notice.id, notice.template, fault)
    return state
