"""The reference a payer's bank carries back to us: short, plain, never used twice."""

import re

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PREFIX = "CM"
_RANDOM = 10
_PATTERN = re.compile(rf"{_PREFIX}[{_LETTERS}]{{{_RANDOM + 1}}}", re.ASCII)


def make_reference(random: int) -> str:
    """Return a reference such as `CM7K2M9QX4TB3`: 50 random bits and a check sign, 13 signs.

    It fits the 25 plain signs of a VietQR purpose and has no sign that is easily misread (I, L, O, U).

    Args:
        random: at least 50 random bits.
    """
    signs = "".join(_LETTERS[random >> (5 * place) & 31] for place in range(_RANDOM))
    return _PREFIX + signs + _check_sign(signs)


def find_reference(text: str) -> str:
    """Return the reference inside the words of a transfer, empty without one.

    Banks put their own words around it, change its case and drop or add spaces.
    """
    plain = re.sub(r"[^0-9A-Z]", "", text.upper())
    for found in _PATTERN.finditer(plain):
        reference = found.group()
        if _check_sign(reference[len(_PREFIX) : -1]) == reference[-1]:
            return reference
    return ""


def _check_sign(signs: str) -> str:
    total = sum((place + 2) * _LETTERS.index(sign) for place, sign in enumerate(signs))
    return _LETTERS[total % 31]
