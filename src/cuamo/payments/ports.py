"""What payments need from outside; `config/wiring.py` binds the adapter."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import BinaryIO, Protocol, runtime_checkable

from cuamo.payments.reconciling import FileFault, FileSide, Record
from cuamo.payments.types import GatewayOrder, RefundAnswer, RefundOrder, Transaction


@runtime_checkable
class PaymentGateway(Protocol):
    """The payment platform: shows the payer a page, tells us of money, answers what it knows."""

    def pay_url(self, order: GatewayOrder) -> str:
        """Return the signed address of the platform's page for this order; asks nobody, never fails."""
        ...

    def beneficiary(self, owner: str = "") -> tuple[str, str]:
        """Return bank number (BIN) and account the money goes to.

        Args:
            owner: the account of the books the whole sum is due to (`city`, `ministry`); empty for several.
        """
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


class FileReading(Protocol):
    """A file while it is read: its records in order, and what is wrong with it once it has been read."""

    faults: list[FileFault]

    def __iter__(self) -> Iterator[Record]: ...


@runtime_checkable
class MoneyFiles(Protocol):
    """The daily files of the payment platform and of the bank behind it."""

    def fetch(self, *, side: FileSide, day: date) -> bytes | None:
        """Return the file of a day, None while the day is not closed there.

        Raises:
            GatewayUnavailable: no answer, or one that is not provably theirs.
        """
        ...

    def read(self, content: BinaryIO) -> FileReading:
        """Read a file record by record, however large; faults are collected, at most a hundred."""
        ...


@runtime_checkable
class RefundGateway(Protocol):
    """The payment platform gives money back to the account it came from."""

    def refund(self, order: RefundOrder) -> RefundAnswer:
        """Ask for one refund; the same key again is the same refund, whatever became of the first asking.

        Raises:
            GatewayUnavailable: it did not answer; the outcome is unknown.
        """
        ...

    def find_refund(self, key: str) -> RefundAnswer | None:
        """Return what became of a refund, None when the platform never heard of it.

        Raises:
            GatewayUnavailable: it did not answer; the outcome stays unknown.
        """
        ...
