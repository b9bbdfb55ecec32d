"""Take a file from outside: find out what it is, make it harmless, keep it, remember where it came from."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any

from cuamo.documents.errors import Refused
from cuamo.documents.models import StoredFile
from cuamo.documents.rules.limits import MAX_BYTES, kept_name
from cuamo.documents.rules.true_type import true_type
from cuamo.documents.selectors.parts import blobs, scanner
from cuamo.documents.services.clean_image import clean_image
from cuamo.documents.services.clean_pdf import clean_pdf
from cuamo.documents.services.clean_tiff import clean_tiff
from cuamo.documents.services.hold_content import content_held
from cuamo.documents.types import CleanFile, Mime, Purpose, ScanStatus
from cuamo.kernel.actors import Actor
from cuamo.kernel.ids import uuid7


def store_upload(
    *,
    data: bytes,
    filename: str,
    actor: Actor,
    at: datetime,
    purpose: Purpose = Purpose.PAPER,
    require: Callable[[CleanFile], None] | None = None,
) -> StoredFile:
    """Keep what somebody uploaded (tiếp nhận tệp giấy tờ) and return its row.

    The extension and the type the browser declares do not count; the content does. Pictures are
    re-encoded without metadata, PDFs lose everything that acts. The same content twice is kept once
    on disk and gets two rows.

    Args:
        require: asked before anything is kept; what it raises refuses the file.
    Raises:
        Refused: empty, too big, of another type, broken, locked, too many pages or pixels, malware.
        OSError: the store could not keep it; nothing was written.
    Law: Circular 03/2025/TT-VPCP (hash of every file); Law 91/2025/QH15 (no more data than needed).
    """
    cleaned = clean_upload(data)
    if require is not None:
        require(cleaned)
    verdict = scanner().scan(data)
    if verdict.threat:
        raise Refused(
            "file_malware",
            "Tệp có mã độc nên không nhận.",
            "The file contains malware and was not taken.",
            hint_vi="Chụp lại giấy tờ rồi gửi ảnh mới.",
            hint_en="Take a new photo of the paper and send that.",
        )
    return _keep(
        cleaned, original=data, filename=filename, scan=verdict.status, purpose=purpose, actor=actor, at=at
    )


def store_made(
    *, data: bytes, filename: str, pages: int, purpose: Purpose, actor: Actor, at: datetime
) -> StoredFile:
    """Keep a PDF the product made itself (receipt, signed result), byte for byte."""
    made = CleanFile(data=data, mime=Mime.PDF, pages=pages)
    clean = ScanStatus.CLEAN
    return _keep(made, original=data, filename=filename, scan=clean, purpose=purpose, actor=actor, at=at)


def store_derived(
    *, cleaned: CleanFile, made_from: list[dict[str, Any]], like: StoredFile, actor: Actor, at: datetime
) -> StoredFile:
    """Keep a page or a paper made here from files that are kept; what came in stays and is named.

    Args:
        made_from: `[{"file", "page", "edits"}]`, in the order of the pages.
        like: the file it comes from, or its first; the row says of what came in what that one says.
    """
    with content_held(sha256(cleaned.data).hexdigest()):
        kept = blobs().put(cleaned.data)
        return StoredFile.objects.create(
            id=uuid7(at),
            sha256=kept,
            size=len(cleaned.data),
            mime=cleaned.mime,
            pages=cleaned.pages,
            width=cleaned.width,
            height=cleaned.height,
            original_sha256=like.original_sha256,
            original_size=like.original_size,
            original_mime=like.original_mime,
            original_name=like.original_name,
            scan_status=like.scan_status,
            purpose=like.purpose,
            made_from=made_from,
            uploaded_by=actor.as_json(),
            uploaded_at=at,
        )


def clean_upload(data: bytes) -> CleanFile:
    """Return the harmless form of `data`.

    Raises:
        Refused: it cannot be taken.
    """
    if not data:
        raise Refused(
            "file_empty",
            "Tệp rỗng, không có gì bên trong.",
            "The file is empty.",
            hint_vi="Chọn lại tệp hoặc chụp lại giấy tờ.",
            hint_en="Choose the file again or take a new photo.",
        )
    require_bytes(len(data))
    mime = true_type(data)
    if mime is None:
        raise Refused(
            "file_type",
            "Tệp này không phải ảnh hay PDF.",
            "This file is neither a picture nor a PDF.",
            hint_vi="Nhận ảnh JPG, PNG, HEIC, WebP, TIFF và tệp PDF.",
            hint_en="JPG, PNG, HEIC, WebP and TIFF pictures and PDF files are taken.",
        )
    if mime is Mime.PDF:
        return clean_pdf(data)
    return clean_tiff(data) if mime is Mime.TIFF else clean_image(data, mime)


def require_bytes(size: int) -> None:
    """Refuse a file of more than 20 MB; asked before it is read into memory.

    Raises:
        Refused: it is heavier.
    """
    if size > MAX_BYTES:
        raise Refused(
            "file_too_big",
            f"Tệp nặng {size / 1_048_576:.0f} MB, quá mức 20 MB.",
            f"The file is {size / 1_048_576:.0f} MB; at most 20 MB can be taken.",
            hint_vi="Chụp từng trang, hoặc tách tệp thành nhiều tệp nhỏ.",
            hint_en="Photograph page by page, or split the file.",
        )


def _keep(
    cleaned: CleanFile,
    *,
    original: bytes,
    filename: str,
    scan: ScanStatus,
    purpose: Purpose,
    actor: Actor,
    at: datetime,
) -> StoredFile:
    with content_held(sha256(cleaned.data).hexdigest()):
        kept = blobs().put(cleaned.data)
        return StoredFile.objects.create(
            id=uuid7(at),
            sha256=kept,
            size=len(cleaned.data),
            mime=cleaned.mime,
            pages=cleaned.pages,
            width=cleaned.width,
            height=cleaned.height,
            original_sha256=sha256(original).hexdigest(),
            original_size=len(original),
            original_mime=true_type(original) or cleaned.mime,
            original_name=kept_name(filename),
            scan_status=scan,
            purpose=purpose,
            uploaded_by=actor.as_json(),
            uploaded_at=at,
        )
