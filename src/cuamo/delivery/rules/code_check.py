"""Checking a code of four digits on a phone that must not know it."""

import hashlib
from functools import lru_cache

ROUNDS = 50_000
"""A phone needs a tenth of a second for each try."""


@lru_cache(maxsize=4096)
def check_byte(code: str, salt: str) -> int:
    """Return the first byte of the slow salted hash of a code, 0 to 255.

    One byte on purpose. Four digits are only ten thousand codes, so a whole hash would give the code to
    whoever has the phone and an hour. A byte leaves about forty codes possible, of which the server takes
    five tries; of 256 wrong codes told at a door it finds 255, and the server finds the last.
    """
    return hashlib.pbkdf2_hmac("sha256", code.encode(), salt.encode(), ROUNDS)[0]
