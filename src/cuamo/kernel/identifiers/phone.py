"""Vietnamese telephone numbers, kept as `0912345678`."""

import re

from cuamo.kernel.identifiers.errors import InvalidIdentifier

MOBILE = re.compile(r"0(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9])[0-9]{7}")
LANDLINE = re.compile(r"02(?:4|8)[0-9]{8}|02[0-9]{2}[0-9]{7}")
_SEPARATORS = re.compile(r"[\s.\-–()/]+")
_COUNTRY = re.compile(r"^(?:\+|00)84(?:0(?=[0-9]{9,10}$))?|^84(?=[0-9]{9,10}$)")


def normalise(text: str) -> str:
    """Return the number as dialled inside the country: `+84 912.345.678` is `0912345678`.

    Mobile numbers and landlines are taken.

    Raises:
        InvalidIdentifier: not a Vietnamese number.
    """
    number = _COUNTRY.sub("0", _SEPARATORS.sub("", text), count=1)
    if MOBILE.fullmatch(number) or LANDLINE.fullmatch(number):
        return number
    raise InvalidIdentifier(
        "phone.unknown",
        "Đây không phải số điện thoại Việt Nam.",
        "This is not a Vietnamese telephone number.",
        where="phone",
        hint_vi="Số di động có 10 chữ số, ví dụ 0912 345 678.",
        hint_en="A mobile number has 10 digits, such as 0912 345 678.",
    )


def mobile(text: str) -> str:
    """Return the number of a phone that can receive texts.

    Raises:
        InvalidIdentifier: not a Vietnamese mobile number.
    """
    number = normalise(text)
    if not is_mobile(number):
        raise InvalidIdentifier(
            "phone.landline",
            "Số cố định không nhận được tin nhắn.",
            "A landline cannot receive texts.",
            where="phone",
            hint_vi="Nhập số di động, ví dụ 0912 345 678.",
            hint_en="Enter a mobile number, such as 0912 345 678.",
        )
    return number


def is_mobile(number: str) -> bool:
    """Return whether a normalised number is a mobile one."""
    return MOBILE.fullmatch(number) is not None


def e164(number: str) -> str:
    """Return a normalised number with the country code: `+84912345678`."""
    return "+84" + number.removeprefix("0")


def spaced(number: str) -> str:
    """Return a normalised number as people read it: `0912 345 678`."""
    return (
        f"{number[:4]} {number[4:7]} {number[7:]}"
        if len(number) == 10
        else f"{number[:3]} {number[3:7]} {number[7:]}"
    )
