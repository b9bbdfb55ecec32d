"""Postal item number (UPU S10): two letters, eight digits, a check digit, the country."""

import re

from cuamo.kernel.identifiers.errors import InvalidIdentifier

_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_SHAPE = re.compile(r"[A-Z]{2}[0-9]{9}[A-Z]{2}")


def make(service: str, serial: int, *, country: str = "VN") -> str:
    """Return the item number of a service (`EB`, `RB`…) and a serial of at most eight digits.

    Raises:
        ValueError: two capital letters and eight digits are needed.
    """
    if not re.fullmatch(r"[A-Z]{2}", service) or not re.fullmatch(r"[A-Z]{2}", country):
        raise ValueError(f"service and country are two capital letters each, got {service!r}, {country!r}")
    if not 0 <= serial <= 99_999_999:
        raise ValueError(f"a serial has at most eight digits, got {serial}")
    digits = f"{serial:08d}"
    return f"{service}{digits}{check_digit(digits)}{country}"


def check(text: str) -> str:
    """Return the item number in capitals without spaces.

    Raises:
        InvalidIdentifier: wrong shape or wrong check digit.
    """
    number = re.sub(r"[\s.\-]+", "", text).upper()
    if not _SHAPE.fullmatch(number):
        raise InvalidIdentifier(
            "s10.shape",
            "Số hiệu bưu gửi có 2 chữ, 9 số và 2 chữ, ví dụ EB123456785VN.",
            "A postal item number has 2 letters, 9 digits and 2 letters, such as EB123456785VN.",
            where="item",
            hint_vi="Quét lại mã vạch.",
            hint_en="Scan the barcode again.",
        )
    if check_digit(number[2:10]) != int(number[10]):
        raise InvalidIdentifier(
            "s10.check_digit",
            f"Số hiệu bưu gửi {number} sai số kiểm tra.",
            f"Postal item number {number} has a wrong check digit.",
            where="item",
            hint_vi="Quét lại mã vạch hoặc so lại từng số.",
            hint_en="Scan the barcode again or compare each digit.",
        )
    return number


def check_digit(serial: str) -> int:
    """Return the check digit of eight digits."""
    rest = 11 - sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, serial, strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest)
