"""A dossier's code as people type it from a slip."""

from cuamo.kernel.identifiers import local_number
from cuamo.kernel.identifiers.errors import InvalidIdentifier


def code_as_kept(text: str) -> str:
    """Return the form a code is kept in: capitals, and a provisional number with its hyphens."""
    return provisional(text) or text.strip().upper()


def provisional(text: str) -> str:
    """Return the number of a provisional slip in its usual form; empty when it is none."""
    try:
        return local_number.check(text)
    except InvalidIdentifier:
        return ""
