"""Background work of dossiers."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from cuamo.kernel.clock import HANOI
from cuamo.kernel.jobs import job


@job(queue="signing", attempts=12)
def sign_result(*, dossier_id: str) -> None:
    """Print and sign an approved result, or lay it before a leader again; a second run finds it done."""
    from cuamo.dossiers.services.sign_or_hand_back import sign_or_hand_back

    sign_or_hand_back(dossier_id=UUID(dossier_id), at=timezone.now())


@job(queue="signing", attempts=12)
def file_receipt(*, receipt_id: str) -> None:
    """Print, sign and keep an electronic receipt; a second run finds it kept."""
    from cuamo.dossiers.services.receipt_file import receipt_pdf

    receipt_pdf(receipt_id=UUID(receipt_id), at=timezone.now())


@job(queue="care", cron="*/5 * * * *")
def warn_of_terms() -> None:
    """Warn of terms that are three quarters over, or have ended; a second run finds them warned."""
    from cuamo.dossiers.services.warn import BATCH, warn

    while warn(at=timezone.now()) == BATCH:
        pass


@job(queue="care", cron="*/5 * * * *")
def warn_of_slow_steps() -> None:
    """Remind of dossiers nobody has moved for half of their step; a second run finds them reminded."""
    from cuamo.dossiers.services.warn_slow import BATCH, warn_slow

    while warn_slow(at=timezone.now()) == BATCH:
        pass


@job(queue="care", cron="*/15 * * * *")
def carry_up_what_is_late() -> None:
    """Tell the next rung of what stays late; a second run finds it told."""
    from cuamo.dossiers.services.escalate import BATCH, escalate

    while escalate(at=timezone.now()) == BATCH:
        pass


@job(queue="care", cron="7,37 * * * *")
def prepare_apologies() -> None:
    """Draft letters of apology for tomorrow's broken promises, report those nobody sent; twice is once."""
    from cuamo.dossiers.services.prepare_apology import BATCH, report_unsent_apologies
    from cuamo.dossiers.services.prepare_apology import prepare_apologies as prepare

    while prepare(at=timezone.now()) == BATCH:
        pass
    while report_unsent_apologies(at=timezone.now()) == BATCH:
        pass


@job(queue="care", cron="*/5 * * * *")
def remind_of_expedites() -> None:
    """Remind of requests to move a dossier that nobody answered in time; a second run finds them reminded."""
    from cuamo.dossiers.services.expedite import BATCH
    from cuamo.dossiers.services.expedite import remind_of_expedites as remind

    while remind(at=timezone.now()) == BATCH:
        pass


@job(queue="care", cron="*/10 * * * *")
def warn_of_unsent() -> None:
    """Note counters whose PC holds something for too long; a second run finds them noted."""
    from cuamo.dossiers.services.warn_unsent import BATCH, warn_unsent

    while warn_unsent(at=timezone.now()) == BATCH:
        pass


@job(queue="care", attempts=8)
def run_calendar(*, run_id: str) -> None:
    """Let a decided calendar reach open dossiers; broken off it goes on where it stopped."""
    from cuamo.dossiers.services.apply_calendar_run import go_on_calendar_run

    go_on_calendar_run(run_id=UUID(run_id), at=timezone.now())


@job(queue="documents", attempts=3)
def print_register(*, run_id: str) -> None:
    """Print form 07 of a long period; a second run finds it done."""
    from cuamo.dossiers.services.print_register import finish_register

    finish_register(run_id=UUID(run_id), at=timezone.now())


@job(queue="care", cron="45 2 * * *")
def sweep_draft_money() -> None:
    """Cancel what drafts nobody sent owe, let go back what was paid for them; a second run finds it done."""
    from cuamo.dossiers.services.drop_draft_money import BATCH
    from cuamo.dossiers.services.drop_draft_money import sweep_draft_money as sweep

    while sweep(at=timezone.now()) == BATCH:
        pass


@job(queue="care", cron="50 2 * * *")
def sweep_papers() -> None:
    """Drop papers that were put together and replaced; their pages stay."""
    from cuamo.dossiers.services.sweep_papers import sweep_papers as sweep

    sweep(at=timezone.now())


@job(queue="care", cron="55 2 * * *")
def sweep_own_papers() -> None:
    """Drop papers their owners took out of their store a month ago."""
    from cuamo.dossiers.services.drop_own_papers import sweep_own_papers as sweep

    sweep(at=timezone.now())


@job(queue="signing", attempts=12)
def sign_copies(*, dossier_id: str) -> None:
    """Make and sign the digitised copies an officer asked for; a second run finds them signed."""
    from cuamo.dossiers.services.sign_copies import sign_copies_of

    sign_copies_of(dossier_id=UUID(dossier_id), at=timezone.now())


@job(queue="documents", attempts=5)
def make_data_package(*, package_id: str) -> None:
    """Make the copy of a person's data; a second run finds it done."""
    from cuamo.dossiers.services.make_package import make_package

    make_package(package_id=UUID(package_id), at=timezone.now())


@job(queue="care", cron="*/10 * * * *")
def drop_data_packages() -> None:
    """Drop copies of people's data whose day is over; a second run finds none."""
    from cuamo.dossiers.services.make_package import drop_packages

    drop_packages(at=timezone.now())


@job(queue="care", attempts=8)
def run_bulk(*, run_id: str) -> None:
    """Do one act to many dossiers; broken off it goes on where it stopped."""
    from cuamo.dossiers.services.run_bulk import go_on_bulk

    go_on_bulk(run_id=UUID(run_id), at=timezone.now())


@job(queue="care", attempts=2, cron="10 20 * * *")
def check_said_paid() -> None:
    """Hold yesterday's dossiers that say they are paid against their demands (3:10 in Hanoi)."""
    from cuamo.dossiers.services.check_paid import check_paid

    now = timezone.now()
    check_paid(day=now.astimezone(HANOI).date() - timedelta(days=1), at=now)
