"""What a file really is, by its first bytes."""

from cuamo.documents.types import Mime

_HEIC_BRANDS = frozenset(
    {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs", b"mif1", b"msf1"}
)
_PDF_HEADER_WITHIN = 1024
"""Readers look for `%PDF-` this far (ISO 32000-1, annex H.3.4.1)."""


def true_type(data: bytes) -> Mime | None:
    """Return the type of `data` by content, None when it is none we take; names and claims do not count."""
    if data.startswith(b"\xff\xd8\xff"):
        return Mime.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Mime.PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Mime.WEBP
    if data[4:8] == b"ftyp" and _is_heic(data):
        return Mime.HEIC
    if data[:4] in {b"II*\x00", b"MM\x00*"}:
        return Mime.TIFF
    if data.startswith(b"PK\x03\x04"):
        return None  # an archive: a PDF inside it does not make it one
    if b"%PDF-" in data[:_PDF_HEADER_WITHIN]:
        return Mime.PDF
    return None


def _is_heic(data: bytes) -> bool:
    length = min(int.from_bytes(data[:4]), 256)
    brands = {data[8:12], *(data[start : start + 4] for start in range(16, length - 3, 4))}
    return not brands.isdisjoint(_HEIC_BRANDS) and b"avif" not in brands
