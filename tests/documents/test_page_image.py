"""Pictures of pages."""

from io import BytesIO

import pytest
from PIL import Image

from cuamo.documents.services.page_image import page_image
from cuamo.documents.services.store import store_upload
from cuamo.kernel.errors import NotFound
from tests.documents.conftest import blank_pdf, encoded, saved

pytestmark = pytest.mark.django_db


def test_a_pdf_page_is_drawn_once_and_kept(clerk, at, files):
    file = store_upload(data=saved(blank_pdf(2)), filename="a.pdf", actor=clerk, at=at)

    drawn = page_image(file_id=file.id, page=2, width=480)

    picture = Image.open(BytesIO(drawn))
    assert (picture.format, picture.width) == ("JPEG", 480)
    blob = files / file.sha256[:2] / file.sha256[2:4] / file.sha256
    blob.unlink()
    assert page_image(file_id=file.id, page=2, width=400) == drawn


def test_a_photo_is_made_smaller_never_larger(photo, clerk, at):
    file = store_upload(data=encoded(photo, "PNG"), filename="a.png", actor=clerk, at=at)

    assert Image.open(BytesIO(page_image(file_id=file.id, page=1, width=200))).size == (240, 180)
    assert Image.open(BytesIO(page_image(file_id=file.id, page=1, width=5000))).size == (400, 300)


@pytest.mark.parametrize("page", [0, 3, -1])
def test_a_page_that_is_not_there_is_not_found(clerk, at, page):
    file = store_upload(data=saved(blank_pdf(2)), filename="a.pdf", actor=clerk, at=at)

    with pytest.raises(NotFound):
        page_image(file_id=file.id, page=page, width=240)
