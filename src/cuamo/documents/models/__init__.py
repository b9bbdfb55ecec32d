"""Tables of documents."""

from cuamo.documents.models.erasure import Erasure
from cuamo.documents.models.incoming import IncomingFile, IncomingPiece
from cuamo.documents.models.reading import Reading
from cuamo.documents.models.signed_content import SignedContent
from cuamo.documents.models.stored_file import StoredFile

__all__ = ["Erasure", "IncomingFile", "IncomingPiece", "Reading", "SignedContent", "StoredFile"]
