"""Files piece by piece: resumable, checked, refused in words, and nobody's but the clerk's who sent them."""

import io
from hashlib import sha256

import pytest
from PIL import Image

from cuamo.documents.models import IncomingFile, IncomingPiece, StoredFile
from cuamo.documents.selectors.files import content_of
from cuamo.documents.services.receive_chunk import forget_unfinished
from cuamo.kernel.clock import local
from tests.web.device.conftest import Pc, signed_in

PIECE = 256 * 1024


def photo(side: int = 900) -> bytes:
    """Return a picture that does not compress to less than two pieces."""
    kept = io.BytesIO()
    Image.effect_noise((side, side), 90).convert("RGB").save(kept, "JPEG", quality=95)
    return kept.getvalue()


def announce(pc: Pc, data: bytes, *, name: str = "giay.jpg"):
    said = {"sha256": sha256(data).hexdigest(), "size": len(data), "name": name, "type": "image/jpeg"}
    return pc.send("tep/", said)


def put(pc: Pc, data: bytes, start: int, end: int | None = None, *, digest: str = ""):
    path = f"/quay/may/tep/{digest or sha256(data).hexdigest()}/?from={start}"
    return pc.client.put(path, data=data[start:end], content_type="application/octet-stream")


def give(pc: Pc, data: bytes, *, name: str = "giay.jpg"):
    """Send a whole file; return the last answer."""
    answer = announce(pc, data, name=name)
    while answer.status_code == 200 and answer.json()["have"] < len(data):
        have = answer.json()["have"]
        answer = put(pc, data, have, have + PIECE)
    return answer


def test_a_file_goes_on_where_the_line_was_cut_and_is_stored_once_it_is_whole(pc):
    data = photo()
    assert len(data) > 2 * PIECE
    assert announce(pc, data).json() == {"have": 0, "size": len(data)}
    assert put(pc, data, 0, PIECE).json()["have"] == PIECE
    assert StoredFile.objects.count() == 0

    have = announce(pc, data).json()["have"]
    assert have == PIECE
    last = give(pc, data).json()

    assert last["stored"] is True
    kept = StoredFile.objects.get()
    assert (kept.sha256, kept.original_sha256) == (last["stored_sha256"], sha256(data).hexdigest())
    assert content_of(kept)
    assert IncomingPiece.objects.count() == 0


def test_a_whole_file_sent_again_changes_nothing_and_says_it_is_there(pc):
    data = photo(100)
    first = give(pc, data)

    assert announce(pc, data).json() == first.json()
    assert put(pc, data, 0).json() == first.json()
    assert StoredFile.objects.count() == 1


def test_a_piece_out_of_place_is_told_where_to_go_on(pc):
    data = photo()
    announce(pc, data)
    put(pc, data, 0, PIECE)

    for start in (0, PIECE + 1, 10**9):
        answer = put(pc, data, start, start + PIECE)
        assert answer.status_code == 409
        assert answer.json()["have"] == PIECE
    assert put(pc, data, -1).status_code == 409
    assert IncomingFile.objects.get().have == PIECE


def test_a_piece_that_is_empty_too_long_or_goes_beyond_the_size_is_refused(pc):
    data = photo()
    announce(pc, data)
    digest = sha256(data).hexdigest()

    long = put(pc, data, 0, PIECE + 1)
    empty = put(pc, b"", 0, digest=digest)
    small = announce(pc, b"x" * 10)
    beyond = put(pc, b"x" * 11, 0, digest=sha256(b"x" * 10).hexdigest())

    assert [long.status_code, empty.status_code, beyond.status_code] == [413, 422, 422]
    assert small.json()["have"] == 0
    assert all(answer.json()["reasons"][0]["vi"] for answer in (long, empty, beyond))
    assert set(IncomingFile.objects.values_list("have", flat=True)) == {0}
    assert IncomingPiece.objects.count() == 0


def test_bytes_that_do_not_give_the_hash_begin_anew(pc):
    data = b"x" * 10
    announce(pc, data)

    answer = put(pc, b"y" * 10, 0, digest=sha256(data).hexdigest())

    assert answer.status_code == 200
    assert answer.json() == {"have": 0, "size": 10}
    assert (StoredFile.objects.count(), IncomingPiece.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04" + b"0" * 100, "không phải ảnh hay PDF"),
        (b"%PDF-1.7\n" + b"0" * 100, "PDF"),
        (b"\xff\xd8\xff\xe0" + b"0" * 100, "ảnh"),
    ],
)
def test_a_zip_named_pdf_and_broken_files_are_refused_in_words_again_and_again(pc, data, words):
    answer = give(pc, data, name="giấy khai sinh.pdf")

    assert answer.status_code == 422
    said = answer.json()["reasons"][0]
    assert words.lower() in said["vi"].lower()
    assert "giấy khai sinh.pdf" in said["vi"]
    assert said["hint_vi"]
    assert announce(pc, data).status_code == 422
    assert (StoredFile.objects.count(), IncomingPiece.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "said",
    [
        {"sha256": "a" * 64, "size": 300 * 1024**2, "name": "anh.jpg"},
        {"sha256": "a" * 64, "size": 0, "name": "anh.jpg"},
        {"sha256": "a" * 64, "size": -5, "name": "anh.jpg"},
        {"sha256": "a" * 64, "size": True, "name": "anh.jpg"},
        {"sha256": "a" * 64, "size": "12", "name": "anh.jpg"},
        {"sha256": "a" * 64, "size": 1.5, "name": "anh.jpg"},
        {"sha256": "a" * 63, "size": 12, "name": "anh.jpg"},
        {"sha256": "A" * 64, "size": 12, "name": "anh.jpg"},
        {"sha256": "../../../etc/passwd", "size": 12, "name": "anh.jpg"},
        {"size": 12},
        {},
    ],
)
def test_what_is_no_file_we_take_is_refused_before_a_byte_is_sent(pc, said):
    answer = pc.send("tep/", said)

    assert answer.status_code == 422
    assert answer.json()["reasons"][0]["vi"]
    assert IncomingFile.objects.count() == 0


def test_300_megabytes_are_named_with_their_size_and_what_to_do(pc):
    said = {"sha256": "a" * 64, "size": 300 * 1024**2, "name": "ảnh chụp.jpg"}

    words = pc.send("tep/", said).json()["reasons"][0]

    assert "300 MB" in words["vi"]
    assert "20 MB" in words["vi"]
    assert "từng trang" in words["hint_vi"]


def test_a_file_is_only_its_clerk_s(pc):
    data = photo(100)
    give(pc, data)
    other = signed_in("truongca.hoankiem")

    assert announce(other, data).json()["have"] == 0
    assert put(other, b"", 0, digest="b" * 64).status_code == 404


def test_the_same_hash_with_another_size_is_a_conflict(pc):
    data = photo(100)
    announce(pc, data)

    answer = pc.send("tep/", {"sha256": sha256(data).hexdigest(), "size": 7, "name": "a.jpg"})

    assert answer.status_code == 409
    assert IncomingFile.objects.get().size == len(data)


def test_an_unfinished_file_is_forgotten_after_two_weeks_and_a_stored_one_is_kept(pc):
    whole, part = photo(100), photo()
    give(pc, whole)
    announce(pc, part)
    put(pc, part, 0, PIECE)
    assert forget_unfinished(at=local("2026-11-27 08:00")) == 0
    IncomingFile.objects.update(touched_at=local("2026-11-01 08:00"))

    assert forget_unfinished(at=local("2026-11-27 08:00")) == 1

    assert IncomingFile.objects.get().stored is not None
    assert IncomingPiece.objects.count() == 0
