"""Fetch the files of a day and hold its three sides against each other."""

from datetime import date, datetime, timedelta

import structlog

from cuamo.kernel import ports
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.clock import HANOI
from cuamo.payments.errors import GatewayUnavailable
from cuamo.payments.models import JournalEntry, MoneyFile, ReconciledDay
from cuamo.payments.ports import MoneyFiles
from cuamo.payments.reconciling import FileSide, FileState
from cuamo.payments.services.check_parity import check_messages
from cuamo.payments.services.read_money_file import read_money_file
from cuamo.payments.services.reconcile_day import reconcile_day

DAYS_BACK = 7
log = structlog.get_logger(__name__)


def fetch_day(*, day: date, at: datetime) -> ReconciledDay:
    """Fetch what the platform and the bank have of a day, then run it (lấy tệp và đối soát).

    They are asked outside of any transaction. No answer, or no file yet, leaves the day waiting; the same
    file again does nothing, a corrected one takes the place of the first.
    """
    files = ports.get(MoneyFiles)  # type: ignore[type-abstract]  # a Protocol
    for side in FileSide:
        try:
            content = files.fetch(side=side, day=day)
        except GatewayUnavailable as error:
            log.warning("money_file_silent", side=side.value, day=day.isoformat(), reason=str(error))
            continue
        if content is not None:
            read_money_file(side=side, day=day, content=content, actor=SYSTEM, at=at)
    check_messages(day=day, at=at)
    return reconcile_day(day=day, at=at)


def last_week(*, at: datetime) -> list[date]:
    """Return the closed days of the last week since the first entry of the books, oldest first."""
    first = JournalEntry.objects.order_by("id").values_list("booked_at", flat=True).first()
    if first is None:
        return []
    today = at.astimezone(HANOI).date()
    days = [today - timedelta(days=back) for back in range(DAYS_BACK, 0, -1)]
    return [day for day in days if day >= first.astimezone(HANOI).date()]


def days_to_fetch(*, at: datetime) -> list[date]:
    """Return the days of the last week without both files, oldest first."""
    days = last_week(at=at)
    current = MoneyFile.objects.filter(day__in=days, state=FileState.CURRENT)
    have = set(current.values_list("day", "side"))
    return [day for day in days if any((day, side.value) not in have for side in FileSide)]
