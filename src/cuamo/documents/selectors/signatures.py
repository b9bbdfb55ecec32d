"""Whose signatures a PDF carries, by the roots this house trusts."""

from cuamo.documents.errors import SigningUnavailable
from cuamo.documents.selectors.parts import signer
from cuamo.documents.services.verify import verify_pdf
from cuamo.documents.types import SignatureReport


def signatures_of(pdf: bytes) -> list[SignatureReport]:
    """Return a report per signature; where the roots cannot be had now, trust stays unsaid (None)."""
    try:
        official, public = signer().trust_roots(), signer().public_roots()
    except SigningUnavailable:
        return verify_pdf(pdf)
    return verify_pdf(pdf, trust_roots=official, public_roots=public)
