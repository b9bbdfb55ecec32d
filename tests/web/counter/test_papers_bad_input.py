"""What comes as a page and is none, or far too much of one: exact words, nothing lost or kept, never 500."""

import io
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import pikepdf
import pillow_heif
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from cuamo.documents.models import StoredFile
from cuamo.documents.selectors.files import content_of
from cuamo.dossiers.models import DossierPaper, TrayPage
from cuamo.dossiers.services.end_visit import end_visit
from cuamo.web.middleware.weight import MOST_BYTES
from tests.documents.pages import blank, jpeg, sheet
from tests.support.city import staff
from tests.web.counter.desk import Prepared

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_reads")]
FIRST = "ban_goc_gcn"


@dataclass(frozen=True)
class Bad:
    """A file that cannot be taken, and the words it is refused with."""

    make: Callable[[], bytes]
    vi: str
    en: str
    name: str = "giay.pdf"


def _pdf(pages: int, **options: object) -> bytes:
    pdf, out = pikepdf.new(), io.BytesIO()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(595, 842))
    pdf.save(out, **options)
    return out.getvalue()


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("giay.pdf", b"%PDF-1.4")
    return out.getvalue()


@cache
def _bomb() -> bytes:
    """A picture of 900 megapixels in a few kilobytes."""
    out = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")
    return out.getvalue()


def _burst(count: int) -> bytes:
    heif = pillow_heif.HeifFile()
    for seed in range(count):
        heif.add_from_pillow(sheet(seed=seed + 1).resize((827, 1170)))
    out = io.BytesIO()
    heif.save(out, quality=60, enc_params={"preset": "ultrafast"})
    return out.getvalue()


REFUSED = {
    "an empty file": Bad(
        lambda: b"",
        "Tệp rỗng, không có gì bên trong. Chọn lại tệp hoặc chụp lại giấy tờ.",
        "The file is empty. Choose the file again or take a new photo.",
    ),
    "21 MB": Bad(
        lambda: b"%PDF-1.4" + bytes(21 * 1024 * 1024),
        "Tệp nặng 21 MB, quá mức 20 MB. Chụp từng trang, hoặc tách tệp thành nhiều tệp nhỏ.",
        "The file is 21 MB; at most 20 MB can be taken. Photograph page by page, or split the file.",
    ),
    "500 pages": Bad(
        lambda: _pdf(500),
        "Tệp PDF có 500 trang, quá mức 50 trang. Tách thành nhiều tệp, mỗi tệp không quá 50 trang.",
        "The PDF has 500 pages; at most 50 can be taken. Split it into files of at most 50 pages.",
    ),
    "a zip named .pdf": Bad(
        _zip,
        "Tệp này không phải ảnh hay PDF. Nhận ảnh JPG, PNG, HEIC, WebP, TIFF và tệp PDF.",
        "This file is neither a picture nor a PDF. "
        "JPG, PNG, HEIC, WebP and TIFF pictures and PDF files are taken.",
    ),
    "a drawing of commands": Bad(
        lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        "Tệp này không phải ảnh hay PDF. Nhận ảnh JPG, PNG, HEIC, WebP, TIFF và tệp PDF.",
        "This file is neither a picture nor a PDF. "
        "JPG, PNG, HEIC, WebP and TIFF pictures and PDF files are taken.",
        "anh.svg",
    ),
    "an encrypted PDF": Bad(
        lambda: _pdf(1, encryption=pikepdf.Encryption(user="mat-khau", owner="chu")),
        "Tệp PDF có mật khẩu nên không mở được. Bỏ mật khẩu rồi gửi lại, hoặc chụp từng trang giấy.",
        "The PDF is locked with a password. Remove the password and send it again, or photograph the pages.",
    ),
    "an image bomb": Bad(
        _bomb,
        "Ảnh quá lớn, hơn 60 triệu điểm ảnh. Chụp lại ở cỡ ảnh thường.",
        "The picture is too large: more than 60 megapixels. Take the photo again at normal size.",
        "bom.png",
    ),
    "a photo cut off in the middle": Bad(
        lambda: jpeg(sheet())[:20_000],
        "Ảnh hỏng, không mở được. Chụp lại giấy tờ rồi gửi ảnh mới.",
        "The picture is damaged and cannot be opened. Take a new photo of the paper and send that.",
        "anh.jpg",
    ),
    "a PDF cut off in the middle": Bad(
        lambda: b"%PDF-1.7\n1 0 obj\n<< /Type /Cata",
        "Tệp PDF hỏng, không mở được. Lưu lại tệp PDF, hoặc chụp từng trang giấy.",
        "The PDF is damaged and cannot be opened. Save the PDF again, or photograph the pages.",
    ),
    "noise that begins like a TIFF": Bad(
        lambda: b"II*\x00" + b"\x07" * 900,
        "Ảnh hỏng, không mở được. Chụp lại giấy tờ rồi gửi ảnh mới.",
        "The picture is damaged and cannot be opened. Take a new photo of the paper and send that.",
        "quet.tif",
    ),
}


def _sixteen(page: Image.Image) -> Image.Image:
    steps = page.convert("L").tobytes()
    doubled = bytearray(2 * len(steps))
    doubled[::2] = doubled[1::2] = steps
    return Image.frombytes("I;16", page.size, bytes(doubled))


def _in_mode(mode: str, kind: str, **options: object) -> Callable[[], bytes]:
    def make() -> bytes:
        page = sheet().resize((827, 1170))
        made = _sixteen(page) if mode == "I;16" else page.convert(mode)
        out = io.BytesIO()
        made.save(out, kind, **options)
        return out.getvalue()

    return make


def _turned_with_place() -> bytes:
    """A photo held sideways that remembers where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (21.0, 1.0, 42.0)
    return jpeg(sheet().rotate(90, expand=True), exif=exif)


def _animation() -> bytes:
    out = io.BytesIO()
    pages = [sheet(seed=seed).resize((827, 1170)) for seed in (1, 2, 3)]
    pages[0].save(out, "PNG", save_all=True, append_images=pages[1:])
    return out.getvalue()


TAKEN = {
    "CMYK": (_in_mode("CMYK", "JPEG"), ""),
    "16 bits": (_in_mode("I;16", "PNG"), ""),
    "a palette": (_in_mode("P", "PNG"), ""),
    "an animation": (_animation, "Tệp có 3 ảnh, đã lấy ảnh đầu. Ảnh khác cần thì chụp riêng."),
    "a HEIC burst": (lambda: _burst(4), "Tệp có 4 ảnh, đã lấy ảnh đầu. Ảnh khác cần thì chụp riêng."),
    "a photo held sideways": (_turned_with_place, ""),
}

NAMES = {
    "../../etc/passwd": "passwd",
    "C:\\Users\\An\\giấy khai sinh.jpg": "giấy khai sinh.jpg",
    unicodedata.normalize("NFD", "Giấy chứng sinh Nguyễn Thị Ẳng.jpg"): None,
    "giay\u202egpj.exe": "giaygpj.exe",
    "\u200f.jpg": ".jpg",
    "x" * 400 + ".jpg": "x" * 196 + ".jpg",
}


def _kept() -> tuple[int, int, int]:
    return TrayPage.objects.count(), DossierPaper.objects.count(), StoredFile.objects.count()


def _at_counter(clerk: Client, made: Prepared, data: bytes, name: str = "a.jpg", prefix: str = ""):
    upload = SimpleUploadedFile("a", data)
    upload._name = name  # as it comes over the line; the class of the test would clean it
    accept = {"Accept": "application/json"}
    return clerk.post(f"{prefix}{made.path}khay/", {"tep": upload, "giay": FIRST}, headers=accept)


def _by_phone(made: Prepared, data: bytes, name: str = "a.jpg", prefix: str = ""):
    upload = SimpleUploadedFile(name, data)
    address = f"{prefix}/chup/{made.visit.screen_code}/"
    return Client().post(address, {"tep": upload, "giay": FIRST}, headers={"Accept": "application/json"})


@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_file_is_refused_in_exact_words_and_nothing_is_kept(clerk, made, case):
    bad = REFUSED[case]
    data, before = bad.make(), _kept()

    answers = [
        _at_counter(clerk, made, data, bad.name),
        _by_phone(made, data, bad.name),
        _by_phone(made, data, bad.name, "/en"),
    ]

    assert [answer.status_code for answer in answers] == [422] * 3
    assert [answer.json()["error"] for answer in answers] == [bad.vi, bad.vi, bad.en]
    assert _kept() == before


@pytest.mark.parametrize("case", REFUSED)
def test_without_scripts_the_step_says_the_same_and_keeps_what_was_there(clerk, made, case):
    _at_counter(clerk, made, jpeg(sheet()))
    bad, before = REFUSED[case], _kept()

    answer = clerk.post(
        f"{made.path}6/", {"act": "add", f"giay.{FIRST}": SimpleUploadedFile(bad.name, bad.make())}
    )

    assert answer.status_code == 422
    assert bad.vi in answer.content.decode()
    assert _kept() == before


@pytest.mark.parametrize("case", TAKEN)
def test_an_odd_picture_is_taken_as_a_plain_one_and_what_was_left_out_is_said(clerk, made, case):
    make, told = TAKEN[case]

    answer = _at_counter(clerk, made, make())

    assert answer.status_code == 200, answer.content
    assert answer.json()["told"] == ([told] if told else [])
    page = TrayPage.objects.select_related("upload").get(dossier=made.dossier)
    with Image.open(io.BytesIO(content_of(page.upload))) as kept:
        assert kept.mode in {"RGB", "L"}
        assert kept.height > kept.width, "upright"
        assert not kept.getexif()
        assert "exif" not in kept.info


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_could_do_harm_is_only_a_name(clerk, made, name):
    answer = _at_counter(clerk, made, jpeg(sheet()), name)

    assert answer.status_code == 200
    page = TrayPage.objects.select_related("upload").get(dossier=made.dossier)
    kept = page.upload.original_name
    if NAMES[name] is not None:
        assert kept == NAMES[name]
    assert "/" not in kept
    assert unicodedata.normalize("NFC", kept)
    assert clerk.get(f"{made.path}6/").status_code == 200


def test_300_mb_are_refused_by_their_announced_length_before_a_byte_is_read(clerk, made):
    before = _kept()

    class Wire(io.RawIOBase):
        """A line on which nobody may read."""

        def read(self, *_: object) -> bytes:
            raise AssertionError("a byte was read")

    def post(address: str, accept: str):
        return clerk.generic(
            "POST",
            address,
            b"",
            content_type="multipart/form-data; boundary=x",
            CONTENT_LENGTH=str(300 * 1024 * 1024),
            **{"wsgi.input": Wire(), "HTTP_ACCEPT": accept},
        )

    page = post(f"{made.path}6/", "text/html")
    script = post(f"{made.path}khay/", "application/json")

    assert MOST_BYTES < 300 * 1024 * 1024
    assert (page.status_code, script.status_code) == (413, 413)
    words = (
        "Gửi lên 300 MB một lúc, quá mức. Chưa nhận gì, tệp vẫn còn trên máy. "
        "Mỗi tệp không quá 20 MB. Chụp từng trang ở cỡ ảnh thường, rồi gửi từng tệp."
    )
    assert script.json()["error"] == words
    assert "Gửi lên 300 MB một lúc, quá mức." in page.content.decode()
    assert _kept() == before


def test_fifty_pages_are_taken_and_fifty_one_are_not(clerk, made):
    assert _at_counter(clerk, made, _pdf(51)).status_code == 422
    assert _kept()[0] == 0

    assert len(_at_counter(clerk, made, _pdf(50)).json()["pages"]) == 50


def test_a_photo_after_the_visit_ended_meets_a_page_that_says_so_and_is_not_taken(made):
    end_visit(visit_id=made.visit.id, clerk=staff("quay.hoankiem"), at=timezone.now())
    before = _kept()
    address = f"/chup/{made.visit.screen_code}/"

    answers = [
        Client().get(address),
        Client().post(address, {"giay": FIRST, "anh": SimpleUploadedFile("a.jpg", b"x")}),
    ]
    script = _by_phone(made, jpeg(sheet()))
    english = Client().get(f"/en{address}").content.decode()

    assert [answer.status_code for answer in answers] == [404, 404]
    for answer in answers:
        page = answer.content.decode()
        assert "Lượt hỗ trợ này đã xong" in page
        assert "Ảnh chưa gửi vẫn còn trong điện thoại." in page
    assert script.json()["error"].startswith("Mã chụp này không còn dùng: lượt hỗ trợ đã xong.")
    assert "This visit has ended" in english
    assert _kept() == before


def test_what_belongs_to_no_draft_is_refused(clerk, made):
    before = _kept()
    upload = SimpleUploadedFile("a.jpg", jpeg(blank()))
    unknown = clerk.post(f"{made.path}khay/", {"tep": upload, "giay": "khong_co"})
    nothing = clerk.post(f"{made.path}khay/", {})
    nowhere = clerk.post(f"{made.path}khay/trang/", {"trang": "khong-phai-ma", "act": "turn"})
    act = clerk.post(f"{made.path}khay/trang/", {"trang": str(made.visit.id), "act": "turn"})

    assert [answer.status_code for answer in (unknown, nothing, nowhere, act)] == [422, 422, 302, 302]
    assert unknown.json()["error"].startswith("Hồ sơ này không cần loại giấy đó.")
    assert nothing.json()["error"] == "Chưa có tệp nào."
    assert _kept() == before
