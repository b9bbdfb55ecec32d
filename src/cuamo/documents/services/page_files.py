"""Take an upload apart into files of one page each, nothing lost; the upload itself stays as it is."""

from datetime import datetime
from io import BytesIO

import pikepdf

from cuamo.documents.models import StoredFile
from cuamo.documents.selectors.files import content_of
from cuamo.documents.services.store import store_derived
from cuamo.documents.types import CleanFile, Mime
from cuamo.kernel.actors import Actor


def page_files(*, file: StoredFile, actor: Actor, at: datetime) -> list[StoredFile]:
    """Return one stored file for each page, in order; the file itself when it is one page or is signed.

    A PDF that carries a digital signature is never taken apart: its pages count only together.

    Raises:
        OSError: the kept bytes are gone or have changed.
    """
    if file.mime != Mime.PDF or file.pages == 1:
        return [file]
    with pikepdf.open(BytesIO(content_of(file))) as pdf:
        if _is_signed(pdf):
            return [file]
        return [
            store_derived(
                cleaned=CleanFile(data=_alone(pdf, number), mime=Mime.PDF, pages=1),
                made_from=[{"file": str(file.id), "page": number, "edits": {}}],
                like=file,
                actor=actor,
                at=at,
            )
            for number in range(1, file.pages + 1)
        ]


def _alone(pdf: pikepdf.Pdf, number: int) -> bytes:
    out, alone = BytesIO(), pikepdf.new()
    alone.pages.append(pdf.pages[number - 1])
    alone.remove_unreferenced_resources()
    alone.save(out, deterministic_id=True, compress_streams=True)
    return out.getvalue()


def _is_signed(pdf: pikepdf.Pdf) -> bool:
    return any(
        isinstance(thing, pikepdf.Dictionary) and "/ByteRange" in thing and "/Contents" in thing
        for thing in pdf.objects
    )
