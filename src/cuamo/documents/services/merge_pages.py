"""Put pages together into one paper, without drawing any of them anew."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

import pikepdf

from cuamo.documents.models import StoredFile
from cuamo.documents.selectors.files import content_of
from cuamo.documents.services.picture_page import add_picture_page
from cuamo.documents.services.store import store_derived
from cuamo.documents.types import CleanFile, Mime
from cuamo.kernel.actors import Actor


def merge_pages(*, files: Sequence[StoredFile], actor: Actor, at: datetime) -> StoredFile:
    """Return one PDF of the files in this order; the file itself when it is only one.

    Photographs go in byte for byte; pages of PDFs keep their text.

    Raises:
        ValueError: no files.
        OSError: the kept bytes are gone or have changed.
    """
    if not files:
        raise ValueError("a paper needs a page")
    if len(files) == 1:
        return files[0]
    merged, sources = pikepdf.new(), []
    for file in files:
        data = content_of(file)
        if file.mime == Mime.PDF:
            source = pikepdf.open(BytesIO(data))
            sources.append(source)
            merged.pages.extend(source.pages)
        else:
            add_picture_page(merged, data)
    out = BytesIO()
    merged.save(out, deterministic_id=True, compress_streams=True)
    for source in sources:
        source.close()
    return store_derived(
        cleaned=CleanFile(data=out.getvalue(), mime=Mime.PDF, pages=len(merged.pages)),
        made_from=[
            {"file": str(file.id), "page": page, "edits": {}}
            for file in files
            for page in range(1, file.pages + 1)
        ],
        like=files[0],
        actor=actor,
        at=at,
    )
