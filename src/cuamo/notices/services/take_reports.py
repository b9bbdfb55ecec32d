"""Write down which texts have reached their phones."""

from datetime import datetime

from cuamo.kernel import ports
from cuamo.notices.models import Notice
from cuamo.notices.ports import SmsSender
from cuamo.notices.selectors.notices import awaiting_report
from cuamo.notices.types import NoticeState


def take_reports(*, at: datetime, limit: int = 500) -> int:
    """Ask the provider about texts not known to have arrived; return how many have.

    Raises:
        SmsUnavailable: no answer; the next run asks again.
    """
    asked = [str(notice_id) for notice_id in awaiting_report(now=at, limit=limit)]
    if not asked:
        return 0
    sender = ports.get(SmsSender)  # type: ignore[type-abstract]  # a Protocol
    arrived = sender.delivered(tracking_ids=asked)
    known = Notice.objects.filter(id__in=set(arrived) & set(asked), state=NoticeState.SENT)
    return known.update(state=NoticeState.DELIVERED, delivered_at=at)
