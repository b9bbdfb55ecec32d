"""Codes in photos."""

from io import BytesIO

import pytest
import segno
from PIL import Image, ImageEnhance, ImageFilter

from cuamo.documents.errors import Refused
from cuamo.documents.services.read_codes import read_codes
from tests.documents.conftest import encoded

CARD = "001301012345|012345678|Nguyễn Thị Mẫu|05092001|Nữ|Số 1 Phố Thử, Cửa Nam, Hoàn Kiếm, Hà Nội|12082021"


@pytest.fixture
def card_photo():
    """A card's QR in a corner of a wide, unevenly lit photo."""
    out = BytesIO()
    segno.make(CARD, error="m").save(out, kind="png", scale=6, border=4)
    code = Image.open(out).convert("RGB")
    photo = Image.new("RGB", (1600, 1200), (120, 130, 110))
    photo.paste(code, (900, 300))
    return photo


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "HEIF", "WEBP"])
def test_the_code_of_a_card_is_read_from_any_kind_of_photo(card_photo, kind):
    assert read_codes(encoded(card_photo, kind)) == [CARD]


@pytest.mark.parametrize("degrees", [17, 90, 135, 180, 270])
def test_a_turned_card_is_read(card_photo, degrees):
    assert read_codes(encoded(card_photo.rotate(degrees, expand=True), "JPEG")) == [CARD]


def test_a_blurred_and_dark_card_is_read(card_photo):
    blurred = card_photo.filter(ImageFilter.GaussianBlur(2.2))

    assert read_codes(encoded(ImageEnhance.Brightness(blurred).enhance(0.4), "JPEG")) == [CARD]


def test_a_photo_without_a_code_reads_nothing(photo):
    assert read_codes(encoded(photo, "JPEG")) == []


@pytest.mark.parametrize("data", [b"", b"not a picture", b"\xff\xd8\xff broken"])
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(Refused):
        read_codes(data)
