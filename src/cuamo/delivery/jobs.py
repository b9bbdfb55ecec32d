"""Background work of delivery."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from cuamo.kernel.jobs import job


def do_each(*parts: Callable[..., object], at: datetime) -> None:
    """Do every part, whatever becomes of the ones before it.

    Raises:
        ExceptionGroup: what went wrong, once all of them had their turn.
    """
    faults: list[Exception] = []
    for part in parts:
        try:
            part(at=at)
        except Exception as fault:  # a part that breaks holds no other
            faults.append(fault)
    if faults:
        raise ExceptionGroup("parts of the job failed", faults)


@job(queue="default", attempts=1, cron="*/5 * * * *")
def look_for_gaps() -> None:
    """Raise alarms for one-sided hand-overs, late legs and what nobody scans; move and end old ones."""
    from cuamo.delivery.services.find_alarms import end_past_alarms, escalate_alarms, find_late
    from cuamo.delivery.services.find_gaps import find_gaps

    do_each(find_gaps, find_late, end_past_alarms, escalate_alarms, at=timezone.now())


@job(queue="default", attempts=1, cron="*/15 * * * *")
def let_redirects_hold() -> None:
    """Let addresses hold that waited their day and that nobody stopped."""
    from cuamo.delivery.services.redirect import apply_redirects

    apply_redirects(at=timezone.now())


@job(queue="default", attempts=1, cron="10 8 * * *")
def look_after_what_is_held() -> None:
    """Remind who has not collected, and give what nobody collected in time to the centre to answer for."""
    from cuamo.delivery.services.hold_at_point import end_holds, remind_holds

    now = timezone.now()
    end_holds(at=now)
    remind_holds(at=now)


@job(queue="default", attempts=1, cron="20 6 * * *")
def lose_what_is_silent() -> None:
    """Declare lost what nobody has heard of for the days of the terms."""
    from cuamo.delivery.services.lose import lose_what_nobody_scanned

    lose_what_nobody_scanned(at=timezone.now())


@job(queue="carriers", attempts=1, cron="25 * * * *")
def end_runs_of_carriers() -> None:
    """End carriers' runs of days before from which everything was picked up."""
    from cuamo.delivery.services.close_carrier_runs import close_carrier_runs

    close_carrier_runs(at=timezone.now())


@job(queue="carriers", attempts=1, cron="* * * * *")
def tend_carrier_orders() -> None:
    """Place, look up and call off what is due at carriers; each waits longer after every silence."""
    from cuamo.delivery.services.tend_order import tend_due_orders

    tend_due_orders(at=timezone.now())


@job(queue="carriers", attempts=1, cron="* * * * *")
def read_carriers() -> None:
    """Read the news of the carriers that are asked for them, then ask for proofs that are due."""
    from cuamo.delivery.services.fetch_proof import fetch_due_proofs
    from cuamo.delivery.services.poll_carrier import poll_carriers

    do_each(poll_carriers, fetch_due_proofs, at=timezone.now())


@job(queue="carriers", attempts=5)
def tell_carrier_when(*, order_id: str, window: str) -> None:
    """Tell a carrier the time the recipient chose; again does no harm."""
    from cuamo.delivery.services.bring_again import bring_again

    bring_again(order_id=UUID(order_id), window=window, at=timezone.now())
