"""Say a text aloud once, and keep the sound (nghe đọc)."""

from hashlib import sha256

from cuamo.documents.rules.speakable import speakable
from cuamo.documents.selectors.parts import blobs, speaker
from cuamo.documents.types import Sound

LONGEST = 6000
"""Characters; about seven minutes. A page that says more is no page of a citizen screen."""


def can_read_aloud(language: str) -> bool:
    """Say whether this machine can read text of this language aloud; where not, no page offers it."""
    return speaker().speaks(language)


def read_aloud(text: str, *, language: str) -> Sound:
    """Return `text` as sound; the same words are spoken once and then kept under their hash.

    Raises:
        NoSpeech: nothing on this machine can say it, or it failed.
    """
    voice = speaker()
    words = speakable(text, language)[:LONGEST]
    digest = sha256(words.encode()).hexdigest()
    mime = ""

    def make() -> bytes:
        nonlocal mime
        made = voice.say(words, language)
        mime = made.mime
        return made.data

    data = blobs().derived(f"speech/{voice.name}/{language}/{digest}", make)
    return Sound(data, mime or ("audio/wav" if data.startswith(b"RIFF") else "audio/ogg"))
