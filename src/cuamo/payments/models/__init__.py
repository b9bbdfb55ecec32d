"""Tables of payments."""

from cuamo.payments.models.attempt import CallbackReceipt, PaymentAttempt
from cuamo.payments.models.cash import CashReceipt
from cuamo.payments.models.journal import JournalEntry, Posting
from cuamo.payments.models.request import PaymentLine, PaymentRequest

__all__ = [
    "CallbackReceipt",
    "CashReceipt",
    "JournalEntry",
    "PaymentAttempt",
    "PaymentLine",
    "PaymentRequest",
    "Posting",
]
