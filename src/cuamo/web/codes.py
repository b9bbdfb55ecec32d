"""QR codes drawn into pages."""

import io
from functools import lru_cache

import segno
from django.utils.safestring import SafeString, mark_safe


@lru_cache(maxsize=500)
def qr_svg(text: str, *, scale: int = 4) -> SafeString:
    """Return an SVG of the QR code of `text`, without inline style, to be put into a page."""
    out = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(out, kind="svg", scale=scale, border=2, xmldecl=False, svgns=True, nl=False, omitsize=True)
    return mark_safe(out.getvalue().decode())  # noqa: S308  # drawn by segno; the text is coded, never printed
