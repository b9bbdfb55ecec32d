"""Which references a payer may have meant."""

import re

_PREFIX = re.compile(r"CM[0-9A-Z]{2,11}")
_LEAST = 6


def reference_pieces(words: str) -> list[str]:
    """Return pieces of the words of a transfer that may be a damaged reference, longest first.

    Banks cut words off and drop signs; what follows `CM` is looked at, whatever stands between.
    """
    plain = re.sub(r"[^0-9A-Z]", "", words.upper())
    return sorted(
        {found.group() for found in _PREFIX.finditer(plain)}, key=lambda piece: (-len(piece), piece)
    )


def likeness(piece: str, reference: str) -> int:
    """Return how many signs of a reference stand at their place in a damaged piece, from either end."""
    from_front = sum(a == b for a, b in zip(piece, reference, strict=False))
    from_back = sum(a == b for a, b in zip(reversed(piece), reversed(reference), strict=False))
    return max(from_front, from_back)


def is_similar(piece: str, reference: str) -> bool:
    """True when at least six signs of the reference stand where they should."""
    return likeness(piece, reference) >= _LEAST


def code_digits(words: str) -> list[str]:
    """Return runs of four digits or more, longest first: part of a dossier's code, maybe."""
    return sorted(set(re.findall(r"[0-9]{4,20}", words)), key=lambda run: (-len(run), run))
