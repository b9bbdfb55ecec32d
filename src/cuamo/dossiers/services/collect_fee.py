"""A counter takes the fee of a dossier that was sent in, whose payment was taken back since."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.selectors.obligations import owes_fee_again
from cuamo.dossiers.services.collect import no_shift, taken_elsewhere
from cuamo.dossiers.services.parts import lock_dossier
from cuamo.dossiers.services.settle_money import settle_money
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition
from cuamo.organisation.selectors.shifts import open_shift_of
from cuamo.payments.models import CashReceipt
from cuamo.payments.selectors.status import cash_receipt_of, request_of
from cuamo.payments.services.take_cash import take_cash
from cuamo.payments.types import Method
from cuamo.people.services.read_log import log_reading

READ_FOR = "Thu lại phí tại quầy"


@transaction.atomic
def take_fee_again(*, dossier_id: UUID, tendered_vnd: int, clerk: Actor, at: datetime) -> CashReceipt:
    """Take what is owed again of a fee in cash, at any counter (thu lại phí đã bị hủy ngược).

    The same entries, till and receipt as the fee of a submission; the dossier says paid again. Pressed twice,
    the first receipt is given again.

    Args:
        tendered_vnd: what the payer put on the table.
    Raises:
        NotFound: there is no such dossier.
        NotPermitted: no open shift.
        IllegalTransition: it was paid meanwhile, or is owed no more.
        Invalid: too little, or more change than any note could need.
    """
    dossier = lock_dossier(dossier_id)
    taken = cash_receipt_of(dossier.id)
    if taken is not None and taken.request.settled and taken.request.method == Method.CASH:
        if taken.clerk_id == clerk.id:
            return taken
        raise taken_elsewhere(taken)
    shift = open_shift_of(clerk.id)
    if shift is None:
        raise no_shift()
    request = request_of(dossier.id)
    if request is not None and request.settled:
        raise IllegalTransition(
            "fee.paid",
            "Phí này đã trả qua VietQR. Không thu nữa.",
            "It has been paid by VietQR. Take nothing.",
        )
    if request is None or request.voided_at is not None or not owes_fee_again(dossier):
        raise IllegalTransition(
            "fee.closed",
            "Hồ sơ không còn nợ phí. Không thu.",
            "The dossier owes no fee. Take nothing.",
        )
    receipt = take_cash(
        request_id=request.id, tendered_vnd=tendered_vnd, shift_id=shift.id, clerk=clerk, at=at
    )
    settle_money(dossier_id=dossier.id, amount_vnd=request.amount_vnd, at=at)
    return receipt


def note_fee_looked_at(dossier: Dossier, *, clerk: Actor, at: datetime) -> None:
    """Let the applicant see that a counter opened the fee they owe."""
    if dossier.applicant_id is not None:
        log_reading(
            person_id=dossier.applicant_id,
            actor=clerk,
            purpose=READ_FOR,
            dossier_id=dossier.id,
            fields=["full_name", "fee"],
            at=at,
        )
