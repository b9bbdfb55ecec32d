"""A file is emptied for good: what is left is its hash, its page count and why."""

from io import BytesIO

import pytest
from PIL import Image

from cuamo.documents.errors import Erased
from cuamo.documents.models import Erasure, StoredFile
from cuamo.documents.selectors.files import content_of
from cuamo.documents.services.erase_file import erase_file, forget_bytes
from cuamo.documents.services.page_image import page_image
from cuamo.documents.services.store import store_upload

pytestmark = pytest.mark.django_db


def picture(colour: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (300, 200), colour).save(out, "PNG")
    return out.getvalue()


def kept(clerk, at, colour="red"):
    return store_upload(data=picture(colour), filename="Nguyễn Thị Thẳng.png", actor=clerk, at=at)


def on_disk(files):
    return [path for path in files.rglob("*") if path.is_file()]


def test_the_bytes_and_every_picture_made_of_them_leave_the_disk_and_hash_and_pages_stay(clerk, at, files):
    file = kept(clerk, at)
    page_image(file_id=file.id, page=1, width=240)
    page_image(file_id=file.id, page=1, width=960)
    assert len(on_disk(files)) == 3

    erase_file(file_id=file.id, why="ID_IMAGE", actor=clerk, at=at)
    assert forget_bytes(at=at) == 1

    assert on_disk(files) == []
    left, row = Erasure.objects.get(), StoredFile.objects.get(id=file.id)
    assert (left.sha256, left.pages, left.why, left.bytes_gone_at) == (file.sha256, 1, "ID_IMAGE", at)
    assert row.original_name == ""


def test_an_emptied_file_says_why_even_before_its_bytes_are_gone(clerk, at):
    file = kept(clerk, at)
    erase_file(file_id=file.id, why="ID_IMAGE", actor=clerk, at=at)

    for ask in (lambda: content_of(file), lambda: page_image(file_id=file.id, page=1, width=240)):
        with pytest.raises(Erased) as refused:
            ask()
        assert refused.value.vi == "Ảnh căn cước đã xoá theo quy định."


def test_the_same_bytes_of_another_file_stay_until_that_one_is_emptied_too(clerk, at, files):
    first, second = kept(clerk, at), kept(clerk, at)
    assert first.sha256 == second.sha256
    erase_file(file_id=first.id, why="ID_IMAGE", actor=clerk, at=at)

    assert forget_bytes(at=at) == 0
    assert content_of(second)
    assert Erasure.objects.get(file=first).needed_elsewhere

    erase_file(file_id=second.id, why="DESTROYED", actor=clerk, at=at)
    assert forget_bytes(at=at) == 1
    assert on_disk(files) == []
    assert not Erasure.objects.filter(bytes_gone_at=None).exists()


def test_a_fall_between_order_and_disk_is_mended_by_the_next_run(clerk, at, files, monkeypatch):
    file = kept(clerk, at)
    erase_file(file_id=file.id, why="ID_IMAGE", actor=clerk, at=at)
    whole = type(files).unlink

    def no_power(path, **more):
        raise OSError("no power")

    monkeypatch.setattr(type(files), "unlink", no_power)
    with pytest.raises(OSError, match="no power"):
        forget_bytes(at=at)
    assert Erasure.objects.get(file=file).bytes_gone_at is None

    monkeypatch.setattr(type(files), "unlink", whole)
    assert forget_bytes(at=at) == 1
    assert on_disk(files) == []


def test_emptying_twice_is_once(clerk, at):
    file = kept(clerk, at)
    assert erase_file(file_id=file.id, why="ID_IMAGE", actor=clerk, at=at) == erase_file(
        file_id=file.id, why="DESTROYED", actor=clerk, at=at
    )
    forget_bytes(at=at)
    assert forget_bytes(at=at) == 0
