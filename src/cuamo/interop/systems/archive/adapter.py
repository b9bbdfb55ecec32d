"""`ArchiveStore` on the electronic archive."""

from pathlib import Path

from cuamo.archive.types import Receipt
from cuamo.interop.systems.archive import messages
from cuamo.interop.systems.archive.client import ArchiveClient


class ElectronicArchive:
    """Hands packages to one archive; number and hash make repeats harmless."""

    def __init__(self, base_url: str, secret: str) -> None:
        self._client = ArchiveClient(base_url, secret)

    def submit(self, *, package: Path, number: str, sha256: str, dossiers: int) -> Receipt:
        told = {"X-Package-Number": number, "X-Package-Sha256": sha256, "X-Package-Dossiers": str(dossiers)}
        return messages.read_receipt(self._client.put("/packages", package, told))
