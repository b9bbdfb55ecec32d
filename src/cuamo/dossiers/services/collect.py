"""A counter takes money the authority found while deciding: on the citizen screen by QR, or in cash."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import Dossier, Obligation, Visit
from cuamo.dossiers.policies import require_own_visit, unknown_dossier
from cuamo.dossiers.services.ask_payment import settle_obligation
from cuamo.dossiers.services.end_visit import end_visit
from cuamo.dossiers.services.parts import lock_dossier, lock_visit
from cuamo.dossiers.services.put_away import put_away
from cuamo.dossiers.services.start_visit import start_visit
from cuamo.dossiers.states import State
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import IllegalTransition, NotPermitted
from cuamo.organisation.selectors.shifts import open_shift_of
from cuamo.payments.models import CashReceipt, PaymentRequest
from cuamo.payments.selectors.status import cash_receipt_of, request_of
from cuamo.payments.services.start_attempt import start_attempt
from cuamo.payments.services.take_cash import take_cash
from cuamo.people.services.read_log import log_reading

READ_FOR = "Thu nghĩa vụ tài chính tại quầy"


@transaction.atomic
def show_owed(*, obligation_id: UUID, visit_id: UUID | None, clerk: Actor, at: datetime) -> Visit:
    """Show what is owed with its VietQR on the citizen screen; confirmed by the bank alone.

    Without a visit, or in the visit of somebody else than the applicant, one begins without a card: whoever
    brings the slip may pay, and nobody's dossier stands on another person's screen. Records
    `visit.owed_shown`.

    Raises:
        NotFound: there is no such obligation.
        NotPermitted: no open shift, or the visit is somebody else's.
        IllegalTransition: nothing is owed any more.
        Conflict: the last try ran out and the bank has not said what became of it.
    """
    visit = _visit_for(obligation_id, visit_id, clerk, at)
    obligation, dossier = _locked(obligation_id)
    request = _still_owed(obligation, dossier)
    start_attempt(request_id=request.id, at=at)
    if visit.collects_id != obligation.id:
        visit.collects = obligation
        visit.screen_blank = False
        visit.save(update_fields=["collects", "screen_blank"])
        events.record("visit.owed_shown", visit.id, actor=clerk, at=at, obligation_id=str(obligation.id))
    return visit


@transaction.atomic
def take_owed_cash(*, obligation_id: UUID, tendered_vnd: int, clerk: Actor, at: datetime) -> CashReceipt:
    """Take the whole of what is still owed in cash, with a counter receipt, and let the dossier go on.

    The same entries and the same till as the fee of a submission. Pressed twice, the first receipt is
    given again.

    Args:
        tendered_vnd: what the payer put on the table.
    Raises:
        NotFound: there is no such obligation.
        NotPermitted: no open shift.
        IllegalTransition: it was paid by phone or at another counter, or nothing is owed any more.
        Invalid: too little, or more change than any note could need.
    """
    obligation, dossier = _locked(obligation_id)
    taken = cash_receipt_of(obligation.id)
    if taken is not None and taken.request.settled:
        if taken.clerk_id == clerk.id:
            return taken
        raise taken_elsewhere(taken)
    shift = open_shift_of(clerk.id)
    if shift is None:
        raise no_shift()
    request = _still_owed(obligation, dossier)
    receipt = take_cash(
        request_id=request.id, tendered_vnd=tendered_vnd, shift_id=shift.id, clerk=clerk, at=at
    )
    settle_obligation(obligation_id=obligation.id, amount_vnd=obligation.total_vnd, at=at)
    return receipt


@transaction.atomic
def put_away_owed(*, visit_id: UUID, clerk: Actor, at: datetime) -> Visit:
    """Take the money off the citizen screen; a visit that was only for paying ends with it.

    Records `visit.owed_put_away` (and `visit.ended`); nothing shown, nothing changes.

    Raises:
        NotPermitted: the visit is somebody else's, or has ended.
    """
    visit = lock_visit(visit_id)
    require_own_visit(visit, clerk)
    if visit.collects_id is None:
        return visit
    if visit.person_id is None:
        return end_visit(visit_id=visit.id, clerk=clerk, at=at)
    put_away(visit, clerk=clerk, at=at)
    return visit


def note_looked_at(obligation: Obligation, *, clerk: Actor, at: datetime) -> None:
    """Let the applicant see that a counter opened what they owe."""
    if obligation.dossier.applicant_id is not None:
        log_reading(
            person_id=obligation.dossier.applicant_id,
            actor=clerk,
            purpose=READ_FOR,
            dossier_id=obligation.dossier_id,
            fields=["full_name", "obligation"],
            at=at,
        )


def _visit_for(obligation_id: UUID, visit_id: UUID | None, clerk: Actor, at: datetime) -> Visit:
    """Return the locked visit whose screen may show the obligation; begun now when the given one may not."""
    found = Obligation.objects.select_related("dossier").filter(id=obligation_id).first()
    if found is None:
        raise unknown_dossier()
    if visit_id is None:
        return start_visit(clerk=clerk, card=None, at=at)
    visit = lock_visit(visit_id)
    require_own_visit(visit, clerk)
    if open_shift_of(clerk.id) is None:
        raise no_shift()
    if visit.person_id is None or visit.person_id == found.dossier.applicant_id:
        return visit
    if visit.collects_id == found.id:
        put_away(visit, clerk=clerk, at=at)
    return start_visit(clerk=clerk, card=None, at=at)


def _locked(obligation_id: UUID) -> tuple[Obligation, Dossier]:
    """Lock dossier, then obligation: the order every act on an obligation keeps."""
    found = Obligation.objects.filter(id=obligation_id).first()
    if found is None:
        raise unknown_dossier()
    dossier = lock_dossier(found.dossier_id)
    return Obligation.objects.select_for_update(of=("self",)).get(id=obligation_id), dossier


def _still_owed(obligation: Obligation, dossier: Dossier) -> PaymentRequest:
    request = request_of(obligation.id)
    paid = obligation.settled_at is not None or (request is not None and request.settled)
    if paid:
        raise IllegalTransition(
            "obligation.paid",
            "Khoản này đã trả qua VietQR. Không thu nữa.",
            "This has been paid by VietQR. Take nothing.",
        )
    if request is None or request.voided_at is not None or dossier.state != State.PAYMENT:
        raise IllegalTransition(
            "obligation.closed",
            "Hồ sơ không còn phải trả khoản này. Không thu.",
            "The dossier owes this no more. Take nothing.",
        )
    return request


def taken_elsewhere(receipt: CashReceipt) -> IllegalTransition:
    """Return the refusal of cash for what another counter has taken."""
    when = f"{receipt.taken_at.astimezone(HANOI):%H:%M ngày %d/%m/%Y}"
    return IllegalTransition(
        "obligation.taken",
        f"{receipt.clerk_name} đã thu tiền mặt lúc {when}, biên lai {receipt.shown_number}. Không thu nữa.",
        f"{receipt.clerk_name} took the cash already, receipt {receipt.shown_number}. Take nothing.",
        hint_vi="Nếu khách vừa đưa tiền, trả lại ngay.",
        hint_en="If money was just put down, give it back at once.",
    )


def no_shift() -> NotPermitted:
    """Return the refusal of cash by somebody whose till is closed."""
    return NotPermitted(
        "shift.closed",
        "Chưa mở ca. Mở ca rồi thu tiền.",
        "No shift is open. Open the shift, then take money.",
        where="/quay/ca",
    )
