"""Put pages together into one paper, without drawing any of them anew."""

import zlib
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

import pikepdf
from PIL import Image

from cuamo.documents.models import StoredFile
from cuamo.documents.selectors.files import content_of
from cuamo.documents.services.store import store_derived
from cuamo.documents.types import CleanFile, Mime
from cuamo.kernel.actors import Actor

_DPI = 200
"""What a picture without a size of its own is laid out at: 1654 pixels are the width of A4."""


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
            _add_picture(merged, data)
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


def _add_picture(pdf: pikepdf.Pdf, data: bytes) -> None:
    image = Image.open(BytesIO(data), formats=("JPEG", "PNG"))
    grey = image.mode == "L"
    if image.format == "JPEG":
        stream = pikepdf.Stream(pdf, data)
        stream.Filter = pikepdf.Name.DCTDecode
    else:
        pixels = image.convert("L" if grey else "RGB")
        stream = pikepdf.Stream(pdf, zlib.compress(pixels.tobytes()))
        stream.Filter = pikepdf.Name.FlateDecode
    stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    stream.Width, stream.Height, stream.BitsPerComponent = image.width, image.height, 8
    stream.ColorSpace = pikepdf.Name.DeviceGray if grey else pikepdf.Name.DeviceRGB
    wide, high = image.width * 72 / _DPI, image.height * 72 / _DPI
    page = pdf.add_blank_page(page_size=(max(3, wide), max(3, high)))
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=stream))
    page.Contents = pikepdf.Stream(pdf, f"q {wide:.2f} 0 0 {high:.2f} 0 0 cm /P Do Q".encode())
