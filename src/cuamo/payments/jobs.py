"""Background work of payments."""

import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

import structlog
from django.utils import timezone

from cuamo.kernel.alone import alone
from cuamo.kernel.jobs import job

log = structlog.get_logger(__name__)
T = TypeVar("T")
_AT_ONCE = 200
_LONGEST_SECONDS = 40.0
"""How long a run by the clock asks a platform: a slow one leaves the worker free for everything else."""
_SEND_AFTER = timedelta(minutes=2)
"""How long an approved refund waits for its own job before the clock sends it."""


@job(queue="payments", attempts=1, cron="* * * * *")
def ask_about_open_attempts() -> None:
    """Ask about every attempt whose moment has come; each waits twice as long after every question.

    After them those that another one took the place of.
    """
    from cuamo.payments.selectors.status import attempts_to_ask, superseded_to_ask
    from cuamo.payments.services.pull_status import pull_status

    now = timezone.now()
    with alone("payments-attempts") as mine:
        if mine:
            due = list(attempts_to_ask(at=now).values_list("id", flat=True)[:_AT_ONCE])
            due += superseded_to_ask(at=now).values_list("id", flat=True)[:_AT_ONCE]
            each(due, lambda found: pull_status(attempt_id=found, at=now), what="payment_not_asked")


@job(queue="payments", attempts=1)
def send_refund_job(*, refund_id: str) -> None:
    """Send one approved refund; a second run finds it sent, and it is asked about by the clock."""
    from cuamo.payments.services.send_refund import send_refund

    send_refund(refund_id=UUID(refund_id), at=timezone.now())


@job(queue="payments", attempts=1, cron="* * * * *")
def ask_about_refunds() -> None:
    """Send what was approved and not sent, and ask about every refund whose moment has come."""
    from cuamo.payments.selectors.refunds import refunds_to_ask, refunds_to_send
    from cuamo.payments.services.send_refund import ask_about_refund, send_refund

    now = timezone.now()
    with alone("payments-refunds") as mine:
        if not mine:
            return
        to_send = list(refunds_to_send(before=now - _SEND_AFTER).values_list("id", flat=True)[:_AT_ONCE])
        each(to_send, lambda found: send_refund(refund_id=found, at=now), what="refund_not_sent")
        to_ask = list(refunds_to_ask(at=now).values_list("id", flat=True)[:_AT_ONCE])
        each(to_ask, lambda found: ask_about_refund(refund_id=found, at=now), what="refund_not_asked")


@job(queue="payments", attempts=1, cron="20 * * * *")
def fetch_money_files() -> None:
    """Fetch the files of closed days that still wait for one, and run those days."""
    from cuamo.payments.services.fetch_day import days_to_fetch, fetch_day

    now = timezone.now()
    with alone("payments-money-files") as mine:
        if mine:
            each(days_to_fetch(at=now), lambda day: fetch_day(day=day, at=now), what="day_not_run", long=True)


@job(queue="payments", attempts=1, cron="50 19 * * *")
def check_money_files_again() -> None:
    """Every night (2:50 in Hanoi) ask again for the files of the last week: one may have been corrected."""
    from cuamo.payments.services.fetch_day import fetch_day, last_week

    now = timezone.now()
    with alone("payments-money-files") as mine:
        if mine:
            each(last_week(at=now), lambda day: fetch_day(day=day, at=now), what="day_not_run", long=True)


@job(queue="payments", attempts=1, cron="10 18 * * *")
def close_the_books() -> None:
    """Every night (1:10 in Hanoi) write down what accounts hold, and hold it against the whole journal."""
    from cuamo.payments.selectors.closing_work import closing_to_check
    from cuamo.payments.services.close_books import close_books, verify_closing

    now = timezone.now()
    with alone("payments-closing") as mine:
        if not mine:
            return
        closing = close_books(at=now) or closing_to_check()
        if closing is not None:
            verify_closing(closing=closing, at=now)


def each(rows: Iterable[T], act: Callable[[T], object], *, what: str, long: bool = False) -> None:
    """Act on each row; one that fails is logged and does not stop the rest, nor does a platform that hangs.

    Args:
        what: the line in the log of a row that fails.
        long: a run that may take as long as it takes; else it ends after `_LONGEST_SECONDS`, and the next one
            goes on.
    """
    began = time.monotonic()
    for row in rows:
        if not long and time.monotonic() - began > _LONGEST_SECONDS:
            log.warning(f"{what}_in_time", row=str(row))
            return
        try:
            act(row)
        except Exception:
            log.exception(what, row=str(row))
