"""What the archive needs from outside; `config/wiring.py` binds the adapter."""

from pathlib import Path
from typing import Protocol, runtime_checkable

from cuamo.archive.types import Receipt


@runtime_checkable
class ArchiveStore(Protocol):
    """The archive that finished dossiers are handed to (kho lưu trữ điện tử)."""

    def submit(self, *, package: Path, number: str, sha256: str, dossiers: int) -> Receipt:
        """Hand one package over; the same number and hash again gives the same receipt again.

        Raises:
            ArchiveUnavailable: no answer; try again later.
            ArchiveRefused: it will not take the package; trying again does not help.
        """
        ...
