"""Find the code a ministry's system gave: in pasted text, a scan, a photo or a PDF."""

from collections.abc import Iterator

from cuamo.documents.services.read_text import read_text
from cuamo.kernel.errors import Invalid
from cuamo.kernel.identifiers import dossier_code


def read_external_code(*, text: str = "", data: bytes = b"") -> str:
    """Return the one dossier code in what was pasted, scanned or photographed (lấy mã hồ sơ của bộ).

    Text is looked at first; of a file the codes, then the letters a PDF carries, then printed words. The
    first of these that holds a code counts.

    Raises:
        Invalid: there is none, or there are several and nobody may guess.
        Refused: the file is no picture or PDF.
    """
    for said in _said(text, data):
        codes = dossier_code.find(said)
        if len(codes) == 1:
            return codes[0]
        if codes:
            raise Invalid(
                "external.several",
                f"Thấy {len(codes)} mã: {', '.join(codes[:4])}. Gõ mã đúng vào ô.",
                f"{len(codes)} codes were found: {', '.join(codes[:4])}. Type the right one.",
                where="code",
            )
    if text.strip() and not data:
        return dossier_code.check(text)
    raise Invalid(
        "external.none",
        "Không thấy mã hồ sơ nào trong tệp này.",
        "No dossier code was found in this file.",
        where="code",
        hint_vi="Chụp rõ trang có mã, hoặc gõ mã, dạng G01.899.105-20261124-0000123.",
        hint_en="Photograph the page with the code, or type it, such as G01.899.105-20261124-0000123.",
    )


def _said(text: str, data: bytes) -> Iterator[str]:
    if text.strip():
        yield text
    if data:
        yield from read_text(data)
