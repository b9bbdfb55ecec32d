"""Tables of payments."""

from cuamo.payments.models.attempt import CallbackReceipt, PaymentAttempt
from cuamo.payments.models.cash import CashReceipt
from cuamo.payments.models.cash_bag import BaggedShift, CashBag, CashDifference
from cuamo.payments.models.closing import BooksClosing, ClosedBalance, ClosingFault, ClosingRebuild
from cuamo.payments.models.journal import JournalEntry, Posting
from cuamo.payments.models.receipt import ElectronicReceipt
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
from cuamo.payments.models.taken_back import TakenBack

__all__ = [
    "BaggedShift",
    "BookedPayout",
    "BooksClosing",
    "BudgetSupport",
    "CallbackReceipt",
    "CashBag",
    "CashDifference",
    "CashReceipt",
    "ClosedBalance",
    "ClosingFault",
    "ClosingRebuild",
    "DeclaredPayout",
    "ElectronicReceipt",
    "JournalEntry",
    "MoneyFile",
    "PaymentAttempt",
    "PaymentLine",
    "PaymentRequest",
    "Posting",
    "ReconciledDay",
    "ReconciliationItem",
    "Refund",
    "SettlementRow",
    "StatementLine",
    "SuspenseItem",
    "TakenBack",
]
