"""Open a picture of any kind we take, upright and in plain colours, before anything large is unpacked."""

import warnings
from io import BytesIO

import pillow_heif
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from cuamo.documents.errors import Refused
from cuamo.documents.rules.limits import MAX_PIXELS
from cuamo.documents.types import Mime

pillow_heif.register_heif_opener()
_FORMATS = {
    Mime.JPEG: ("JPEG",),
    Mime.PNG: ("PNG",),
    Mime.WEBP: ("WEBP",),
    Mime.HEIC: ("HEIF",),
    Mime.TIFF: ("TIFF",),
}
BROKEN = (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, RuntimeError, MemoryError)


def open_image(data: bytes, mime: Mime) -> Image.Image:
    """Return the picture, turned as its camera was held, in sRGB or grey.

    Raises:
        Refused: broken, or of more than 60 megapixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(data), formats=_FORMATS[mime])
            require_size(image)
            image.load()
    except Image.DecompressionBombError:
        raise _too_many_pixels() from None
    except (UnidentifiedImageError, *BROKEN):
        raise broken_picture() from None
    return plain_colours(upright(image) if mime is not Mime.HEIC else image)


def pictures_in(data: bytes, mime: Mime) -> int:
    """Return how many pictures one file holds (a burst, an animation), of which only the first is taken.

    What a JPEG carries beside its picture is light and depth for the phone, no other picture.
    """
    if mime not in {Mime.HEIC, Mime.PNG, Mime.WEBP}:
        return 1
    try:
        with Image.open(BytesIO(data), formats=_FORMATS[mime]) as image:
            return int(getattr(image, "n_frames", 1))
    except (UnidentifiedImageError, Image.DecompressionBombError, *BROKEN):
        return 1


def require_size(image: Image.Image) -> None:
    """Refuse a picture of more than 60 megapixels before it is unpacked.

    Raises:
        Refused: it is larger.
    """
    if image.width * image.height > MAX_PIXELS:
        raise _too_many_pixels(image.width, image.height)


def upright(image: Image.Image) -> Image.Image:
    """Return the picture turned as its camera was held; a damaged note about it (EXIF) turns nothing."""
    try:
        return ImageOps.exif_transpose(image)
    except BROKEN:
        return image


def plain_colours(image: Image.Image) -> Image.Image:
    """Return the picture as grey or sRGB on white paper."""
    if image.mode.startswith(("I", "F")):
        image = image.point(lambda value: value / 256).convert("L")
    if image.mode in {"P", "PA", "LA", "RGBa", "La"} or _sees_through(image):
        image = image.convert("RGBA")
    if image.mode == "RGBA":
        paper = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(paper, image).convert("RGB")
    if image.mode in {"1", "L"}:
        return image.convert("L")
    profile = image.info.get("icc_profile")
    if profile and image.mode in {"RGB", "CMYK"}:
        try:
            turned = ImageCms.profileToProfile(
                image,
                ImageCms.ImageCmsProfile(BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            return image.convert("RGB")
        return turned if turned is not None else image.convert("RGB")
    return image.convert("RGB")


def _sees_through(image: Image.Image) -> bool:
    """Return whether one colour of a picture without an alpha channel stands for nothing at all."""
    return image.mode in {"1", "L", "RGB"} and "transparency" in image.info


def _too_many_pixels(width: int = 0, height: int = 0) -> Refused:
    size = f" ({width} × {height})" if width else ""
    return Refused(
        "file_too_many_pixels",
        f"Ảnh quá lớn{size}, hơn 60 triệu điểm ảnh.",
        f"The picture is too large{size}: more than 60 megapixels.",
        hint_vi="Chụp lại ở cỡ ảnh thường.",
        hint_en="Take the photo again at normal size.",
    )


def broken_picture() -> Refused:
    """Return the refusal of a picture that cannot be opened."""
    return Refused(
        "file_broken",
        "Ảnh hỏng, không mở được.",
        "The picture is damaged and cannot be opened.",
        hint_vi="Chụp lại giấy tờ rồi gửi ảnh mới.",
        hint_en="Take a new photo of the paper and send that.",
    )
