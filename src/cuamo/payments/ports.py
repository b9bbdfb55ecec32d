"""What payments need from outside; `config/wiring.py` binds the adapter."""

from datetime import datetime
from typing import Protocol, runtime_checkable

from cuamo.payments.types import GatewayOrder, Transaction


@runtime_checkable
class PaymentGateway(Protocol):
    """The payment platform: shows the payer a page, tells us of money, answers what it knows."""

    def pay_url(self, order: GatewayOrder) -> str:
        """Return the signed address of the platform's page for this order; asks nobody, never fails."""
        ...

    def beneficiary(self) -> tuple[str, str]:
        """Return bank number (BIN) and account the money goes to."""
        ...

    def read_callback(self, *, body: bytes, signature: str, at: datetime) -> Transaction:
        """Return what a message of the platform says.

        Raises:
            NotPermitted: the signature is wrong, or older or newer than five minutes.
            Invalid: signed, but not in the agreed form.
        """
        ...

    def find(self, reference: str) -> list[Transaction]:
        """Return every movement the platform knows under `reference`, oldest first.

        Raises:
            GatewayUnavailable: it did not answer; the outcome stays unknown.
        """
        ...
