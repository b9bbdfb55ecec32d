"""Storing uploads: true type, limits, cleaning, hashes."""

import struct
import zlib
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from cuamo.documents.errors import Refused
from cuamo.documents.models import StoredFile
from cuamo.documents.ports import MalwareScanner
from cuamo.documents.selectors.files import content_of, file_by_id, files_by_ids
from cuamo.documents.services.store import store_upload
from cuamo.documents.types import ScanStatus, Verdict
from cuamo.kernel import ports
from cuamo.kernel.errors import NotFound
from cuamo.kernel.ids import new_id
from tests.documents.conftest import blank_pdf, encoded, saved

pytestmark = pytest.mark.django_db

GPS = Image.Exif()
GPS[0x8825] = {1: "N", 2: (21.0, 1.0, 40.0), 3: "E", 4: (105.0, 50.0, 13.0)}
GPS[0x010F] = "PhoneMaker"
GPS[0x0112] = 6


def _store(data, clerk, at, filename="giay.jpg"):
    return store_upload(data=data, filename=filename, actor=clerk, at=at)


def test_a_phone_photo_is_kept_upright_and_without_place_or_device(photo, clerk, at):
    original = encoded(photo, "JPEG", quality=95, exif=GPS)

    file = _store(original, clerk, at)

    kept = Image.open(BytesIO(content_of(file)))
    assert (file.mime, file.pages, file.width, file.height) == ("image/jpeg", 1, 300, 400)
    assert kept.size == (300, 400)
    assert kept.getpixel((290, 10))[0] < 40, "orientation 6 turns the upper left corner to the upper right"
    assert kept.getpixel((10, 10))[0] > 215
    assert dict(kept.getexif()) == {}
    assert b"PhoneMaker" not in content_of(file)
    assert file.original_sha256 == sha256(original).hexdigest()
    assert file.sha256 == sha256(content_of(file)).hexdigest()
    assert file.original_sha256 != file.sha256
    assert file.original_size == len(original)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG"])
def test_a_picture_whose_exif_is_damaged_is_taken_as_it_lies(photo, clerk, at, kind):
    file = _store(encoded(photo, kind, exif=b"Exif\0\0rubbish that is no TIFF"), clerk, at)

    assert (file.width, file.height) == photo.size


@pytest.mark.parametrize(
    ("kind", "kept"),
    [("PNG", "image/png"), ("WEBP", "image/jpeg"), ("HEIF", "image/jpeg"), ("JPEG", "image/jpeg")],
)
def test_every_kind_of_picture_is_taken_whatever_its_name_says(photo, clerk, at, kind, kept):
    file = _store(encoded(photo, kind), clerk, at, filename="thu.pdf.exe")

    picture = Image.open(BytesIO(content_of(file)))
    assert (file.mime, file.width, file.height) == (kept, 400, 300)
    assert picture.getpixel((20, 20))[0] < 40
    assert picture.getpixel((380, 280))[0] > 215


def test_a_heic_photo_with_orientation_and_place_is_upright_and_bare(photo, clerk, at):
    file = _store(encoded(photo, "HEIF", exif=GPS.tobytes()), clerk, at, filename="IMG_1.HEIC")

    assert (file.original_mime, file.width, file.height) == ("image/heic", 300, 400)
    assert b"PhoneMaker" not in content_of(file)


def test_a_phone_photo_of_two_frames_keeps_its_first(photo, clerk, at):
    second = Image.new("RGB", (40, 30), "red")

    file = _store(encoded(photo, "MPO", save_all=True, append_images=[second]), clerk, at)

    assert (file.mime, file.pages, file.width) == ("image/jpeg", 1, 400)


@pytest.mark.parametrize("mode", ["L", "1", "P", "LA", "RGBA", "I;16", "CMYK"])
def test_pictures_of_any_colour_model_are_taken(clerk, at, mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    picture = (
        Image.new("I;16", (40, 30), 40_000)
        if mode == "I;16"
        else Image.new("RGB", (40, 30), "white").convert(mode)
    )

    file = _store(encoded(picture, kind), clerk, at)

    assert (file.width, file.height) == (40, 30)


def test_see_through_becomes_white_paper(clerk, at):
    file = _store(encoded(Image.new("RGBA", (10, 10), (0, 0, 0, 0)), "PNG"), clerk, at)

    assert Image.open(BytesIO(content_of(file))).convert("RGB").getpixel((5, 5)) == (255, 255, 255)


def _refusal(data, clerk, at):
    with pytest.raises(Refused) as refusal:
        _store(data, clerk, at)
    assert StoredFile.objects.count() == 0
    assert refusal.value.vi
    assert refusal.value.en
    assert refusal.value.hint_vi
    assert refusal.value.hint_en
    return refusal.value.code


def test_an_empty_file_is_refused(clerk, at):
    assert _refusal(b"", clerk, at) == "file_empty"


def test_a_file_over_20_mb_is_refused_and_one_of_20_mb_is_looked_at(clerk, at):
    assert _refusal(b"\xff\xd8\xff" + bytes(20 * 1024 * 1024 - 2), clerk, at) == "file_too_big"
    assert _refusal(b"\xff\xd8\xff" + bytes(20 * 1024 * 1024 - 3), clerk, at) == "file_broken"


@pytest.mark.parametrize(
    "data", [b"MZ\x90\x00", b"PK\x03\x04word", b"<svg xmlns='x'/>", b"GIF89a....", b"hello"]
)
def test_other_types_are_refused(clerk, at, data):
    assert _refusal(data, clerk, at) == "file_type"


def test_a_cut_off_photo_is_refused(photo, clerk, at):
    data = encoded(photo, "JPEG")

    assert _refusal(data[: len(data) // 2], clerk, at) == "file_broken"


def _png_claiming(width, height):
    def chunk(name, body):
        return struct.pack("!I", len(body)) + name + body + struct.pack("!I", zlib.crc32(name + body))

    header = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(10_000, 6_001), (50_000, 50_000)])
def test_a_picture_that_unpacks_to_more_than_60_megapixels_is_refused_unopened(clerk, at, size):
    assert _refusal(_png_claiming(*size), clerk, at) == "file_too_many_pixels"


def test_a_pdf_is_kept_with_its_pages(clerk, at):
    file = _store(saved(blank_pdf(3)), clerk, at, filename="C:\\giấy tờ\\hồ sơ.pdf")

    assert (file.mime, file.pages, file.width, file.original_name) == ("application/pdf", 3, 0, "hồ sơ.pdf")


def test_a_pdf_of_50_pages_is_taken_and_of_51_refused(clerk, at):
    assert _refusal(saved(blank_pdf(51)), clerk, at) == "file_too_many_pages"
    assert _store(saved(blank_pdf(50)), clerk, at).pages == 50


def test_a_locked_pdf_is_refused(clerk, at):
    locked = saved(blank_pdf(), encryption=pikepdf.Encryption(user="1234", owner="5678"))

    assert _refusal(locked, clerk, at) == "file_locked"


def test_a_broken_pdf_is_refused(clerk, at):
    assert _refusal(b"%PDF-1.7\nnothing of the kind", clerk, at) == "file_broken"


def test_a_pdf_with_a_picture_that_unpacks_too_far_is_refused(clerk, at):
    pdf = blank_pdf()
    bomb = pikepdf.Stream(
        pdf, b"x", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=60_000, Height=60_000
    )
    pdf.pages[0].obj["/Resources"] = pikepdf.Dictionary(
        XObject=pikepdf.Dictionary(Im=pdf.make_indirect(bomb))
    )

    assert _refusal(saved(pdf), clerk, at) == "file_too_many_pixels"


def _hostile_pdf():
    pdf = blank_pdf(2)
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert('x')"))
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe"))
    pdf.Root["/OpenAction"] = script
    pdf.Root["/Names"] = pikepdf.Dictionary(
        JavaScript=pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("a"), pdf.make_indirect(script)]))
    )
    pdf.attachments["virus.exe"] = b"MZ hidden"
    page = pdf.pages[0].obj
    page["/AA"] = pikepdf.Dictionary(O=script)
    page["/Annots"] = pikepdf.Array(
        [
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=launch
            ),
            pdf.make_indirect(
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FileAttachment, Rect=[0, 0, 9, 9]
                )
            ),
        ]
    )
    with pdf.open_metadata() as metadata:
        metadata["dc:creator"] = ["Nguyen Secret"]
    pdf.docinfo["/Author"] = "Nguyen Secret"
    return pdf


def test_a_pdf_that_acts_is_kept_without_scripts_launches_attachments_and_metadata(clerk, at):
    file = _store(saved(_hostile_pdf()), clerk, at)

    kept = pikepdf.open(BytesIO(content_of(file)))
    plain = b"".join(thing.unparse(resolved=True) for thing in kept.objects if thing is not None)
    for trace in (
        b"JavaScript",
        b"/JS",
        b"Launch",
        b"OpenAction",
        b"/AA",
        b"EmbeddedFile",
        b"cmd.exe",
        b"MZ",
    ):
        assert trace not in plain, trace
    assert b"Nguyen Secret" not in plain
    assert "/Metadata" not in kept.Root
    assert "/Info" not in kept.trailer
    assert [str(note.Subtype) for note in kept.pages[0].obj.Annots] == ["/Link"]
    assert "/A" not in kept.pages[0].obj.Annots[0]
    assert file.pages == 2


def _signed_looking(pdf):
    pdf.Root["/Marker"] = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Sig, ByteRange=pikepdf.Array([0, 1, 2, 3]), Contents=pikepdf.String("sig")
        )
    )
    return saved(pdf)


def test_a_signed_pdf_is_kept_byte_for_byte(clerk, at):
    data = _signed_looking(blank_pdf())

    file = _store(data, clerk, at)

    assert content_of(file) == data
    assert file.sha256 == file.original_sha256


def test_a_signed_pdf_that_acts_is_refused(clerk, at):
    assert _refusal(_signed_looking(_hostile_pdf()), clerk, at) == "file_signed_and_acting"


def test_the_same_content_twice_is_one_blob_and_two_rows(photo, clerk, at, files):
    data = encoded(photo, "JPEG")

    first, second = _store(data, clerk, at), _store(data, clerk, at)

    assert (first.id != second.id, first.sha256) == (True, second.sha256)
    assert [path.name for path in files.rglob("*") if path.is_file()] == [first.sha256]
    assert (files / first.sha256[:2] / first.sha256[2:4] / first.sha256).is_file()


def test_bytes_changed_on_disk_are_noticed_when_read(photo, clerk, at, files):
    file = _store(encoded(photo, "JPEG"), clerk, at)
    path = next(path for path in files.rglob("*") if path.is_file())
    path.write_bytes(path.read_bytes() + b"x")

    with pytest.raises(OSError, match="have changed"):
        content_of(file)


def test_a_disk_that_keeps_something_else_stores_nothing(photo, clerk, at, monkeypatch):
    monkeypatch.setattr("os.replace", lambda source, target: Path(target).write_bytes(b"half"))

    with pytest.raises(OSError, match="not what was written"):
        _store(encoded(photo, "JPEG"), clerk, at)

    assert StoredFile.objects.count() == 0


def test_without_a_scanner_the_file_says_so(photo, clerk, at):
    assert _store(encoded(photo, "JPEG"), clerk, at).get_scan_status_display() == "Chưa quét mã độc"


def test_malware_is_refused_and_not_kept(photo, clerk, at, files):
    class Finds:
        def scan(self, data):
            return Verdict(ScanStatus.NOT_SCANNED, threat="Eicar")

    ports.bind(MalwareScanner, Finds)

    assert _refusal(encoded(photo, "JPEG"), clerk, at) == "file_malware"
    assert not files.exists()


def test_the_name_a_device_gave_is_not_readable_in_the_table(photo, clerk, at):
    from django.db import connection

    _store(encoded(photo, "JPEG"), clerk, at, filename="Nguyễn Thị Mẫu.jpg")

    with connection.cursor() as cursor:
        cursor.execute("select original_name from documents_storedfile")
        assert "Nguyễn".encode() not in bytes(cursor.fetchone()[0])
    assert StoredFile.objects.get().original_name == "Nguyễn Thị Mẫu.jpg"


def test_files_are_found_by_id_only_and_in_the_order_asked(photo, clerk, at):
    first = _store(encoded(photo, "JPEG"), clerk, at)
    second = _store(saved(blank_pdf()), clerk, at)

    assert [file.id for file in files_by_ids([second.id, new_id(), first.id])] == [second.id, first.id]
    with pytest.raises(NotFound):
        file_by_id(new_id())
