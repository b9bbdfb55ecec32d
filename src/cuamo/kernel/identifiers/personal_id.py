"""Personal id of twelve digits (số định danh cá nhân)."""

import re
from dataclasses import dataclass

from cuamo.kernel.errors import Invalid

PROVINCES = frozenset(
    f"{number:03d}"
    for number in (
        1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37, 38, 40, 42,
        44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77, 79, 80, 82, 83, 84,
        86, 87, 89, 91, 92, 93, 94, 95, 96,
    )
)  # fmt: skip
"""Codes of the provinces of birth registration; they stay valid after mergers. Codes of countries are 100 to 999."""


@dataclass(frozen=True)
class PersonalId:
    """What the digits say."""

    value: str
    province: str
    sex: str
    birth_year: int


def check(text: str) -> PersonalId:
    """Return what a personal id says; spaces, dots and hyphens are ignored.

    Raises:
        Invalid: not twelve digits, or an unknown place of registration.
    Law: Decree 137/2015/NĐ-CP (structure of the personal id); Law on Identity 26/2023/QH15.
    """
    digits = re.sub(r"[\s.\-]", "", text)
    if not re.fullmatch(r"\d{12}", digits, re.ASCII):
        raise Invalid(
            "personal_id.digits",
            f"Số định danh cần đúng 12 chữ số, đang có {sum(sign.isdigit() for sign in digits)}.",
            f"A personal id has exactly 12 digits; this has {sum(sign.isdigit() for sign in digits)}.",
            where="personal_id",
            hint_vi="Xem dòng “Số / No.” trên căn cước.",
            hint_en="See the line “Số / No.” on the card.",
        )
    province, century = digits[:3], int(digits[3])
    if province not in PROVINCES and not 100 <= int(province) <= 999:
        raise Invalid(
            "personal_id.province",
            f"Ba số đầu {province} không phải mã tỉnh hay mã nước.",
            f"The first three digits {province} are no province or country.",
            where="personal_id",
            hint_vi="Đọc lại từng số trên căn cước.",
            hint_en="Read the digits of the card again.",
        )
    year = 1900 + century // 2 * 100 + int(digits[4:6])
    return PersonalId(digits, province, "Nữ" if century % 2 else "Nam", year)
