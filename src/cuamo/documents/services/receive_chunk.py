"""Take a file piece by piece; a cut line costs one piece, never the file."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256 as sha256_of

from django.db import IntegrityError, transaction

from cuamo.documents.errors import Refused
from cuamo.documents.models import IncomingFile, IncomingPiece, StoredFile
from cuamo.documents.models.stored_file import SHA256_HEX
from cuamo.documents.rules.limits import MAX_BYTES, kept_name
from cuamo.documents.services.store import store_upload
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, DomainError, Invalid, NotFound

MOST_PIECE = 256 * 1024
MOST_OPEN = 400
"""Files one clerk can have on the way at once: a day of forty dossiers with ten papers each."""
FORGOTTEN_AFTER = timedelta(days=14)
"""An unfinished file is dropped after that; the PC still has it and begins anew."""


@dataclass(frozen=True)
class Received:
    """Where a file stands."""

    have: int
    size: int
    stored: StoredFile | None = None
    refused: dict[str, str] | None = None
    """`code`, `where`, `vi`, `en`, `hint_vi`, `hint_en` of why it cannot be taken."""


class WrongPlace(Conflict):
    """The piece does not begin where the last one ended."""

    def __init__(self, have: int) -> None:
        super().__init__(
            "file_piece_place",
            f"Phần này không nối tiếp phần đã nhận ({have} byte).",
            f"This piece does not follow what has arrived ({have} bytes).",
            where="from",
        )
        self.have = have


@transaction.atomic
def announce_file(*, sha256: str, size: int, name: str, owner: Actor, at: datetime) -> Received:
    """Begin or go on with a file (bắt đầu gửi tệp); again, it says how much has arrived.

    Args:
        sha256: of the bytes as they are on the PC, 64 hex digits. size: in bytes.
    Raises:
        Refused: it is empty or over 20 MB; nothing was kept.
        Invalid: no hash, or too many files are on the way.
        Conflict: it was announced with another size before.
    """
    digest = _checked(sha256)
    if size < 1:
        raise Refused("file_empty", "Tệp rỗng, không có gì bên trong.", "The file is empty.")
    if size > MAX_BYTES:
        raise Refused(
            "file_too_big",
            f"Tệp «{kept_name(name)}» nặng {size / 1_048_576:.0f} MB, quá mức 20 MB.",
            f"The file is {size / 1_048_576:.0f} MB; at most 20 MB can be taken.",
            where=digest,
            hint_vi="Chụp từng trang, hoặc tách tệp thành nhiều tệp nhỏ.",
            hint_en="Photograph page by page, or split the file.",
        )
    known = IncomingFile.objects.filter(owner_id=owner.id, sha256=digest).select_related("stored").first()
    if known is None:
        _require_room(owner)
        try:
            with transaction.atomic():
                known = IncomingFile.objects.create(
                    owner_id=owner.id,
                    sha256=digest,
                    size=size,
                    name=kept_name(name),
                    begun_at=at,
                    touched_at=at,
                )
        except IntegrityError:
            known = IncomingFile.objects.select_related("stored").get(owner_id=owner.id, sha256=digest)
    if known.size != size:
        raise Conflict(
            "file_other_size",
            f"Tệp này trước đó báo {known.size} byte, nay báo {size} byte.",
            f"This file was announced with {known.size} bytes before, now with {size}.",
            where=digest,
        )
    return _said(known)


@transaction.atomic
def receive_chunk(*, sha256: str, start: int, data: bytes, owner: Actor, at: datetime) -> Received:
    """Keep the next piece; with the last one the file is checked, cleaned and stored (nhận từng phần tệp).

    Two windows sending the same file queue up. A file whose bytes do not give its hash begins anew; one that
    cannot be taken keeps its refusal. Both are answered, not raised: what was found out stays.

    Raises:
        NotFound: it was not announced.
        WrongPlace: the piece begins elsewhere than where the last one ended.
        Invalid: the piece is empty, too long, or goes beyond the announced size.
        OSError: the store could not keep the file; the last piece may be sent again.
    """
    digest = _checked(sha256)
    file = (
        IncomingFile.objects.select_for_update(of=("self",))
        .select_related("stored")
        .filter(owner_id=owner.id, sha256=digest)
        .first()
    )
    if file is None:
        raise NotFound(
            "file_not_announced",
            "Tệp này chưa được báo trước.",
            "This file was not announced.",
            where=digest,
        )
    if file.stored is not None or file.refused is not None:
        return _said(file)
    if start != file.have:
        raise WrongPlace(file.have)
    if not data or len(data) > MOST_PIECE:
        raise Invalid(
            "file_piece_size",
            f"Mỗi phần từ 1 byte đến {MOST_PIECE // 1024} kB.",
            f"A piece has 1 byte to {MOST_PIECE // 1024} kB.",
            where=digest,
        )
    if file.have + len(data) > file.size:
        raise Invalid(
            "file_piece_beyond",
            f"Phần này vượt quá {file.size} byte đã báo.",
            f"This piece goes beyond the {file.size} bytes announced.",
            where=digest,
        )
    IncomingPiece.objects.create(file=file, start=start, data=data)
    file.have += len(data)
    file.touched_at = at
    if file.have == file.size:
        _complete(file, owner, at)
    file.save(update_fields=["have", "touched_at", "stored", "refused"])
    return _said(file)


def forget_unfinished(*, at: datetime) -> int:
    """Drop files nobody went on with for two weeks; return how many. The PC begins them anew."""
    old = IncomingFile.objects.filter(
        stored__isnull=True, refused__isnull=True, touched_at__lt=at - FORGOTTEN_AFTER
    )
    count = old.count()
    old.delete()
    return count


def _complete(file: IncomingFile, owner: Actor, at: datetime) -> None:
    pieces = file.pieces.order_by("start").values_list("data", flat=True)
    whole = b"".join(bytes(piece) for piece in pieces)
    if sha256_of(whole).hexdigest() != file.sha256:
        file.have = 0
        file.pieces.all().delete()
        return
    try:
        file.stored = store_upload(data=whole, filename=file.name, actor=owner, at=at)
    except Refused as refused:
        file.refused = _words(refused, file)
    file.pieces.all().delete()


def _words(refused: DomainError, file: IncomingFile) -> dict[str, str]:
    return {
        "code": refused.code,
        "where": file.sha256,
        "vi": f"«{file.name}»: {refused.vi}",
        "en": refused.en,
        "hint_vi": refused.hint_vi,
        "hint_en": refused.hint_en,
    }


def _said(file: IncomingFile) -> Received:
    return Received(have=file.have, size=file.size, stored=file.stored, refused=file.refused)


def _require_room(owner: Actor) -> None:
    if (
        IncomingFile.objects.filter(owner_id=owner.id, stored__isnull=True, refused__isnull=True).count()
        >= MOST_OPEN
    ):
        raise Invalid(
            "file_too_many",
            f"Đang gửi dở {MOST_OPEN} tệp. Gửi xong các tệp đó trước.",
            f"{MOST_OPEN} files are on the way already. Finish those first.",
        )


def _checked(sha256: str) -> str:
    if not re.fullmatch(SHA256_HEX, sha256):
        raise Invalid(
            "file_hash",
            "Mã băm của tệp cần 64 chữ số thập lục phân.",
            "The hash of a file has 64 hexadecimal digits.",
            where="sha256",
        )
    return sha256
