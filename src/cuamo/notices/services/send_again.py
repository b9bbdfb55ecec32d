"""Put a text that was given up back into the queue."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from cuamo.notices.models import Notice
from cuamo.notices.rules import quiet, retry
from cuamo.notices.selectors.templates import template as template_of
from cuamo.notices.types import NoticeState


@transaction.atomic
def send_again(*, notice_id: UUID, at: datetime) -> bool:
    """Let a given-up text be tried again under its old tracking id (gửi lại tin nhắn).

    False when it is not given up, or carried a code: that is wiped, and nobody could use it any more.
    """
    notice = Notice.objects.select_for_update().filter(id=notice_id, state=NoticeState.FAILED).first()
    if notice is None:
        return False
    template = template_of(notice.template)
    if template.secret:
        return False
    notice.state = NoticeState.QUEUED
    notice.attempts = 0
    notice.last_fault = ""
    notice.due_at = quiet.may_go_at(at, quiet=template.quiet, hours=settings.QUIET_HOURS)
    notice.give_up_at = notice.due_at + retry.GIVE_UP_AFTER
    notice.save(update_fields=["state", "attempts", "last_fault", "due_at", "give_up_at"])
    return True
