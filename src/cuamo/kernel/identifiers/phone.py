"""Vietnamese phone numbers."""

import re

from cuamo.kernel.errors import Invalid

MOBILE = re.compile(r"0(3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9])\d{7}", re.ASCII)
LANDLINE_HANOI = re.compile(r"024\d{8}", re.ASCII)


def normalise(text: str) -> str:
    """Return a number as `0912345678`; accepts +84, 84, spaces, dots and hyphens.

    Raises:
        Invalid: no mobile number of Vietnam and no landline of Hanoi.
    """
    digits = re.sub(r"[\s.\-()]", "", text)
    digits = re.sub(r"^(\+84|0084)", "0", digits)
    if re.fullmatch(r"84\d{9,10}", digits, re.ASCII):
        digits = "0" + digits[2:]
    if MOBILE.fullmatch(digits) or LANDLINE_HANOI.fullmatch(digits):
        return digits
    raise Invalid(
        "phone.unknown",
        f"Số điện thoại “{text.strip()[:30]}” chưa đúng: cần 10 số di động, ví dụ 0912345678.",
        f"The phone number “{text.strip()[:30]}” is not right: 10 digits are needed, such as 0912345678.",
        where="phone",
        hint_vi="Đọc lại số, bắt đầu bằng 03, 05, 07, 08 hoặc 09.",
        hint_en="Check the number; it starts with 03, 05, 07, 08 or 09.",
    )


def is_mobile(number: str) -> bool:
    """True when a normalised number can get texts."""
    return bool(MOBILE.fullmatch(number))


def e164(number: str) -> str:
    """Return a normalised number as `+84912345678`."""
    return "+84" + number[1:]
