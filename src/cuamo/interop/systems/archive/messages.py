"""The shape of the archive's receipt."""

from datetime import datetime
from typing import Any

from cuamo.archive.errors import ArchiveUnavailable
from cuamo.archive.types import Receipt


def read_receipt(said: Any) -> Receipt:
    """Read a receipt.

    Raises:
        ArchiveUnavailable: not the agreed form; the same package is simply sent again.
    """
    try:
        received_at = datetime.fromisoformat(said["received_at"])
        receipt = Receipt(
            number=str(said["number"])[:80],
            sha256=str(said["sha256"]),
            dossiers=int(said["dossiers"]),
            received_at=received_at,
            received_by=str(said["received_by"])[:200],
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ArchiveUnavailable("answer is no receipt") from error
    if received_at.tzinfo is None or not receipt.number:
        raise ArchiveUnavailable("answer is no receipt")
    return receipt
