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
from cuamo.payments.models.refund import Refund
from cuamo.payments.models.request import PaymentLine, PaymentRequest
from cuamo.payments.models.support import BudgetSupport
from cuamo.payments.models.suspense import SuspenseItem

__all__ = [
    "BookedPayout",
    "BudgetSupport",
    "CallbackReceipt",
    "CashReceipt",
    "DeclaredPayout",
    "JournalEntry",
    "MoneyFile",
    "PaymentAttempt",
    "PaymentLine",
    "PaymentRequest",
    "Posting",
    "Refund",
    "SuspenseItem",
    "ReconciledDay",
    "ReconciliationItem",
    "SettlementRow",
    "StatementLine",
]
