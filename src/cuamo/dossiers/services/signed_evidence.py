"""Signatures and slips that stand for an act of the citizen."""

from datetime import datetime

from cuamo.documents.models import StoredFile
from cuamo.documents.selectors.files import content_of
from cuamo.documents.services.require_ink import require_ink
from cuamo.documents.services.store import store_upload
from cuamo.documents.types import Purpose
from cuamo.dossiers.services.form_files import Upload
from cuamo.kernel.actors import Actor

Evidence = Upload | StoredFile
"""What just came in, or what was taken in before and lies in the store."""


def keep_evidence(evidence: Evidence, *, drawn: bool, actor: Actor, at: datetime) -> StoredFile:
    """Return the evidence as it is kept; a picture nobody wrote on is no evidence.

    Args:
        drawn: it was drawn on a screen, so it has to be a picture; a slip may be a PDF of the scanner too.
    Raises:
        Refused: it is empty, no picture or no file that can be taken.
    """
    if isinstance(evidence, StoredFile):
        require_ink(content_of(evidence), may_be_pdf=not drawn)
        return evidence
    require_ink(evidence.data, may_be_pdf=not drawn)
    return store_upload(
        data=evidence.data, filename=evidence.filename, actor=actor, purpose=Purpose.EVIDENCE, at=at
    )
