"""A signature somebody drew, or nothing."""

from cuamo.documents.errors import Refused
from cuamo.documents.rules.ink import has_ink
from cuamo.documents.rules.limits import MAX_BYTES
from cuamo.documents.rules.true_type import true_type
from cuamo.documents.services.open_image import open_image
from cuamo.documents.types import Mime


def require_ink(data: bytes, *, may_be_pdf: bool = False) -> None:
    """Refuse a picture nobody drew on; what is no file we take at all is refused on storing it.

    Args:
        may_be_pdf: a slip from the scanner may be a PDF; what was drawn on a screen never is.
    Raises:
        Refused: nothing was drawn, or it is a PDF where a picture is needed.
    """
    mime = true_type(data)
    if mime is Mime.PDF and not may_be_pdf:
        raise Refused(
            "signature.not_a_picture",
            "Chữ ký phải là ảnh.",
            "A signature has to be a picture.",
            hint_vi="Chụp ảnh chữ ký trên giấy trắng.",
            hint_en="Photograph the signature on white paper.",
        )
    if mime is None or mime is Mime.PDF or len(data) > MAX_BYTES:
        return
    if not has_ink(open_image(data, mime)):
        raise Refused(
            "signature.empty",
            "Chưa thấy nét ký nào.",
            "There is no stroke of a signature yet.",
            hint_vi="Ký lại trong khung, hoặc chụp rõ chữ ký trên giấy trắng.",
            hint_en="Sign in the frame again, or photograph the signature on white paper.",
        )
