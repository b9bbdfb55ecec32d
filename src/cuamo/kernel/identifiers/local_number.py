"""Local number of a provisional slip (số tạm): made by the counter's PC without the network, later an alias.

`T7K3Q2-261126-012-X`: T, five characters of the device, the day, a serial of the device and day, a check
character (ISO 7064 MOD 37,36). The browser makes it by the same rule (`js/offline/local-number.js`); a test
ties both.
"""

import re
from datetime import date
from uuid import UUID

from cuamo.kernel.identifiers.errors import InvalidIdentifier

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32: none is taken for another."""
_VALUES = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SHAPE = re.compile(r"T([0-9A-HJKMNP-TV-Z]{5})([0-9]{6})([0-9]{3,5})([0-9A-Z])")


def make(device: UUID, on: date, serial: int) -> str:
    """Return the number of the `serial`th visit of a device that day.

    Raises:
        ValueError: `serial` does not lie between 1 and 99999.
    """
    if not 1 <= serial <= 99_999:
        raise ValueError(f"a serial runs from 1 to 99999, got {serial}")
    bits = device.int >> (128 - 25)
    part = "".join(_LETTERS[bits >> shift & 31] for shift in (20, 15, 10, 5, 0))
    body = f"T{part}{on:%y%m%d}{serial:03d}"
    return _spaced(body + _check_character(body))


def check(text: str) -> str:
    """Return the number in its usual form; blanks, hyphens and small letters are mended.

    Raises:
        InvalidIdentifier: not such a number, or mistyped.
    """
    tidy = re.sub(r"[\s.\-–]+", "", text).upper()
    if _SHAPE.fullmatch(tidy) is None or _check_character(tidy[:-1]) != tidy[-1]:
        raise InvalidIdentifier(
            "local_number.shape",
            "Số tạm có dạng T7K3Q2-261126-012-X, ghi trên phiếu nhận tạm.",
            "A provisional number looks like T7K3Q2-261126-012-X; it stands on the provisional slip.",
            where="code",
            hint_vi="Chép lại số trên phiếu nhận tạm.",
            hint_en="Copy the number from the slip again.",
        )
    return _spaced(tidy)


def _spaced(tidy: str) -> str:
    return f"{tidy[:6]}-{tidy[6:12]}-{tidy[12:-1]}-{tidy[-1]}"


def _check_character(body: str) -> str:
    carry = 36
    for char in body:
        carry = ((carry + _VALUES.index(char)) % 36 or 36) * 2 % 37
    return _VALUES[(1 - carry) % 36]
