"""Check the signatures of a PDF (kiểm tra chữ ký số)."""

from collections.abc import Sequence

from cuamo.documents.types import SignatureReport


def verify_pdf(pdf: bytes, *, trust_roots: Sequence[bytes] = ()) -> list[SignatureReport]:
    """Return one report per signature, oldest first; empty when the PDF is not signed or not a PDF.

    Looks only at what is in the file: asks no authority.

    Args:
        trust_roots: root certificates (DER) the reader trusts; without them `trusted` is None.
    """
    return []
