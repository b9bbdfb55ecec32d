"""What follows from news: texts to the citizen, money, the envelope's state."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from cuamo.delivery.states import Direction
from cuamo.dossiers.jobs import file_receipt
from cuamo.dossiers.selectors.carried import LIVES
from cuamo.dossiers.services.ask_payment import settle_obligation
from cuamo.dossiers.services.carry import follow_parcel
from cuamo.dossiers.services.follow_parts import follow_parts
from cuamo.dossiers.services.keep_own_paper import drop_result, keep_result
from cuamo.dossiers.services.originals_home import send_originals_home
from cuamo.dossiers.services.raise_alerts import HEARD, raise_alerts
from cuamo.dossiers.services.receipt_file import cancel_receipt_of, cancel_reversed, issue_receipt_of
from cuamo.dossiers.services.reopen_money import reopen_money
from cuamo.dossiers.services.replace_lost import replace_lost_result
from cuamo.dossiers.services.settle_money import settle_money
from cuamo.dossiers.services.tell_again import tell_again
from cuamo.dossiers.services.tell_booker import TEXTS as BOOKED
from cuamo.dossiers.services.tell_booker import tell_booker
from cuamo.dossiers.services.tell_citizen import tell_citizen
from cuamo.dossiers.services.tell_refund import tell_refund
from cuamo.dossiers.services.tell_represented import tell_represented
from cuamo.dossiers.states import CARRIED_BY
from cuamo.kernel.consumers import subscriber
from cuamo.kernel.events import EventRecord

STALE_AFTER = timedelta(days=2)
TOLD = (
    "dossier.submitted",
    "dossier.linked",
    "dossier.accepted",
    "dossier.supplement_asked",
    "dossier.paid",
    "dossier.finished",
    "dossier.refused",
    "dossier.transferred",
    "dossier.payment_asked",
    "dossier.obligation_paid",
    "dossier.extended",
    "dossier.due_recounted",
    "dossier.result_corrected",
    "dossier.result_revoked",
    "dossier.stopped",
    "dossier.complaint_answered",
    "delivery.out",
    "delivery.failed",
    "delivery.held",
    "delivery.hold_reminded",
    "delivery.hold_over",
    "delivery.redirect_asked",
    "delivery.redirected",
    "delivery.lost",
    "dossier.originals_go_home",
    "delivery.fetch_agreed",
    "delivery.fetched",
    "delivery.not_fetched",
    LIVES,
)
MOVED = (
    "dossier.accepted",
    "dossier.refused",
    "dossier.supplement_asked",
    "dossier.supplemented",
    "dossier.payment_asked",
    "dossier.obligation_paid",
    "dossier.proposed",
    "dossier.transferred",
    "dossier.extended",
    "dossier.due_recounted",
    "dossier.withdrawal_asked",
    "dossier.stopped",
    "dossier.finished",
    "dossier.returned",
    "dossier.result_revoked",
    "dossier.result_corrected",
    "dossier.part_started",
    "dossier.part_blocked",
    *CARRIED_BY,
)
"""News of a part after which the filing may stand elsewhere, or its page say something else."""


@subscriber("citizen-texts", *TOLD)
def text_the_citizen(event: EventRecord) -> None:
    """Texts N1 to N12 follow from events; each is sent once, and old news (a replay) is not texted."""
    if timezone.now() - event.occurred_at > STALE_AFTER:
        return
    if event.name == LIVES:
        tell_again(dossier_id=event.stream_id, at=event.occurred_at)
        return
    tell_citizen(dossier_id=event.stream_id, news=event.name, at=event.occurred_at)
    if event.name in {"dossier.submitted", "dossier.linked"}:
        tell_represented(dossier_id=event.stream_id, at=event.occurred_at)


@subscriber("dossier-money", "payment.settled", "payment.reversed")
def mark_paid(event: EventRecord) -> None:
    """A settled payment pays the dossier, or the obligation the authority found; taken back, it is owed."""
    if event.name == "payment.reversed":
        reopen_money(subject_id=event.stream_id, at=event.occurred_at)
        return
    amount_vnd = int(event.data["amount_vnd"])
    if settle_money(dossier_id=event.stream_id, amount_vnd=amount_vnd, at=event.occurred_at) is None:
        settle_obligation(obligation_id=event.stream_id, amount_vnd=amount_vnd, at=event.occurred_at)


@subscriber("electronic-receipts", "payment.settled", "refund.paid", "payment.reversed")
def keep_receipts(event: EventRecord) -> None:
    """Money that came has its electronic receipt; money that went back cancels it."""
    if event.name == "payment.reversed":
        cancel_reversed(request_id=UUID(event.data["request_id"]), at=event.occurred_at)
        return
    if event.name == "refund.paid":
        cancel_receipt_of(refund_id=UUID(event.data["refund_id"]), at=event.occurred_at)
        return
    receipt = issue_receipt_of(request_id=UUID(event.data["request_id"]), at=event.occurred_at)
    if receipt is not None:
        file_receipt.enqueue(receipt_id=str(receipt.id))


@subscriber("refund-texts", "refund.approved", "refund.paid")
def text_about_refunds(event: EventRecord) -> None:
    """Texts N9R, N9C and N9D follow from refunds; old news (a replay) is not texted."""
    if timezone.now() - event.occurred_at > STALE_AFTER:
        return
    tell_refund(
        subject_id=event.stream_id,
        news=event.name,
        way=event.data["way"],
        amount_vnd=int(event.data["amount_vnd"]),
        refund_id=UUID(event.data["refund_id"]),
        at=event.occurred_at,
    )


@subscriber("dossier-carriage", *CARRIED_BY, "delivery.delivered")
def follow_the_envelope(event: EventRecord) -> None:
    """The news of a result's envelope moves the delivery state; delivered hands the result out."""
    if event.data.get("direction") == Direction.ORIGINALS:
        return
    follow_parcel(dossier_id=event.stream_id, news=event.name, said=event.data, at=event.occurred_at)


@subscriber("lost-results", "delivery.lost")
def issue_again(event: EventRecord) -> None:
    """A lost result is issued again, without anybody asking and without a fee."""
    replace_lost_result(dossier_id=event.stream_id, at=event.occurred_at)


@subscriber(
    "originals-home", "dossier.refused", "dossier.stopped", "dossier.withdrawal_asked", "dossier.returned",
    "dossier.original_received", "dossier.finished", "delivery.delivered",
)  # fmt: skip
def bring_originals_home(event: EventRecord) -> None:
    """Originals no paper result takes along go home, late ones by the next; again, nothing changes."""
    send_originals_home(dossier_id=event.stream_id, at=event.occurred_at)


@subscriber("linked-filings", *MOVED)
def follow_linked_parts(event: EventRecord) -> None:
    """What happens to a part of a linked filing lets others begin, and moves the filing."""
    follow_parts(dossier_id=event.stream_id, news=event.name, at=event.occurred_at)


@subscriber("staff-alerts", *HEARD)
def remind_staff(event: EventRecord) -> None:
    """Warnings become reminders of people, and moves end them; each cause reminds a person once."""
    raise_alerts(event)


@subscriber("booking-texts", *BOOKED)
def text_the_booker(event: EventRecord) -> None:
    """Texts N13 follow from booked times; old news (a replay) is not texted."""
    if timezone.now() - event.occurred_at > STALE_AFTER:
        return
    if event.name == "booking.cancelled" and not event.data.get("by_point"):
        return
    tell_booker(booking_id=event.stream_id, news=event.name, at=event.occurred_at)


@subscriber("own-papers", "dossier.finished", "dossier.result_corrected", "dossier.result_revoked")
def keep_own_papers(event: EventRecord) -> None:
    """An issued result lies in its owner's store, to be used again; a revoked one is not offered any more."""
    if event.name == "dossier.result_revoked":
        drop_result(dossier_id=event.stream_id, at=event.occurred_at)
    else:
        keep_result(dossier_id=event.stream_id, at=event.occurred_at)
