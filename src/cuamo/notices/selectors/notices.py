"""Which texts there are."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from cuamo.notices.models import Notice
from cuamo.notices.types import NoticeState


def about(subject_id: UUID) -> QuerySet[Notice]:
    """Return the texts about one thing, newest first (tin nhắn đã gửi)."""
    return Notice.objects.filter(subject_id=subject_id).order_by("-created_at", "-id")


def waiting(*, now: datetime, limit: int) -> list[UUID]:
    """Return the texts whose turn has come, longest waiting first."""
    due = Notice.objects.filter(state=NoticeState.QUEUED, due_at__lte=now)
    return list(due.order_by("due_at").values_list("id", flat=True)[:limit])


def given_up(*, limit: int = 50) -> QuerySet[Notice]:
    """Return the texts no phone got, newest first; codes are left out, they are asked for anew."""
    failed = Notice.objects.filter(state=NoticeState.FAILED).exclude(template__startswith="N8")
    return failed.order_by("-created_at", "-id")[:limit]


def awaiting_report(*, now: datetime, limit: int) -> list[UUID]:
    """Return the texts sent in the last day that are not known to have arrived, newest first."""
    sent = Notice.objects.filter(state=NoticeState.SENT, sent_at__gt=now - timedelta(days=1))
    return list(sent.order_by("-sent_at").values_list("id", flat=True)[:limit])
