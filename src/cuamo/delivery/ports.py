"""What delivery needs from outside; `config/wiring.py` binds the adapters."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, runtime_checkable
from uuid import UUID

from cuamo.delivery.rules.recipient import Named
from cuamo.delivery.types import DeliveryProof, News, NewsPage, OrderForm, Seen


@runtime_checkable
class Carrier(Protocol):
    """A postal operator that carries items under an order number of ours.

    Every call that asks for something may raise `CarrierUnavailable`: nobody knows then whether it was done.
    """

    def place(self, form: OrderForm) -> str:
        """Order the carriage of an item and return the carrier's own number.

        Raises:
            CarrierUnavailable: the outcome is unknown; `find` tells later.
            CarrierRefused: the carrier does not take it.
        """
        ...

    def find(self, number: str) -> Seen | None:
        """Return what the carrier has under our number; None when it says that it has nothing.

        Raises:
            CarrierUnavailable: it did not say.
        """
        ...

    def cancel(self, *, number: str, carrier_number: str) -> None:
        """Call an order off.

        Raises:
            CarrierUnavailable: the outcome is unknown.
            CarrierRefused: it is too late, or there is no such order.
        """
        ...

    def deliver_again(self, *, number: str, carrier_number: str, note: str) -> None:
        """Ask for another attempt after one that failed.

        Raises:
            CarrierUnavailable: the outcome is unknown; asking twice does no harm.
            CarrierRefused: the carrier has no such service or does not take it now.
        """
        ...

    def news_since(self, cursor: str, *, ours: Callable[[set[str]], set[str]] = ...) -> NewsPage:
        """Return one page of the news of all our orders after `cursor`; empty where it tells by itself.

        A row nobody can read is news without a code. The point to go on from follows rows of our own orders.

        Args:
            ours: says which of these numbers are of orders of ours; all of them where it is not given.
        Raises:
            CarrierUnavailable: no answer.
        """
        ...

    def proofs(self, *, number: str, carrier_number: str) -> list[DeliveryProof]:
        """Return who took the item, one entry for every delivery the carrier knows of.

        Raises:
            CarrierUnavailable: no answer.
        """
        ...

    def read_webhook(self, body: bytes) -> News:
        """Return what a message to our address says.

        Raises:
            NotPermitted: it does not carry our secret. Invalid: it is not in the agreed form.
            NotFound: this carrier sends no messages.
        """
        ...


@runtime_checkable
class Carriers(Protocol):
    """All carriers there is a contract with."""

    def codes(self) -> list[str]:
        """Return the codes of the carriers, in order."""
        ...

    def named(self, code: str) -> Carrier:
        """Return the carrier.

        Raises:
            NotFound: there is none of this code.
        """
        ...


@runtime_checkable
class EvidenceStore(Protocol):
    """Keeps pictures that prove a delivery."""

    def keep(self, *, data: bytes, subject_id: UUID, at: datetime) -> UUID | None:
        """Keep a picture and return its id; None when it is no picture, or not clean."""
        ...


@runtime_checkable
class MandateBook(Protocol):
    """Who knows by name who may take something for somebody else."""

    def takers(self, subject_id: UUID, *, at: datetime) -> list[Named]:
        """Return who may take what is sent about the subject now (người được ủy quyền)."""
        ...
