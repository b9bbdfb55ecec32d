"""Tables of payments."""

from cuamo.payments.models.attempt import CallbackReceipt, PaymentAttempt
from cuamo.payments.models.cash import CashReceipt
from cuamo.payments.models.journal import JournalEntry, Posting
from cuamo.payments.models.reconciliation import (
    BookedPayout,
    DeclaredPayout,
    MoneyFile,
    ReconciledDay,
    ReconciliationItem,
    SettlementRow,
    StatementLine,
)
from cuamo.payments.models.request import PaymentLine, PaymentRequest

__all__ = [
    "BookedPayout",
    "CallbackReceipt",
    "CashReceipt",
    "DeclaredPayout",
    "JournalEntry",
    "MoneyFile",
    "PaymentAttempt",
    "PaymentLine",
    "PaymentRequest",
    "Posting",
    "ReconciledDay",
    "ReconciliationItem",
    "SettlementRow",
    "StatementLine",
]
