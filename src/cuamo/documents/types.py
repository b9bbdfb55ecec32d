"""The words documents are described with."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.db import models


class Mime(StrEnum):
    """True types of what people bring, found by content."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    HEIC = "image/heic"
    WEBP = "image/webp"
    PDF = "application/pdf"
    TIFF = "image/tiff"


class ScanStatus(models.TextChoices):
    """What the malware scanner said."""

    NOT_SCANNED = "NOT_SCANNED", "Chưa quét mã độc"
    CLEAN = "CLEAN", "Đã quét, sạch"


class Purpose(models.TextChoices):
    """Why a file is kept."""

    PAPER = "PAPER", "Giấy tờ trong hồ sơ"
    PRINT = "PRINT", "Phiếu đã in"
    RESULT = "RESULT", "Kết quả"
    EVIDENCE = "EVIDENCE", "Bằng chứng giao nhận"


@dataclass(frozen=True)
class Verdict:
    """What a malware scanner found in one file."""

    status: ScanStatus
    threat: str = ""
    """Name of the malware; empty when clean or not scanned."""


@dataclass(frozen=True)
class CleanFile:
    """A file as it will be kept: harmless, without metadata, measured."""

    data: bytes
    mime: Mime
    pages: int
    width: int = 0
    """Of an image, in pixels; 0 for PDF."""
    height: int = 0


@dataclass(frozen=True)
class SigningRequest:
    """A PDF that waits for the signature of one person of one agency."""

    pdf: bytes
    signer_code: str
    signer_name: str
    agency_name: str
    at: datetime
    stamp_pdf: bytes
    """What the reader sees on the page: a one-page PDF, drawn into `box`."""
    box: tuple[int, int, int, int]
    """Left, bottom, right, top in points from the lower left corner."""
    page: int = 0
    """Counted from 0; −1 is the last page."""
    reason: str = ""
    location: str = ""
    into_field: str = ""
    """An empty signature field of the PDF to sign; a new one in `box` when empty."""
    scheme: str = "official"
    """`official`: a certificate of the State's own service; `public`: one of a service for citizens."""
    token_serial: str = ""
    """Sign with the key on this token, not with the service's."""
    pin: str = field(default="", repr=False)
    """Of the token: passed on for this one signature, never kept, never logged."""
    certify: bool = False
    """The first signature of a paper: afterwards its open places may be filled and others may sign."""


@dataclass(frozen=True)
class TokenCertificate:
    """A token plugged in beside its owner, and the certificate on it (all DER); the key never leaves it."""

    serial: str
    certificate: bytes
    chain: tuple[bytes, ...]
    root: bytes


class SignatureKind(models.TextChoices):
    """Whose signature it is (Law 20/2023/QH15, art. 22; Decree 68/2024/NĐ-CP)."""

    OFFICER = "OFFICER", "Chữ ký số chuyên dùng công vụ của cá nhân"
    AGENCY = "AGENCY", "Chữ ký số chuyên dùng công vụ của cơ quan"
    PERSONAL = "PERSONAL", "Chữ ký số cá nhân, tổ chức (công cộng)"
    UNKNOWN = "UNKNOWN", "Chữ ký số chưa rõ nơi cấp chứng thư"


@dataclass(frozen=True)
class SignatureReport:
    """What a reader may believe about one signature of a PDF."""

    field: str
    signer_name: str
    agency_name: str
    signed_at: datetime | None
    """By the time-stamp authority when there is one, else as the signer says."""
    timestamped: bool
    intact: bool
    """The signed bytes are those the signer signed."""
    valid: bool
    """Intact, and the signature is cryptographically the signer's."""
    covers_whole_file: bool
    """Nothing was added after this signature, or only what archiving adds."""
    trusted: bool | None
    """Certificate leads to a given root; None when no root was given."""
    long_term: bool
    """Carries what is needed to check it when the authority is gone (chứng thư, OCSP/CRL)."""
    problem: str = ""
    kind: SignatureKind = SignatureKind.UNKNOWN
    permitted: bool = False
    """What came after this signature is only what it allows: filling open places, further signatures."""


@dataclass(frozen=True)
class Sound:
    """Something said aloud, ready for a page's `<audio>`."""

    data: bytes
    mime: str
    """`audio/ogg` (Opus) or `audio/wav`."""


@dataclass(frozen=True)
class PageWord:
    """One word on a page as a machine read it."""

    text: str
    box: tuple[int, int, int, int]
    """Left, top, right, bottom in pixels of the picture that was read."""
    confidence: float
    """0 to 100, by the reader's own judgement."""
