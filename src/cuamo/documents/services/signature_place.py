"""Where on a page the visible signature goes."""

from dataclasses import dataclass

import pypdfium2

_POINTS_PER_MM = 72 / 25.4
WIDTH, HEIGHT = 76 * _POINTS_PER_MM, 24 * _POINTS_PER_MM
SEAL = 36 * _POINTS_PER_MM
"""A seal is as wide on paper as the stamp itself."""
_GAP = 2 * _POINTS_PER_MM
_MARGIN = 10 * _POINTS_PER_MM


@dataclass(frozen=True)
class Place:
    """A box on a page, in points from the lower left corner."""

    page: int
    box: tuple[int, int, int, int]


def signature_place(pdf: bytes, *, signer_name: str) -> Place:
    """Return the place above the printed name of the signer, or the top right of page 1 without one.

    Law: Decree 30/2020/ND-CP, Annex I (electronic original: at the signer's place; copy: top right).
    """
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in range(len(document) - 1, -1, -1):
            found = _above_name(document[page], signer_name)
            if found is not None:
                return Place(page, found)
        across, down = document[0].get_size()
        return Place(0, _box(across - _MARGIN - WIDTH, down - _MARGIN - HEIGHT))
    finally:
        document.close()


def seal_place(pdf: bytes, *, signer_name: str) -> Place:
    """Return the place of the agency's mark: over the left third of the signer's.

    Law: Decree 30/2020/ND-CP, Annex I (dấu trùm lên khoảng 1/3 chữ ký về bên trái).
    """
    signed = signature_place(pdf, signer_name=signer_name)
    left, bottom, right, top = signed.box
    over = left + (right - left) / 3
    middle = (bottom + top) / 2
    box = (over - SEAL, middle - SEAL / 2, over, middle + SEAL / 2)
    return Place(signed.page, tuple(round(value) for value in box))  # type: ignore[arg-type]  # four of them


def _above_name(leaf: pypdfium2.PdfPage, name: str) -> tuple[int, int, int, int] | None:
    text = leaf.get_textpage()
    search = text.search(name, match_case=True)
    last = None
    while (hit := search.get_next()) is not None:
        last = hit
    if last is None:
        return None
    boxes = [text.get_rect(index) for index in range(text.count_rects(*last))]
    if not boxes:
        return None
    left, top = min(box[0] for box in boxes), max(box[3] for box in boxes)
    right = max(box[2] for box in boxes)
    across, down = leaf.get_size()
    start = min(max((left + right - WIDTH) / 2, _MARGIN), across - _MARGIN - WIDTH)
    if top + _GAP + HEIGHT > down - _MARGIN:
        return None
    return _box(start, top + _GAP)


def _box(left: float, bottom: float) -> tuple[int, int, int, int]:
    return round(left), round(bottom), round(left + WIDTH), round(bottom + HEIGHT)
