"""Give a refund back in cash, as a counter does: with the code of the text and the payer's card."""

from datetime import datetime

from cuamo.kernel.actors import Actor
from cuamo.organisation.models import Shift
from cuamo.payments.models import Refund
from cuamo.payments.rules.cash_code import cash_code
from cuamo.payments.services.give_back_cash import give_back_cash


def pay_back(refund: Refund, shift: Shift, clerk: Actor, *, at: datetime) -> Refund:
    """Pay out of the till to who tells the code and shows the card of who paid."""
    return give_back_cash(
        refund_id=refund.id,
        shift_id=shift.id,
        clerk=clerk,
        code=cash_code(refund.id),
        card_name=refund.request.payer_name.upper(),
        at=at,
    )
