"""The adapters behind the ports of documents, typed."""

from cuamo.documents.ports import BlobStore, DocumentSigner, MalwareScanner, PageReader, Speaker
from cuamo.kernel import ports


def blobs() -> BlobStore:
    """Return the store of file contents."""
    return ports.get(BlobStore)  # type: ignore[type-abstract]  # a port is its Protocol


def scanner() -> MalwareScanner:
    """Return the malware scanner."""
    return ports.get(MalwareScanner)  # type: ignore[type-abstract]  # a port is its Protocol


def signer() -> DocumentSigner:
    """Return the signing service."""
    return ports.get(DocumentSigner)  # type: ignore[type-abstract]  # a port is its Protocol


def speaker() -> Speaker:
    """Return what reads aloud."""
    return ports.get(Speaker)  # type: ignore[type-abstract]  # a port is its Protocol


def page_reader() -> PageReader:
    """Return what reads papers."""
    return ports.get(PageReader)  # type: ignore[type-abstract]  # a port is its Protocol
