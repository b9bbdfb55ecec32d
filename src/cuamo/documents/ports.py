"""What documents need from outside; `config/wiring.py` binds the adapters."""

from collections.abc import Callable, Iterable
from typing import Protocol, runtime_checkable

from PIL import Image

from cuamo.documents.types import PageWord, SigningRequest, Sound, TokenCertificate, Verdict


@runtime_checkable
class BlobStore(Protocol):
    """Keeps bytes by their SHA-256; a folder by default, S3 behind the same port on several machines."""

    def put(self, data: bytes) -> str:
        """Keep `data` so that it survives a power cut and return its SHA-256 in hex; twice is once.

        Raises:
            OSError: not kept, or what was read back is not what was written.
        """
        ...

    def get(self, sha256: str) -> bytes:
        """Return the bytes of `sha256`, checked against it.

        Raises:
            FileNotFoundError: never kept here.
            OSError: the kept bytes have changed.
        """
        ...

    def has(self, sha256: str) -> bool:
        """Say whether the bytes of `sha256` are kept."""
        ...

    def remove(self, sha256: str) -> None:
        """Forget the bytes of `sha256`; of bytes that are not kept nothing happens."""
        ...

    def derived(self, name: str, make: Callable[[], bytes]) -> bytes:
        """Return what can be made again (pictures of pages), kept under `name` after the first time."""
        ...

    def drop_derived(self, names: Iterable[str]) -> None:
        """Forget what was made and kept under these names."""
        ...


@runtime_checkable
class MalwareScanner(Protocol):
    """Looks for malware in bytes that came from outside."""

    def scan(self, data: bytes) -> Verdict:
        """Return the verdict; `NOT_SCANNED` when there is no scanner or it does not answer."""
        ...


@runtime_checkable
class DocumentSigner(Protocol):
    """Signs a PDF in the name of a person of an agency (ký số), with time stamp and revocation answers."""

    def sign(self, request: SigningRequest) -> bytes:
        """Return the signed PDF (PAdES B-LT or better).

        Raises:
            SigningUnavailable: the signing service did not answer; ask again later.
            SigningRefused: the service will not sign for this person; asking again does not help.
        """
        ...

    def trust_roots(self) -> list[bytes]:
        """Return the root certificates (DER) that signatures made here lead to.

        Raises:
            SigningUnavailable: the signing service did not answer.
        """
        ...

    def tokens(self) -> list[TokenCertificate]:
        """Return the tokens plugged in where the signers sit (thiết bị lưu khóa), each with its certificate.

        Raises:
            SigningUnavailable: the agent that holds them did not answer.
        """
        ...

    def public_roots(self) -> list[bytes]:
        """Return the roots (DER) of the public services that issue to citizens and companies.

        Raises:
            SigningUnavailable: the signing service did not answer.
        """
        ...


@runtime_checkable
class Speaker(Protocol):
    """Reads text aloud for those who cannot read it (nghe đọc)."""

    @property
    def name(self) -> str:
        """Return what made the sound and how: kept sounds of another maker are not mixed up with these."""
        ...

    def speaks(self, language: str) -> bool:
        """Say whether text of this language (`vi`, `en`) can be read here."""
        ...

    def say(self, text: str, language: str) -> Sound:
        """Return `text` as sound.

        Raises:
            NoSpeech: nothing on this machine can say it.
        """
        ...


@runtime_checkable
class PageReader(Protocol):
    """Reads the printed words of a page (nhận dạng chữ)."""

    @property
    def ready(self) -> bool:
        """Say whether papers can be read on this machine; where not, none is put into the queue."""
        ...

    def words(self, page: Image.Image) -> list[PageWord]:
        """Return the words of a straight grey page with their places; none when it holds no text."""
        ...
