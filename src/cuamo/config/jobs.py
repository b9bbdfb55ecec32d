"""Care of the product by the clock."""

from datetime import UTC, timedelta

from asgiref.sync import async_to_sync
from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from cuamo.kernel.jobs import job
from cuamo.kernel.partitions import TABLES, ensure_partitions
from cuamo.kernel.services.feed import trim_feed
from cuamo.kernel.services.seal_day import missed_days, seal_day
from cuamo.people.services.hold_input import forget_held

AHEAD = timedelta(days=100)


@job(queue="care", cron="10 1 * * *")
def make_partitions() -> None:
    """Create the partitions of the next hundred days; those there already stay."""
    today = timezone.now().astimezone(UTC).date()
    for table, months in TABLES.items():
        ensure_partitions(table=table, months=months, first=today, last=today + AHEAD)


@job(queue="care", cron="30 1 * * *")
def seal_yesterday() -> None:
    """Seal the finished day of the ledger, and days a night was missed for; anchor each outside."""
    now = timezone.now()
    yesterday = now.astimezone(UTC).date() - timedelta(days=1)
    for day in [*missed_days(until=yesterday), yesterday]:
        seal_day(day=day, at=now, anchors=settings.VAR / "anchors")


@job(queue="care", cron="40 * * * *")
def trim() -> None:
    """Drop rows of the feed everybody has read; the events stay."""
    trim_feed()


@job(queue="care", cron="*/5 * * * *")
def forget_typed() -> None:
    """Forget words typed into a lost session once their hour is over."""
    forget_held(at=timezone.now())


@job(queue="care", cron="* * * * *")
def rescue_stalled() -> None:
    """Put jobs back whose worker died while doing them."""
    manager = app.job_manager
    for stalled in async_to_sync(manager.get_stalled_jobs)():
        if stalled.id is not None:
            manager.retry_job_by_id(stalled.id, retry_at=timezone.now())
