"""Re-encode a picture, so that nothing but the picture is kept."""

from io import BytesIO

from PIL import Image

from cuamo.documents.services.open_image import open_image
from cuamo.documents.types import CleanFile, Mime

JPEG_QUALITY = 92
"""Text stays sharp to OCR at this quality and no colour is thinned (4:4:4)."""


def clean_image(data: bytes, mime: Mime) -> CleanFile:
    """Return the picture without metadata (place, device, hidden thumbnails), turned upright.

    PNG stays PNG (screenshots, line drawings); everything photographic becomes JPEG, which every
    reader opens.

    Raises:
        Refused: broken or too large.
    """
    image = open_image(data, mime)
    kept = Mime.PNG if mime is Mime.PNG else Mime.JPEG
    return CleanFile(
        data=encode_png(image) if kept is Mime.PNG else encode_jpeg(image, quality=JPEG_QUALITY),
        mime=kept,
        pages=1,
        width=image.width,
        height=image.height,
    )


def encode_jpeg(image: Image.Image, *, quality: int) -> bytes:
    """Return `image` as a JPEG of its pixels and nothing else."""
    out = BytesIO()
    _bare(image).save(out, "JPEG", quality=quality, subsampling=0, optimize=True)
    return out.getvalue()


def encode_png(image: Image.Image) -> bytes:
    """Return `image` as a PNG of its pixels and nothing else."""
    out = BytesIO()
    _bare(image).save(out, "PNG", compress_level=6)
    return out.getvalue()


def _bare(image: Image.Image) -> Image.Image:
    bare = image.copy()
    bare.info = {}
    return bare
