"""Which facts of a record a person can have put right, and what they may be."""

import re

from cuamo.kernel.errors import Invalid
from cuamo.kernel.identifiers import phone as phones
from cuamo.kernel.identifiers.errors import InvalidIdentifier

CORRECTABLE: dict[str, tuple[str, str, bool]] = {
    "full_name": ("Họ, chữ đệm và tên", "Full name", True),
    "birth_date": ("Ngày sinh", "Date of birth", True),
    "sex": ("Giới tính", "Sex", True),
    "address": ("Nơi cư trú", "Place of residence", False),
    "phone": ("Số điện thoại", "Phone number", False),
}
"""Field: Vietnamese, English, and whether a paper must prove it."""

_BIRTH = re.compile(r"(?:(?:(\d{1,2})/)?(\d{1,2})/)?(\d{4})")


def check_correction(field: str, value: str) -> str:
    """Return the value as it is kept.

    Raises:
        Invalid: such a fact is not kept here, or the value cannot be one.
    """
    said = " ".join(value.split())
    if field not in CORRECTABLE:
        raise Invalid(
            "correction.field",
            "Chưa chọn điều cần sửa.",
            "Choose what is to be put right.",
            where="muc",
            hint_vi="Số định danh do Bộ Công an cấp, không sửa ở đây.",
            hint_en="The personal number is given by the Ministry of Public Security and not changed here.",
        )
    if not said or len(said) > 300:
        raise Invalid(
            "correction.value", "Chưa ghi thông tin đúng.", "Write what is right.", where="thong_tin"
        )
    if field == "sex" and said not in {"Nam", "Nữ"}:
        raise Invalid("correction.sex", "Ghi Nam hoặc Nữ.", "Write Nam or Nữ.", where="thong_tin")
    if field == "birth_date":
        return _birth_date(said)
    if field == "phone":
        return _phone(said)
    return said


def _phone(said: str) -> str:
    """Return the number as it is kept."""
    try:
        return phones.normalise(said)
    except InvalidIdentifier as fault:
        raise Invalid(
            "correction.phone",
            fault.vi,
            fault.en,
            where="thong_tin",
            hint_vi=fault.hint_vi,
            hint_en=fault.hint_en,
        ) from None


def _birth_date(said: str) -> str:
    """Return `1949`, `1949-03` or `1949-03-12` from `12/03/1949`, `03/1949`, `1949` or the kept form."""
    turned = "/".join(reversed(said.split("-"))) if re.fullmatch(r"\d{4}(-\d{2}){0,2}", said) else said
    found = _BIRTH.fullmatch(turned)
    if found is None or not 1880 <= int(found[3]) <= 2100:
        raise Invalid(
            "correction.birth",
            "Ngày sinh cần có năm, ví dụ 12/03/1949 hoặc 1949.",
            "The date of birth needs a year, such as 12/03/1949 or 1949.",
            where="thong_tin",
        )
    day, month, year = found[1], found[2], found[3]
    if (month and not 1 <= int(month) <= 12) or (day and not 1 <= int(day) <= 31):
        raise Invalid("correction.birth", "Ngày này không có.", "There is no such day.", where="thong_tin")
    return "-".join([year, *(f"{int(part):02d}" for part in (month, day) if part)])
