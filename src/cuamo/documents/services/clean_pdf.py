"""Rewrite a PDF so that it can be read and do nothing else."""

from io import BytesIO

import pikepdf
import pypdfium2

from cuamo.documents.errors import Refused
from cuamo.documents.rules.limits import MAX_PAGES, MAX_PIXELS
from cuamo.documents.types import CleanFile, Mime

_ACTING = frozenset(
    {
        "/JavaScript", "/Launch", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData", "/ResetForm", "/Movie",
        "/Sound", "/Rendition", "/RichMediaExecute", "/Trans3D", "/GoTo3DView", "/SetOCGState", "/Hide",
        "/Named", "/URI", "/Thread",
    }
)  # fmt: skip
_ACTING_NOTES = frozenset({"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"})
_HARMFUL_KEYS = ("/AA", "/OpenAction", "/JS", "/EmbeddedFiles", "/AF", "/XFA", "/EF", "/RichMediaContent")
_TELLING_KEYS = ("/Metadata", "/PieceInfo", "/LastModified")
_DEEPEST = 60


def clean_pdf(data: bytes) -> CleanFile:
    """Return the PDF without scripts, actions, attachments and metadata.

    A PDF that carries a digital signature is kept byte for byte, because rewriting would break the
    signature; if it also acts, it is refused.

    Raises:
        Refused: broken, locked by a password, more than 50 pages, a page picture of more than 60
            megapixels, or signed and acting.
    Law: Circular 03/2025/TT-VPCP (electronic originals keep their signature).
    """
    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            pages = len(pdf.pages)
            if not pages:
                raise _broken()
            if pages > MAX_PAGES:
                raise too_many_pages(pages)
            _require_measured_pictures(pdf)
            signed = _is_signed(pdf)
            acting = _strip(pdf, dry_run=signed)
            if signed and acting:
                raise _signed_and_acting()
            kept = data if signed else _saved(pdf)
    except pikepdf.PasswordError:
        raise _locked() from None
    except (pikepdf.PdfError, pikepdf.DataDecodingError, ValueError, TypeError, RuntimeError):
        raise _broken() from None
    _require_readable(kept, pages)
    return CleanFile(data=kept, mime=Mime.PDF, pages=pages)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    for key in ("/Info",):
        if key in pdf.trailer:
            del pdf.trailer[key]
    out = BytesIO()
    pdf.remove_unreferenced_resources()
    pdf.save(out, deterministic_id=True, compress_streams=True, encryption=False)
    return out.getvalue()


def _strip(pdf: pikepdf.Pdf, *, dry_run: bool) -> bool:
    """Take out all that acts and, unless `dry_run`, all that tells; say whether anything acted."""
    acted = False
    names = pdf.Root.get("/Names")
    if isinstance(names, pikepdf.Dictionary) and "/JavaScript" in names:
        acted = True
        if not dry_run:
            del names["/JavaScript"]
    for holder in list(pdf.objects):
        acted = _strip_object(holder, dry_run=dry_run, depth=0) or acted
    return acted


def _strip_object(thing: object, *, dry_run: bool, depth: int) -> bool:
    if depth > _DEEPEST:
        raise ValueError("nested too deeply")
    acted = False
    if isinstance(thing, pikepdf.Array):
        kept = []
        for item in thing:
            if _is_acting_note(item):
                acted = True
                continue
            kept.append(item)
            if not _is_indirect(item):
                acted = _strip_object(item, dry_run=dry_run, depth=depth + 1) or acted
        if not dry_run and len(kept) != len(thing):
            while len(thing):
                del thing[len(thing) - 1]
            for item in kept:
                thing.append(item)
        return acted
    if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return False
    for key in list(thing.keys()):
        value = thing.get(key)
        if key in _HARMFUL_KEYS or (key in {"/A", "/PA", "/Next"} and _is_acting(value)):
            acted = acted or key != "/AF"
            if not dry_run:
                del thing[key]
        elif (key in _TELLING_KEYS or _is_no_signature(thing, key, value)) and not dry_run:
            del thing[key]
        elif isinstance(value, pikepdf.Object) and not _is_indirect(value):
            acted = _strip_object(value, dry_run=dry_run, depth=depth + 1) or acted
    return acted


def _is_no_signature(holder: pikepdf.Object, key: str, value: object) -> bool:
    """Say whether this is the value of a place to sign, and no signature: some readers break on it."""
    return key == "/V" and str(holder.get("/FT", "")) == "/Sig" and not isinstance(value, pikepdf.Dictionary)


def _is_indirect(thing: object) -> bool:
    return isinstance(thing, pikepdf.Object) and thing.is_indirect


def _is_acting(action: object) -> bool:
    if isinstance(action, pikepdf.Array):
        return any(_is_acting(item) for item in action)
    return isinstance(action, pikepdf.Dictionary) and str(action.get("/S", "")) in _ACTING


def _is_acting_note(thing: object) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and str(thing.get("/Subtype", "")) in _ACTING_NOTES


def _is_signed(pdf: pikepdf.Pdf) -> bool:
    return any(
        isinstance(thing, pikepdf.Dictionary) and "/ByteRange" in thing and "/Contents" in thing
        for thing in pdf.objects
    )


def _require_measured_pictures(pdf: pikepdf.Pdf) -> None:
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream) and str(thing.get("/Subtype", "")) == "/Image":
            width, height = int(thing.get("/Width", 0)), int(thing.get("/Height", 0))
            if width * height > MAX_PIXELS:
                raise Refused(
                    "file_too_many_pixels",
                    f"Trong PDF có ảnh quá lớn ({width} × {height}), hơn 60 triệu điểm ảnh.",
                    f"A picture in the PDF is too large ({width} × {height}): more than 60 megapixels.",
                    hint_vi="Quét lại ở mức 300 điểm mỗi inch.",
                    hint_en="Scan again at 300 dots per inch.",
                )


def _require_readable(data: bytes, pages: int) -> None:
    """The kept file must open in another reader too, with all its pages."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        raise _broken() from None
    try:
        if len(document) != pages:
            raise _broken()
        for number in range(pages):
            document[number].close()
    except pypdfium2.PdfiumError:
        raise _broken() from None
    finally:
        document.close()


def _broken() -> Refused:
    return Refused(
        "file_broken",
        "Tệp PDF hỏng, không mở được.",
        "The PDF is damaged and cannot be opened.",
        hint_vi="Lưu lại tệp PDF, hoặc chụp từng trang giấy.",
        hint_en="Save the PDF again, or photograph the pages.",
    )


def _locked() -> Refused:
    return Refused(
        "file_locked",
        "Tệp PDF có mật khẩu nên không mở được.",
        "The PDF is locked with a password.",
        hint_vi="Bỏ mật khẩu rồi gửi lại, hoặc chụp từng trang giấy.",
        hint_en="Remove the password and send it again, or photograph the pages.",
    )


def too_many_pages(pages: int, *, of: str = "PDF") -> Refused:
    """Return the refusal of a file with more than 50 pages."""
    return Refused(
        "file_too_many_pages",
        f"Tệp {of} có {pages} trang, quá mức {MAX_PAGES} trang.",
        f"The {of} has {pages} pages; at most {MAX_PAGES} can be taken.",
        hint_vi=f"Tách thành nhiều tệp, mỗi tệp không quá {MAX_PAGES} trang.",
        hint_en=f"Split it into files of at most {MAX_PAGES} pages.",
    )


def _signed_and_acting() -> Refused:
    return Refused(
        "file_signed_and_acting",
        "Tệp PDF đã ký số nhưng có lệnh tự chạy bên trong nên không nhận.",
        "The PDF is digitally signed but contains commands that run by themselves.",
        hint_vi="Xin bản khác từ nơi cấp, hoặc nộp bản giấy.",
        hint_en="Ask the issuer for another copy, or hand in the paper.",
    )
