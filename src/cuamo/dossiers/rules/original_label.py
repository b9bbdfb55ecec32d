"""The label on an original in the envelope, and what a scanner makes of it."""

import re

LETTERS = 10
"""Random characters of a label: short enough for a bar code that a label printer of 203 dpi prints well."""
_READ = re.compile(rf"GT-[0-9A-HJKMNP-TV-Z]{{{LETTERS}}}")


def original_label(letters: str) -> str:
    """Return a label of these random characters: `GT-7M2K9QXA3D`.

    Raises:
        ValueError: they are not ten that are told apart when read aloud.
    """
    label = f"GT-{letters}"
    if not _READ.fullmatch(label):
        raise ValueError(f"no characters of a label: {letters!r}")
    return label


def read_original_label(text: str) -> str:
    """Return the label a scanner or a person read; empty when it is none of ours."""
    found = text.strip().upper()
    return found if _READ.fullmatch(found) else ""
