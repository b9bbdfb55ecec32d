"""Give a refund back in cash, as a counter does."""

from datetime import datetime

from cuamo.kernel.actors import Actor
from cuamo.organisation.models import Shift
from cuamo.payments.models import Refund
from cuamo.payments.services.give_back_cash import give_back_cash


def pay_back(refund: Refund, shift: Shift, clerk: Actor, *, at: datetime) -> Refund:
    return give_back_cash(refund_id=refund.id, shift_id=shift.id, clerk=clerk, at=at)
