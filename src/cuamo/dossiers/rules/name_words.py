"""Finding people by the words of their names, which are encrypted where they are kept."""

from cuamo.kernel.crypto import keyed_hash
from cuamo.kernel.text import fold


def name_words(name: str) -> list[int]:
    """Return one keyed hash for each word of a name, diacritics and case left out; no word comes twice.

    64 bits of it: who has the table alone learns no name, only which rows share a word.

    Law: Law on personal data protection 91/2025/QH15 (encryption and pseudonymisation of what is kept).
    """
    return [_hashed(word) for word in dict.fromkeys(fold(name).split())]


def _hashed(word: str) -> int:
    return int.from_bytes(keyed_hash(word, purpose="name_word")[:8], signed=True)
