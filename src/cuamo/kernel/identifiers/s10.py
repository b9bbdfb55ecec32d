"""UPU S10 item numbers: two letters, eight digits, a check digit, the country."""

import re

from cuamo.kernel.errors import Invalid

_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def check_digit(serial: int) -> int:
    """Return the check digit of a serial number of eight digits."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, f"{serial:08d}", strict=True))
    rest = 11 - total % 11
    return {10: 0, 11: 5}.get(rest, rest)


def make(service: str, serial: int, country: str = "VN") -> str:
    """Return the item number, for example `make("EB", 12345678)` = `EB123456785VN`.

    Raises:
        ValueError: the service is not two capitals, or the serial has more than eight digits.
    """
    if not re.fullmatch(r"[A-Z]{2}", service) or not 0 <= serial <= 99_999_999:
        raise ValueError(f"not an S10 service and serial: {service!r}, {serial}")
    return f"{service}{serial:08d}{check_digit(serial)}{country}"


def check(text: str) -> str:
    """Return the item number in capitals without spaces.

    Raises:
        Invalid: its form or its check digit is wrong.
    """
    value = re.sub(r"\s", "", text).upper()
    if not re.fullmatch(r"[A-Z]{2}\d{9}[A-Z]{2}", value, re.ASCII) or check_digit(int(value[2:10])) != int(value[10]):
        raise Invalid(
            "s10.check",
            f"Mã bưu gửi “{value[:20]}” chưa đúng.",
            f"The item number “{value[:20]}” is not right.",
            where="label",
            hint_vi="Quét lại nhãn, hoặc gõ đủ 13 ký tự trên nhãn.",
            hint_en="Scan the label again, or type its 13 signs.",
        )
    return value
